#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

/// What libFuzzer calls (https://llvm.org/docs/LibFuzzer.html). The name is the library's.
extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size);

namespace hangup::fuzz {

inline std::string_view text_of(unsigned char const* data, std::size_t size) {
  return {reinterpret_cast<char const*>(data), size};
}

/// Calls `parse`, which refuses what it does not understand with `Refusal` and in no other way.
template <typename Refusal = std::invalid_argument, typename Parse>
int refusing(Parse parse) {
  try {
    parse();
  } catch (Refusal const&) {  // NOLINT(bugprone-empty-catch): an answer like another
  }
  return 0;
}

/// Ends the program, for libFuzzer to report the input.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace hangup::fuzz
