#include "lab/explain/understand.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <unordered_map>

#include "common/errors/context.hpp"
#include "common/errors/mentions.hpp"
#include "common/errors/numbers_in_text.hpp"
#include "common/record/windows_rules.hpp"
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

/// The ending that an error tells of by itself.
std::optional<ending> ending_of(condition id) {
  switch (id) {
    case condition::connection_reset: return ending::peer_reset;
    case condition::broken_pipe: return ending::reset_after_fin;
    case condition::connection_aborted: return ending::aborted_locally;
    case condition::timed_out: return ending::timed_out;
    case condition::refused: return ending::refused;
    case condition::network_unreachable:
    case condition::host_unreachable: return ending::unreachable;
    default: return std::nullopt;
  }
}

/// `errno 104`, `errno=104`, `[Errno 104]`
bool is_errno(std::string_view line, match const& found) {
  if (found.kind != match_kind::number) return false;
  auto const at = ascii::lowered(line).find("errno");
  if (at == std::string::npos) return false;
  auto const numbers = numbers_in(line.substr(at));
  return !numbers.empty() && static_cast<int>(numbers.front().value) == found.error.value;
}

/// Whether an error stands there as a number alone that may count something else: `Network error (6)`.
auto is_small_number(std::string_view line) {
  constexpr int usual = 100;  // where the numbers of network errors begin
  bool const is_errno = ascii::lowered(line).find("errno") != std::string::npos;
  return [is_errno](match const& found) {
    return found.kind == match_kind::number && found.error.value < usual && !is_errno &&
           !ending_of(found.row->id);
  };
}

/// Those that the message is about, and of what else is in the line the errors that say which of the
/// message's endings it was. The rest the program does not mean.
std::vector<match> errors_of(message_entry const& message, std::vector<match> const& found,
                             std::string_view line) {
  std::vector<match> all;
  // An end that a library saw without an error of the system's: where the line has that too, it says more.
  bool const is_inferred = message.who == "runtime" || message.who == "tls" || message.who == "proxy";
  for (match const& named : found) {
    auto const ends = ending_of(named.row->id);
    bool const is_open = ends && std::ranges::find(message.endings, *ends) != message.endings.end();
    // A code may be one that the program put there itself; the system's words are the system's.
    bool const is_of_system = named.kind == match_kind::message;
    bool const decides = is_open ? message.errors.empty() || is_of_system : is_of_system && is_inferred;
    // What the message does not tell.
    bool const is_told = leaves_open(message) && (is_of_system || is_errno(line, named));
    if (((ends && decides) || is_told) && message.who != "timer") all.push_back(named);
  }
  for (condition const id : message.errors) {
    if (std::ranges::find(all, &row_of(id), &match::row) != all.end()) continue;
    auto const named = std::ranges::find(found, &row_of(id), &match::row);
    all.push_back(named != found.end() ? *named
                                       : match{.row = &row_of(id), .kind = match_kind::message, .error = {}});
  }
  return all;
}

/// Of a text that is a number and nothing else.
std::optional<int> lone_number(std::string_view text) {
  constexpr std::string_view around = " \t\r\n\"'`";
  text = ascii::without_trailing(text.substr(std::min(text.find_first_not_of(around), text.size())), around);
  auto const numbers = numbers_in(text);
  if (numbers.size() != 1 || numbers.front().hex || numbers.front().negative) return std::nullopt;
  bool const is_alone = numbers.front().begin == 0 && numbers.front().end == text.size();
  return is_alone && !numbers.front().is_status() ? std::optional(static_cast<int>(numbers.front().value))
                                                  : std::nullopt;
}

/// Where another system has the number too, with which of them it is read.
std::string named_system(understood const& meant) {
  if (meant.systems.size() < 2) return {};
  for (number_on_system const& one : meant.systems)
    if (one.id == meant.errors.front().row->id)
      return "On " + std::string(title_of_system(one.system)) + " " + std::string(one.symbol) + ": ";
  return {};
}

/// Errors that this side finds by itself: of a cancelled call, of limits, of a socket in another state than
/// the call wants, of bytes that make no sense to it.
bool is_of_this_side(condition id) {
  switch (id) {
    case condition::operation_aborted:
    case condition::shut_down:
    case condition::not_connected:
    case condition::bad_descriptor:
    case condition::would_block:
    case condition::in_progress:
    case condition::interrupted:
    case condition::no_buffer_space:
    case condition::too_many_files:
    case condition::address_in_use:
    case condition::address_not_available:
    case condition::access_denied:
    case condition::protocol_error: return true;
    default: return false;
  }
}

/// Whose report an error is where no program's words are known.
std::string_view speaker_of(error_row const& row) {
  switch (row.own.space) {
    case code_space::asio_ssl:
    case code_space::asio_ssl_stream: return "tls";
    case code_space::beast:
    case code_space::beast_http:
    case code_space::beast_websocket: return "runtime";
    default: return is_of_this_side(row.id) ? "program" : "tcp";
  }
}

/// Whether a number that follows may be an error's: `error 104`, `errno=32`, `system:10054`.
bool introduces_error(std::string_view before) {
  constexpr std::array<std::string_view, 5> words = {"errno", "error", "err", "code", "system"};
  constexpr std::size_t longest = 16;
  before = before.substr(before.size() - std::min(longest, before.size()));
  return ascii::is_one_of(words,
                          ascii::lowered(ascii::last_word(ascii::without_trailing(before, " =:([#-"))));
}

/// The same line but for its numbers, without those that may be an error's.
std::string without_numbers(std::string_view line) {
  std::string out;
  bool is_kept = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    bool const is_digit = ascii::is_digit(line[at]);
    bool const begins = is_digit && (at == 0 || !ascii::is_digit(line[at - 1]));
    if (begins) is_kept = introduces_error(line.substr(0, at));
    if (!is_digit || is_kept)
      out += line[at];
    else if (begins)
      out += '#';
  }
  return out;
}

}  // namespace

json::value const& explanations() {
  static json::value const all = parse_json(built_in_explanations());
  return all;
}

namespace {

understood look_at(std::string_view line, code_space on) {
  understood meant{.message = built_in_messages().find(line)};
  meant.errors = look_up(line, on);
  // `TimeoutError` is also Beast's name for it; most programs that write it are not Beast.
  if (meant.message != nullptr && meant.message->who == "timer" &&
      ascii::lowered(line).find("beast") == std::string::npos)
    std::erase_if(meant.errors, [](match const& found) { return found.row->id == condition::expired; });
  if (meant.message != nullptr && meant.message->wraps && !meant.errors.empty() &&
      !std::ranges::all_of(meant.errors, is_small_number(line)))
    meant.message = nullptr;
  if (meant.message != nullptr) meant.errors = errors_of(*meant.message, meant.errors, line);
  meant.ended = ending_meant(line);
  meant.codes = peer_codes_in(line);
  // Words that many programs share, and that settle nothing, say less than such a code.
  if (meant.message != nullptr && !meant.codes.empty() && leaves_open(*meant.message) &&
      meant.message->evidence == "wording")
    meant.message = nullptr;
  return meant;
}

}  // namespace

understood understand(std::string_view line, code_space on) {
  understood meant = look_at(line, on);
  if (!meant.is_anything()) return meant;
  if ((speaks_of_parsing(line) && !speaks_of_network(line)) || only_mentions(line)) return {};
  if (std::string const rest = without_mentions(line); rest != line && !look_at(rest, on).is_anything())
    return {};
  if (auto const number = lone_number(line); number && on == code_space::none)
    meant.systems = systems_of(*number);
  meant.shown = situation_of(line, meant.message, on);
  meant.over = carrier_of(line);
  return meant;
}

namespace {

/// As TCP would have it, where it is an error.
gist gist_over_tcp(understood const& meant) {
  // What words leave open an error beside them tells.
  bool const is_open = meant.message != nullptr && leaves_open(*meant.message) && !meant.errors.empty();
  if (meant.message != nullptr && !is_open)
    return {.happened = meant.message->happened,
            .who = sentence_of_who(*meant.message),
            .check = meant.message->check};
  if (!meant.errors.empty()) {
    error_row const& row = *meant.errors.front().row;
    auto const causes = causes_for(json_member(explanations(), row.name), meant.shown);
    bool const is_of_proxy = is_open && meant.message->who == "proxy";
    return {.happened =
                (is_open ? meant.message->happened + ' ' : named_system(meant)) + std::string(row.meaning),
            .who = std::string(sentence_of_who(is_of_proxy ? "proxy" : speaker_of(row))),
            .check = json_text(*causes.front(), "tell")};
  }
  if (!meant.codes.empty()) {
    peer_code const& code = *meant.codes.front();
    bool const is_status = code.kind == peer_code_kind::http_status;
    std::string const label = is_status ? "HTTP " + std::to_string(code.value) + ": " : std::string();
    return {.happened = label + std::string(code.meaning),
            .who = std::string(sentence_of_who(code.by_gateway ? "proxy" : "peer")),
            .check = code.by_gateway
                         ? "The proxy's own log: it says how the connection to the server behind it ended."
                         : "What the other side's log says at that moment."};
  }
  return {.happened = std::string(sentence(*meant.ended)) + '.',
          .who = "hangup: it derives an ending from everything that the client saw",
          .check = "What the calls before it reported."};
}

}  // namespace

gist gist_of(understood const& meant) {
  gist said = gist_over_tcp(meant);
  bool const is_of_tcp = said.who == sentence_of_who("tcp");
  if (!is_of_tcp || meant.over == carrier::tcp || meant.errors.empty()) return said;
  std::string_view const means = meaning_over(meant.over, meant.errors.front().row->id);
  return {.happened = means.empty() ? said.happened : std::string(means),
          .who = std::string(sentence_of_who(speaker_over(meant.over))),
          .check = std::string(check_over(meant.over))};
}

std::string symbols_of(std::vector<number_on_system> const& systems) {
  std::string text;
  for (number_on_system const& one : systems) {
    text.append(text.empty() ? "" : "; ")
        .append(one.symbol.empty() ? "a code" : one.symbol)
        .append(" on ")
        .append(title_of_system(one.system));
    if (one.id == condition::unlisted) text += ", which tells of no connection";
  }
  return text;
}

std::vector<counted_line> understand_lines(std::string_view text, code_space on) {
  std::vector<counted_line> all;
  std::unordered_map<std::string, std::optional<std::size_t>> known;  // empty where it was not understood
  while (!text.empty()) {
    std::string_view const line = text.substr(0, std::min(text.find('\n'), text.size()));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    auto const [place, is_new] = known.try_emplace(without_numbers(line));
    if (is_new)
      if (understood meant = understand(line, on); meant.is_anything()) {
        place->second = all.size();
        all.push_back({.line = std::string(line), .meant = std::move(meant)});
      }
    if (place->second) ++all[*place->second].count;
  }
  return all;
}

understood_text understand_text(std::string_view text, code_space on) {
  // A message may be wrapped over lines; a long text is a log, of which no line was understood.
  constexpr std::size_t longest_message = std::size_t{64} * 1024;
  auto const last = text.find_last_not_of(" \t\r\n");
  bool const has_many_lines = last != std::string_view::npos && text.substr(0, last).find('\n') != text.npos;
  understood_text all;
  if (has_many_lines) all.lines = understand_lines(text, on);
  if (all.lines.empty() && text.size() <= longest_message) all.whole = understand(text, on);
  return all;
}

std::string said_by_windows(ending ending) {
  windows_code const said = windows_rule(ending);
  if (said.kind != answer::code) return std::string(said.source);
  std::string const code = said.value == 0 ? "0, no error"
                                           : std::to_string(said.value) + ' ' +
                                                 std::string(symbol_of({code_space::windows, said.value}));
  return code + " (" + std::string(to_string(said.known)) + "; " + std::string(said.source) + ')';
}

}  // namespace hangup::lab
