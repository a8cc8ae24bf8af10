#pragma once

#include <chrono>
#include <limits>

namespace hangup::platform {

/// `duration` in whole `Unit`s, rounded up, for a field of the kernel that is a `Field`. What is too long for
/// the field becomes the longest that fits, never a short one; what is negative becomes 0.
template <typename Unit, typename Field>
constexpr Field kernel_units(std::chrono::nanoseconds duration) {
  constexpr auto most = static_cast<long long>(std::numeric_limits<Field>::max());
  long long const count = std::chrono::ceil<Unit>(duration).count();
  return static_cast<Field>(count < 0 ? 0 : count > most ? most : count);
}

}  // namespace hangup::platform
