#include "common/errors/numbers_in_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "common/text/ascii.hpp"

namespace hangup {
namespace {

using namespace ascii;

/// What ties the parts of an address, a time, a date or a large number together.
constexpr std::string_view joints = ".:,/-";

/// Of `category:value`, as error codes print themselves.
std::optional<numbering> category_before(std::string_view before) {
  constexpr std::array<std::string_view, 4> posix = {"generic", "posix", "linux", "macos"};
  constexpr std::array<std::string_view, 3> windows = {"windows", "win32", "winsock"};
  std::string_view const word = last_word(before);
  bool const asio = before.substr(0, before.size() - word.size()).ends_with("asio.");
  if (before.ends_with("asio.ssl.stream")) return numbering::asio_ssl_stream;
  if (before.ends_with("boost.beast.websocket")) return numbering::beast_websocket;
  if (before.ends_with("beast.http")) return numbering::beast_http;
  if (before.ends_with("boost.beast")) return numbering::beast;
  if (asio && word == "ssl") return numbering::asio_ssl;
  if (asio && word == "misc") return numbering::asio_misc;
  if (asio && word == "netdb") return numbering::asio_netdb;
  if (word == "system") return numbering::system;
  if (is_one_of(posix, word)) return numbering::posix;
  if (is_one_of(windows, word)) return numbering::windows;
  return std::nullopt;
}

/// Of `errno 104`, `GetLastError() = 64`.
std::optional<numbering> error_word_before(std::string_view before) {
  constexpr std::array<std::string_view, 5> endings = {"errno", "error", "err", "code", "hresult"};
  constexpr std::array<std::string_view, 7> other_codes = {"exit",   "status", "http", "response",
                                                           "return", "zip",    "std"};  // stderr
  std::string_view const phrase = without_trailing(before, " \t=:(#\"'[)");
  std::string const word = lowered(last_word(phrase));
  std::string const preceding =
      lowered(last_word(without_trailing(phrase.substr(0, phrase.size() - word.size()), " _-")));
  if (std::none_of(endings.begin(), endings.end(), [&](auto suffix) { return word.ends_with(suffix); }))
    return std::nullopt;
  for (std::string_view const other : other_codes)
    if (word.starts_with(other) || (word == "code" && preceding.starts_with(other))) return std::nullopt;
  bool const windows = word.ends_with("winerror") || word.ends_with("lasterror") || word == "hresult";
  return windows ? numbering::windows : numbering::system;
}

std::string_view last_part(std::string_view text, std::size_t size) {
  return text.substr(text.size() - std::min(size, text.size()));
}

/// Whether an ordinary word, of which anything may follow, stands before: `error 54`, but not `errno 54`.
bool is_ordinary_before(std::string_view before) {
  constexpr std::array<std::string_view, 2> of_system = {"os error", "system error"};
  std::string_view const phrase = without_trailing(before, " \t=:(#\"'[)-");
  std::string const end = lowered(last_part(phrase, of_system.back().size()));
  return !end.ends_with("errno") &&
         std::ranges::none_of(of_system, [&](std::string_view words) { return end.ends_with(words); });
}

/// `54 vulnerabilities`, `11 of 32`: so many of something.
bool counts_something(std::string_view after) {
  constexpr std::array<std::string_view, 6> verbs = {"is", "was", "has", "means", "occurs", "says"};
  if (!after.starts_with(' ')) return false;
  after.remove_prefix(1);
  auto const end = std::find_if_not(after.begin(), after.end(), is_letter);
  std::string const word = lowered(after.substr(0, static_cast<std::size_t>(end - after.begin())));
  return word == "of" || (word.size() > 2 && word.ends_with('s') && !is_one_of(verbs, word));
}

/// `error: 35 - An internal exception was caught`, `Error 101 (net::ERR_CONNECTION_RESET)`: the words say
/// what this program means by the number.
bool is_put_in_words(std::string_view after) {
  if (after.starts_with(" - ")) after.remove_prefix(1);
  return after.size() > 2 && (after.starts_with("- ") || after.starts_with(" (")) && is_letter(after[2]);
}

/// Whether nothing but error words stands beside the number: `error 104`, `[10054]`.
bool is_all_there_is(std::string_view before, std::string_view after) {
  constexpr std::size_t longest = 64;
  return before.size() + after.size() <= longest && words_of(before).size() <= 2 && words_of(after).empty();
}

/// `:30`, `.1`, `-02`: the number is a part of a time, an address, a date.
bool runs_on(std::string_view after) {
  return after.starts_with('%') ||
         (after.size() > 1 && joints.find(after[0]) != std::string_view::npos && is_digit(after[1]));
}

}  // namespace

std::vector<number_in_text> numbers_in(std::string_view text) {
  std::vector<number_in_text> all;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_word(text[at])) continue;
    number_in_text number{.begin = at, .end = at};
    while (number.end < text.size() && is_word(text[number.end]))
      ++number.end;
    at = number.end;
    std::string_view digits = text.substr(number.begin, number.end - number.begin);
    number.hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (number.hex) digits.remove_prefix(2);
    char const* const last = digits.data() + digits.size();
    auto const [end, error] = std::from_chars(digits.data(), last, number.value, number.hex ? 16 : 10);
    if (error != std::errc() || end != last) continue;
    number.negative = number.begin > 0 && text[number.begin - 1] == '-' &&
                      (number.begin == 1 || !is_word(text[number.begin - 2]));
    if (number.negative) --number.begin;
    bool const signed_status = number.negative && number.value > 0xFFFF && number.value <= 0x80000000;
    if (signed_status) number.value = ~number.value + 1;
    if (signed_status) number.negative = false;
    all.push_back(number);
  }
  return all;
}

std::optional<numbering> said_to_be_error(std::string_view text, number_in_text const& number,
                                          line_context& context) {
  std::string_view const before = text.substr(0, number.begin);
  std::string_view const after = text.substr(number.end);
  if (number.is_status()) return numbering::windows;
  if (before.empty() && after.empty()) return numbering::system;
  if (runs_on(after)) return std::nullopt;
  if (before.ends_with(':'))
    if (auto const category = category_before(before.substr(0, before.size() - 1))) return category;
  bool const is_bracketed = before.ends_with('[') && after.starts_with(']') &&
                            (before.size() == 1 || !is_word(before[before.size() - 2]));
  auto const said = is_bracketed ? std::optional(numbering::system) : error_word_before(before);
  if (said != numbering::system || (!is_bracketed && !is_ordinary_before(before))) return said;
  constexpr std::size_t close_by = 24;  // `exited with code 32`
  if (counts_something(after) || is_put_in_words(after) ||
      lowered(last_part(before, close_by)).find("exit") != std::string::npos)
    return std::nullopt;
  bool const is_meant = is_all_there_is(before, after) ||
                        (context.speaks_of_network() && (!is_bracketed || context.tells_of_failure()));
  return is_meant ? said : std::nullopt;
}

bool looks_like_winsock(std::string_view text, number_in_text const& number, line_context& context) {
  constexpr std::array<std::string_view, 12> names = {
      "port", "pid", "tid", "line", "id", "size", "process", "session", "length", "backlog", "took", "in"};
  constexpr std::array<std::string_view, 9> units = {"bytes",   "byte", "ms", "us",     "s",
                                                     "seconds", "kb",   "mb", "packets"};
  if (number.negative || number.value < 10004 || number.value > 11999) return false;
  std::string_view const before = text.substr(0, number.begin);
  std::string_view after = text.substr(number.end);
  if (runs_on(after) || (!before.empty() && joints.find(before.back()) != std::string_view::npos))
    return false;
  if (is_one_of(names, lowered(last_word(without_trailing(before, " \t=:#"))))) return false;
  std::string_view const phrase =
      without_trailing(before, " ");  // `404 10054`, `sshd[10054]`, `issue #10054`
  if (phrase.ends_with('#') || (!phrase.empty() && is_digit(phrase.back()))) return false;
  if (phrase.ends_with('[') && phrase.size() > 1 && is_word(phrase[phrase.size() - 2])) return false;
  if (context.has_words() && !context.tells_of_failure()) return false;
  after.remove_prefix(std::min(after.find_first_not_of(' '), after.size()));
  auto const unit = std::find_if_not(after.begin(), after.end(), is_word);
  return !is_one_of(units, lowered(after.substr(0, static_cast<std::size_t>(unit - after.begin()))));
}

}  // namespace hangup
