#include "lab/explain/message_book.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <boost/nowide/utf/utf.hpp>
#include <stdexcept>

#include "common/text/json.hpp"
#include "common/text/nearest.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;
namespace utf = boost::nowide::utf;

struct speaker {
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array speakers = {
    speaker{"tcp", "TCP: the kernel passed on what came from the network"},
    speaker{"udp", "the kernel: an ICMP message answered what had been sent over UDP"},
    speaker{"unix", "the kernel: it is a Unix socket, so no network is in between"},
    speaker{"tls", "TLS: its library says so, whatever TCP did beneath"},
    speaker{"runtime", "the language's own library decided it"},
    speaker{"timer", "a time-out of the program's own: the network reported nothing"},
    speaker{"pool", "the program's pool of kept connections"},
    speaker{"proxy", "a proxy or load balancer between the two"},
    speaker{"program", "the program itself, or its configuration"},
    speaker{"peer", "the other program says so, in its own protocol"},
};
constexpr std::array<std::string_view, 9> moments = {"connect",    "accept", "handshake", "write", "read",
                                                     "mid-answer", "idle",   "reuse",     "any"};
// `recalled`: a program's own words as somebody knows them; `wording`: what the words say, whichever program
// writes them. None was looked at.
constexpr std::array<std::string_view, 5> kinds_of_evidence = {"measured", "documented", "reported",
                                                               "recalled", "wording"};

std::string one_of(json::value const& in, std::string_view key, std::span<std::string_view const> known) {
  std::string text = json_text(in, key);
  if (std::ranges::find(known, text) != known.end()) return text;
  throw std::invalid_argument("'" + std::string(key) + "': '" + text + "'" + suggestion(text, known));
}

template <typename Value, typename Read>
std::vector<Value> list_of(json::value const& in, std::string_view key, Read read) {
  std::vector<Value> all;
  if (json_find(in, key) == nullptr) return all;
  for (json::value const& item : json_array(in, key)) {
    if (!item.is_string()) throw std::invalid_argument("'" + std::string(key) + "': expected texts");
    all.push_back(read(std::string(item.get_string())));
  }
  return all;
}

condition read_condition(std::string const& name) {
  condition const known = condition_named(name);
  if (known != condition::unlisted && known != condition::success && to_string(known) == name) return known;
  throw std::invalid_argument("'errors': '" + name + "': expected the name of a condition");
}

ending read_ending(std::string const& name) {
  if (auto const known = ending_named(name)) return *known;
  throw std::invalid_argument("'endings': '" + name + "': expected the name of an ending");
}

std::size_t literal_size(std::string_view pattern) {
  return pattern.size() - static_cast<std::size_t>(std::ranges::count(pattern, '*'));
}

/// The parts of a pattern between its stars.
std::vector<std::string_view> literals_of(std::string_view pattern) {
  std::vector<std::string_view> all;
  while (!pattern.empty()) {
    auto const star = std::min(pattern.find('*'), pattern.size());
    if (star != 0) all.push_back(pattern.substr(0, star));
    pattern.remove_prefix(std::min(star + 1, pattern.size()));
  }
  return all;
}

std::string read_pattern(json::value const& in) {
  std::string pattern = json_text(in, "pattern");
  if (comparable(pattern) != pattern)
    throw std::invalid_argument("'pattern': '" + pattern + "': expected '" + comparable(pattern) + "'");
  auto const literals = literals_of(pattern);
  if (std::ranges::none_of(literals,
                           [](std::string_view text) { return text.size() >= piece_index::piece_size; }))
    throw std::invalid_argument("'pattern': '" + pattern + "': expected six bytes or more without a star");
  return pattern;
}

message_entry read_entry(json::value const& in, std::string const& family) {
  constexpr std::array<std::string_view, 14> members = {
      "pattern", "who",       "or",    "happened", "check",   "when",   "errors",
      "endings", "unsettled", "wraps", "evidence", "version", "source", "lines"};
  json_expect_members(in, members);
  std::array<std::string_view, speakers.size()> names;
  std::ranges::transform(speakers, names.begin(), &speaker::name);
  message_entry entry{.family = family,
                      .pattern = read_pattern(in),
                      .who = one_of(in, "who", names),
                      .or_who = json_find(in, "or") != nullptr ? one_of(in, "or", names) : std::string(),
                      .happened = json_text(in, "happened"),
                      .check = json_text(in, "check"),
                      .when = one_of(in, "when", moments),
                      .errors = list_of<condition>(in, "errors", read_condition),
                      .endings = list_of<ending>(in, "endings", read_ending),
                      .unsettled = json_text_or(in, "unsettled", ""),
                      .wraps = json_find(in, "wraps") != nullptr && json_flag(in, "wraps"),
                      .evidence = one_of(in, "evidence", kinds_of_evidence),
                      .version = json_text_or(in, "version", ""),
                      .source = json_text(in, "source"),
                      .lines = list_of<std::string>(in, "lines", [](std::string line) { return line; })};
  if (entry.evidence == "measured" && entry.version.empty())
    throw std::invalid_argument("'version': expected, as it was measured");
  if (entry.lines.empty()) throw std::invalid_argument("'lines': expected one at least");
  return entry;
}

bool fits(std::string_view pattern, std::string_view line) {
  for (std::string_view const literal : literals_of(pattern)) {
    auto const at = line.find(literal);
    if (at == std::string_view::npos) return false;
    line.remove_prefix(at + literal.size());
  }
  return true;
}

/// Latin, Greek and Cyrillic letters, as far as messages are written in them.
utf::code_point lowered(utf::code_point c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 0x20;
  return c >= 0x400 && c <= 0x40F ? c + 0x50 : c;
}

}  // namespace

bool leaves_open(message_entry const& entry) {
  bool const has_no_ending = entry.endings.size() > 2 ||
                             std::ranges::find(entry.endings, ending::undetermined) != entry.endings.end();
  return entry.errors.empty() && has_no_ending && entry.evidence != "measured";
}

std::string_view sentence_of_who(std::string_view who) {
  auto const found = std::ranges::find(speakers, who, &speaker::name);
  return found == speakers.end() ? std::string_view() : found->sentence;
}

std::string sentence_of_who(message_entry const& entry) {
  std::string sentence(sentence_of_who(entry.who));
  if (!entry.or_who.empty()) sentence.append("; or ").append(sentence_of_who(entry.or_who));
  return sentence;
}

std::string comparable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char const *at = text.data(), *const end = at + text.size(); at != end;) {
    auto const byte = static_cast<unsigned char>(*at);
    if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
      if (out.empty() || out.back() != ' ') out += ' ';
      ++at;
    } else if (byte < 0x80) {
      out += static_cast<char>(lowered(byte));
      ++at;
    } else {
      char const* next = at;
      auto const c = utf::utf_traits<char>::decode(next, end);
      if (utf::is_valid_codepoint(c))
        utf::utf_traits<char>::encode(lowered(c), std::back_inserter(out));
      else
        out.append(at, next);
      at = next;
    }
  }
  return out;
}

std::vector<message_entry> parse_messages(std::span<std::string_view const> documents) {
  std::vector<message_entry> all;
  for (std::string_view const text : documents) {
    json::value const document = parse_json(text);
    if (json_number<int>(document, "schema") != 1) throw std::invalid_argument("'schema': expected 1");
    std::string const family = json_text(document, "title");
    std::size_t number = 0;
    for (json::value const& in : json_array(document, "entries")) {
      ++number;
      try {
        all.push_back(read_entry(in, family));
      } catch (std::invalid_argument const& problem) {
        throw std::invalid_argument(json_text(document, "family") + ": entry " + std::to_string(number) +
                                    ": " + problem.what());
      }
    }
  }
  return all;
}

message_book::message_book(std::vector<message_entry> entries) : entries_(std::move(entries)) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    auto const literals = literals_of(entries_[i].pattern);
    pieces_.add(i, std::vector<std::string>(literals.begin(), literals.end()));
  }
  pieces_.build();
}

namespace {

/// Less is better. That time ran out says more than what it ran out for; that a connect failed is said of
/// every cause: of a refusal, of TLS, of a name.
int rank_of(message_entry const& entry) {
  if (!entry.wraps) return leaves_open(entry) ? 1 : 0;
  if (entry.who == "timer") return 2;
  return entry.when == "connect" && entry.errors.empty() ? 4 : 3;
}

bool says_more(message_entry const& entry, message_entry const& than) {
  if (rank_of(entry) != rank_of(than)) return rank_of(entry) < rank_of(than);
  return literal_size(entry.pattern) > literal_size(than.pattern);
}

}  // namespace

message_entry const* message_book::find(std::string_view line) const {
  std::string const here = comparable(line);
  message_entry const* best = nullptr;
  for (std::size_t const number : pieces_.candidates_in(here)) {
    message_entry const& entry = entries_[number];
    if ((best == nullptr || says_more(entry, *best)) && fits(entry.pattern, here)) best = &entry;
  }
  return best;
}

message_book const& built_in_messages() {
  static message_book const book(parse_messages(built_in_message_documents()));
  return book;
}

}  // namespace hangup::lab
