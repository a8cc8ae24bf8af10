#include "lab/explain/situation.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "common/errors/context.hpp"
#include "common/errors/systems.hpp"
#include "common/text/ascii.hpp"
#include "common/text/json.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> systems = {"Linux", "Windows", "macOS", "Android"};
constexpr std::array<std::string_view, 13> names = {"connect",    "accept", "handshake", "write", "read",
                                                    "mid-answer", "idle",   "reuse",     "proxy", "Linux",
                                                    "Windows",    "macOS",  "Android"};

/// A word of a line, or its beginning, and what it shows.
struct hint {
  std::string_view word;
  bool is_beginning;
  std::string_view shows;
};

constexpr std::array hints = {
    hint{"connect", false, "connect"},   hint{"connecting", false, "connect"},
    hint{"dial", false, "connect"},      hint{"accept", true, "accept"},
    hint{"handshak", true, "handshake"}, hint{"tls", false, "handshake"},
    hint{"ssl", false, "handshake"},     hint{"write", true, "write"},
    hint{"send", true, "write"},         hint{"wsasend", false, "write"},
    hint{"writing", false, "write"},     hint{"read", false, "read"},
    hint{"reading", false, "read"},      hint{"recv", true, "read"},
    hint{"wsarecv", false, "read"},      hint{"receiv", true, "read"},
    hint{"body", false, "mid-answer"},   hint{"payload", false, "mid-answer"},
    hint{"chunk", true, "mid-answer"},   hint{"idle", false, "idle"},
    hint{"pool", true, "reuse"},         hint{"reuse", true, "reuse"},
    hint{"reusing", false, "reuse"},     hint{"upstream", true, "proxy"},
    hint{"proxy", true, "proxy"},        hint{"gateway", false, "proxy"},
    hint{"balancer", false, "proxy"},    hint{"ingress", false, "proxy"},
    hint{"nginx", false, "proxy"},       hint{"haproxy", false, "proxy"},
    hint{"envoy", false, "proxy"},       hint{"android", false, "Android"},
    hint{"winerror", false, "Windows"},  hint{"wsa", true, "Windows"},
    hint{"darwin", false, "macOS"},      hint{"macos", false, "macOS"},
};

void add(situation& shown, std::string_view name) {
  if (std::ranges::find(shown, name) == shown.end()) shown.push_back(name);
}

/// How many seconds `unit` has; 0 where it is no unit of time of so many.
unsigned seconds_of(std::string_view unit) {
  if (unit == "s" || unit == "sec" || unit == "secs" || unit == "seconds") return 1;
  if (unit == "m" || unit == "min" || unit == "minutes") return 60;
  return unit == "h" || unit == "hour" || unit == "hours" ? 3600 : 0;
}

std::string first_word(std::string_view text) {
  auto const end = std::find_if_not(text.begin(), text.end(), ascii::is_letter);
  return ascii::lowered(text.substr(0, static_cast<std::size_t>(end - text.begin())));
}

/// Whether something took so long that somebody between may have forgotten the connection: `after 350s`,
/// `elapsed=61.2 s`, `idle for 5m`.
bool has_long_wait(std::string_view line) {
  constexpr std::uint64_t least = 30;  // seconds
  constexpr std::size_t longest_label = 16;
  constexpr std::array<std::string_view, 7> labels = {"after",    "for",  "idle", "elapsed",
                                                      "duration", "took", "in"};
  constexpr std::string_view digits = "0123456789";
  for (std::size_t at = line.find_first_of(digits); at != line.npos; at = line.find_first_of(digits, at)) {
    std::string_view const before =
        line.substr(at - std::min(longest_label, at), std::min(longest_label, at));
    std::string const label = ascii::lowered(ascii::last_word(ascii::without_trailing(before, " =:\"(")));
    std::uint64_t value = 0;
    bool const is_number =
        std::from_chars(line.data() + at, line.data() + line.size(), value).ec == std::errc();
    at = std::min(line.find_first_not_of("0123456789.", at), line.size());
    std::string_view rest = line.substr(at);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    bool const is_long = is_number && value * seconds_of(first_word(rest.substr(0, 16))) >= least;
    if (is_long && ascii::is_one_of(labels, label)) return true;
  }
  return false;
}

/// More is better.
int likelihood(json::value const& cause, situation const& shown) {
  constexpr int of_another_system = -100;
  int fitting = 0;
  bool is_foreign = false;
  if (json_find(cause, "likely") == nullptr) return 0;
  auto const is_system = [](std::string_view name) { return ascii::is_one_of(systems, name); };
  bool const is_system_known = std::ranges::any_of(shown, is_system);
  for (json::value const& name : json_array(cause, "likely")) {
    bool const is_shown = std::ranges::find(shown, std::string_view(name.get_string())) != shown.end();
    fitting += is_shown ? 1 : 0;
    is_foreign = is_foreign || (is_system(name.get_string()) && is_system_known && !is_shown);
  }
  return is_foreign ? of_another_system : fitting;
}

}  // namespace

std::span<std::string_view const> situation_names() {
  return names;
}

situation situation_of(std::string_view line, message_entry const* message, code_space on) {
  situation shown;
  if (message != nullptr && message->when != "any") add(shown, message->when);
  if (message != nullptr && message->who == "proxy") add(shown, "proxy");
  if (message != nullptr && message->who == "pool") add(shown, "reuse");
  for (std::string const& word : words_of(line))
    for (hint const& known : hints)
      if (known.is_beginning ? word.starts_with(known.word) : word == known.word) add(shown, known.shows);
  std::string const lowered = ascii::lowered(line);
  if (lowered.find("keep-alive") != lowered.npos || lowered.find("keepalive") != lowered.npos)
    add(shown, "reuse");
  if (has_long_wait(line)) add(shown, "idle");
  if (auto const title = title_of_system(on); !title.empty()) add(shown, title);
  return shown;
}

std::vector<json::value const*> causes_for(json::value const& explanation, situation const& shown) {
  std::vector<json::value const*> all;
  for (json::value const& cause : json_array(explanation, "causes"))
    all.push_back(&cause);
  std::ranges::stable_sort(all, std::ranges::greater(),
                           [&shown](json::value const* cause) { return likelihood(*cause, shown); });
  return all;
}

std::string evidence_of(json::value const& cause) {
  std::string text = json_text(cause, "evidence");
  if (auto const source = json_text_or(cause, "source", ""); !source.empty()) text += "; " + source;
  if (json_find(cause, "likely") == nullptr) return text;
  std::string_view separator = "; likely: ";
  for (json::value const& name : json_array(cause, "likely")) {
    text.append(separator).append(std::string_view(name.get_string()));
    separator = ", ";
  }
  return text;
}

}  // namespace hangup::lab
