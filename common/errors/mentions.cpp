#include "common/errors/mentions.hpp"

#include <algorithm>
#include <array>

#include "common/text/ascii.hpp"

namespace hangup {
namespace {

using namespace ascii;

template <std::size_t Count>
bool starts_with_one_of(std::string_view text, std::array<std::string_view, Count> const& all) {
  return std::ranges::any_of(all, [text](std::string_view one) { return text.starts_with(one); });
}

std::string_view without_leading(std::string_view text, std::string_view characters) {
  return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

/// What GoogleTest, TAP, Go, pytest, cargo and mocha print of a test, whatever its name says.
bool is_of_a_test(std::string_view line) {
  constexpr std::array<std::string_view, 8> beginnings = {
      "--- PASS: ", "--- FAIL: ", "--- SKIP: ",    "=== RUN ",
      "PASSED ",    "not ok ",    "\xE2\x9C\x93 ", "\xE2\x9C\x94 "};
  constexpr std::array<std::string_view, 5> states = {"OK ]", "RUN ", "PASSED ", "FAILED ", "SKIPPED "};
  bool const is_counted = line.starts_with("ok ") && line.size() > 3 && is_digit(line[3]);
  bool const is_boxed =
      line.starts_with('[') && starts_with_one_of(without_leading(line.substr(1), " "), states);
  bool const is_cargo =
      line.starts_with("test ") && (line.ends_with(" ... ok") || line.ends_with(" ... FAILED"));
  return starts_with_one_of(line, beginnings) || is_counted || is_boxed || is_cargo ||
         line.ends_with(" PASSED");
}

bool is_source_code(std::string_view line) {
  constexpr std::array<std::string_view, 11> beginnings = {"catch (",   "} catch",    "except ", "rescue ",
                                                           "case ",     "import ",    "if ",     "if(",
                                                           "} else if", "throw new ", "return "};
  constexpr std::string_view endings = "{;:)";
  if (line.starts_with("rescue ") && line.find(" => ") != line.npos) return true;
  return !line.empty() && endings.find(line.back()) != endings.npos && starts_with_one_of(line, beginnings);
}

/// `[104] building module socket.o`, `[ 32%] Building CXX object net.o`.
bool is_of_a_build(std::string_view line) {
  constexpr std::array<std::string_view, 6> steps = {"build",      "compil",     "link",
                                                     "generating", "installing", "archiving"};
  auto const bracket = line.find(']');
  return line.starts_with('[') && bracket != line.npos &&
         starts_with_one_of(lowered(without_leading(line.substr(bracket + 1), " ").substr(0, 10)), steps);
}

bool tells_of_failure(std::string_view lowered_line) {
  constexpr std::array<std::string_view, 12> words = {"err",   "fail",       "except", "exceed",
                                                      "expir", "lost",       "miss",   "clos",
                                                      "abort", "disconnect", "drop",   "reach"};
  return std::ranges::any_of(
      words, [=](std::string_view word) { return lowered_line.find(word) != lowered_line.npos; });
}

/// Of the setting that begins at `at`, such as `timeout: 30s`, where it ends; `at` where there is none.
std::size_t end_of_setting(std::string_view line, std::size_t at, std::string_view name) {
  constexpr std::string_view digits = "0123456789. ";
  constexpr std::array<std::string_view, 10> units = {"",        "ms", "s",   "sec",     "secs",
                                                      "seconds", "m",  "min", "minutes", "h"};
  auto const value = line.find_first_not_of(" :=", at + name.size());
  if (value == line.npos || value == at + name.size() || !is_digit(line[value])) return at;
  auto const unit = std::min(line.find_first_not_of(digits, value), line.size());
  std::string_view const tail = line.substr(unit, std::string_view("seconds,").size());
  auto const size = std::min(tail.find_first_of(" ,;)]}\"'"), tail.size());
  return is_one_of(units, lowered(tail.substr(0, size))) ? unit + size : at;
}

}  // namespace

bool only_mentions(std::string_view line) {
  line = without_trailing(without_leading(line, " \t"), " \t\r\n");
  return is_of_a_test(line) || is_source_code(line) || is_of_a_build(line);
}

std::string without_mentions(std::string_view line) {
  constexpr std::string_view name = "timeout", around = " \t\"'(<[";
  std::string const small = lowered(line);
  bool const may_set = !tells_of_failure(small);
  std::string rest;
  for (std::size_t at = 0; at < line.size();) {
    bool const begins = at == 0 || around.find(line[at - 1]) != around.npos;
    bool const is_url =
        begins && (small.compare(at, 7, "http://") == 0 || small.compare(at, 8, "https://") == 0);
    if (begins && (line[at] == '/' || is_url)) {
      std::size_t const end = std::min(line.find_first_of(" \t\"'()<>]", at), line.size());
      std::string_view const path = line.substr(at, end - at);
      auto const root = path.find('/', is_url ? std::string_view("https://").size() : 0);
      rest += path.substr(0, root == path.npos ? root : root + 1);
      rest += path.substr(without_trailing(path, ":,;.").size());
      at = end;
    } else if (auto const end =
                   may_set && small.compare(at, name.size(), name) == 0 ? end_of_setting(line, at, name) : at;
               end != at) {
      at = end;
    } else {
      rest += line[at++];
    }
  }
  return rest;
}

}  // namespace hangup
