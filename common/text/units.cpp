#include "common/text/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <stdexcept>

namespace hangup {
namespace {

struct unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array durations = {unit{"m", 60'000'000'000}, unit{"s", 1'000'000'000}, unit{"ms", 1'000'000},
                                  unit{"us", 1'000}, unit{"ns", 1}};
constexpr std::array sizes = {unit{"G", 1u << 30u}, unit{"M", 1u << 20u}, unit{"k", 1u << 10u}, unit{"", 1}};

[[noreturn]] void reject(std::string_view text, std::string const& expected) {
  throw std::invalid_argument("'" + std::string(text) + "': expected " + expected);
}

std::string print(std::uint64_t number, std::span<unit const> units);

std::uint64_t parse(std::string_view text, std::span<unit const> units, std::uint64_t most,
                    std::string const& expected) {
  std::uint64_t number = 0;
  auto const [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument) reject(text, expected);
  std::string_view const name(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  auto const given = std::find_if(units.begin(), units.end(), [&](unit const& u) { return u.name == name; });
  if (given == units.end()) reject(text, expected);
  if (error == std::errc::result_out_of_range || number > most / given->factor)
    reject(text, "at most " + print(most, units));
  return number * given->factor;
}

std::string print(std::uint64_t number, std::span<unit const> units) {
  if (number == 0) return units.back().name.empty() ? "0" : "0s";
  for (unit const& larger : units)
    if (number % larger.factor == 0) return std::to_string(number / larger.factor) + std::string(larger.name);
  return {};  // the last factor is 1
}

}  // namespace

std::chrono::nanoseconds parse_duration_up_to(std::string_view text, std::chrono::nanoseconds longest) {
  return std::chrono::nanoseconds(parse(text, durations, static_cast<std::uint64_t>(longest.count()),
                                        "a duration such as 250ms, 2s or 1m"));
}

std::chrono::nanoseconds parse_duration(std::string_view text) {
  return parse_duration_up_to(text, longest_wait);
}

std::string to_string(std::chrono::nanoseconds duration) {
  return print(static_cast<std::uint64_t>(duration.count()), durations);
}

std::uint64_t parse_size(std::string_view text) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return parse(text, sizes, most, "a size such as 14, 64k or 1M");
}

std::string size_to_string(std::uint64_t bytes) {
  return print(bytes, sizes);
}

unsigned parse_number(std::string_view text, unsigned least, unsigned most, std::string_view expected) {
  unsigned number = 0;
  auto const [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size() || number < least || number > most)
    throw std::invalid_argument("'" + std::string(text) + "': expected " + std::string(expected));
  return number;
}

}  // namespace hangup
