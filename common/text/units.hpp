#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace hangup {

/// Reads `250ms`, `2s`, `1m`, `100us`. Throws std::invalid_argument that says what was expected.
std::chrono::nanoseconds parse_duration(std::string_view text);
/// The shortest text that reads back to the same duration.
std::string to_string(std::chrono::nanoseconds duration);

/// Reads `14`, `64k`, `1M` (powers of 1024). Throws std::invalid_argument that says what was expected.
std::uint64_t parse_size(std::string_view text);
std::string size_to_string(std::uint64_t bytes);

}  // namespace hangup
