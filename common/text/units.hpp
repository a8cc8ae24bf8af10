#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hangup {

/// The longest that anything may be told to wait, 24 days: poll(2) counts milliseconds in an int.
inline constexpr std::chrono::nanoseconds longest_wait = std::chrono::hours(24 * 24);

/// Reads `250ms`, `2s`, `1m`, `100us`. Throws std::invalid_argument that says what was expected: a duration,
/// or at most `longest`.
std::chrono::nanoseconds parse_duration_up_to(std::string_view text, std::chrono::nanoseconds longest);
/// Up to `longest_wait`.
std::chrono::nanoseconds parse_duration(std::string_view text);
/// The shortest text that reads back to the same duration.
std::string to_string(std::chrono::nanoseconds duration);

/// Reads `14`, `64k`, `1M` (powers of 1024). Throws std::invalid_argument that says what was expected.
std::uint64_t parse_size(std::string_view text);
std::string size_to_string(std::uint64_t bytes);

/// Reads a decimal number. Throws std::invalid_argument that says `expected` where it is none of `least` to
/// `most`.
unsigned parse_number(std::string_view text, unsigned least, unsigned most, std::string_view expected);

}  // namespace hangup
