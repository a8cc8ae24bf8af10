#pragma once

#include "common/platform/platform.hpp"

namespace hangup::test {

/// Wine has Windows' interface and its host's TCP: it shows neither what Windows nor what Linux does.
inline bool on_wine() {
  return platform::system_name().starts_with("Wine");
}

inline bool on_windows_or_wine() {
  return platform::system_code_space() == code_space::windows;
}

/// Why a test that lets an error come while no call is pending cannot be run under Wine.
inline constexpr auto wine_loses_it = "Wine loses the error of a socket that no call is pending on";

}  // namespace hangup::test
