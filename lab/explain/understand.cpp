#include "lab/explain/understand.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <unordered_map>

#include "common/text/ascii.hpp"
#include "common/text/json.hpp"
#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

/// `peer_reset`, `Peer reset`, or the client's line `ending: peer_reset - the peer reset ...`.
std::optional<ending> ending_meant(std::string_view text) {
  constexpr std::string_view label = "ending";
  std::string name = ascii::lowered(ascii::without_trailing(text, " \t\r\n"));
  if (name.starts_with(label)) {
    name.erase(0, std::min(name.find_first_not_of(": ", label.size()), name.size()));
    name.erase(std::min(name.find(" - "), name.size()));
  }
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  return ending_named(name);
}

/// Those that the message is about: what else is in the line, the program does not mean.
std::vector<match> errors_of(message_entry const& message, std::vector<match> const& found) {
  std::vector<match> all;
  for (condition const id : message.errors) {
    auto const named = std::ranges::find(found, &row_of(id), &match::row);
    all.push_back(named != found.end() ? *named
                                       : match{.row = &row_of(id), .kind = match_kind::message, .error = {}});
  }
  return all;
}

/// Whose report an error is where no program's words are known.
std::string_view speaker_of(error_row const& row) {
  switch (row.own.space) {
    case code_space::asio_ssl:
    case code_space::asio_ssl_stream: return "tls";
    case code_space::beast:
    case code_space::beast_http:
    case code_space::beast_websocket: return "runtime";
    default: return row.id == condition::operation_aborted ? "program" : "tcp";
  }
}

/// The same line but for its numbers.
std::string without_numbers(std::string_view line) {
  std::string out;
  for (char const c : line) {
    bool const is_digit = c >= '0' && c <= '9';
    if (!is_digit)
      out += c;
    else if (out.empty() || out.back() != '#')
      out += '#';
  }
  return out;
}

}  // namespace

json::value const& explanations() {
  static json::value const all = parse_json(built_in_explanations());
  return all;
}

understood understand(std::string_view line) {
  understood meant{.message = built_in_messages().find(line)};
  meant.errors = look_up(line);
  if (meant.message != nullptr && meant.message->wraps && !meant.errors.empty()) meant.message = nullptr;
  if (meant.message != nullptr) meant.errors = errors_of(*meant.message, meant.errors);
  meant.ended = ending_meant(line);
  meant.codes = peer_codes_in(line);
  return meant;
}

gist gist_of(understood const& meant) {
  if (meant.message != nullptr)
    return {.happened = meant.message->happened,
            .who = std::string(sentence_of_who(meant.message->who)),
            .check = meant.message->check};
  if (!meant.errors.empty()) {
    error_row const& row = *meant.errors.front().row;
    json::value const& first = json_array(json_member(explanations(), row.name), "causes").front();
    return {.happened = std::string(row.meaning),
            .who = std::string(sentence_of_who(speaker_of(row))),
            .check = json_text(first, "tell")};
  }
  if (!meant.codes.empty()) {
    peer_code const& code = *meant.codes.front();
    return {.happened = std::string(code.meaning),
            .who = std::string(sentence_of_who("peer")),
            .check = "What the other side's log says at that moment."};
  }
  return {.happened = std::string(sentence(*meant.ended)) + '.',
          .who = "hangup: it derives an ending from everything that the client saw",
          .check = "What the calls before it reported."};
}

std::vector<counted_line> understand_lines(std::string_view text) {
  std::vector<counted_line> all;
  std::unordered_map<std::string, std::optional<std::size_t>> known;  // empty where it was not understood
  while (!text.empty()) {
    std::string_view const line = text.substr(0, std::min(text.find('\n'), text.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    auto const [place, is_new] = known.try_emplace(without_numbers(line));
    if (is_new)
      if (understood meant = understand(line); meant.is_anything()) {
        place->second = all.size();
        all.push_back({.line = std::string(line), .meant = std::move(meant)});
      }
    if (place->second) ++all[*place->second].count;
  }
  return all;
}

}  // namespace hangup::lab
