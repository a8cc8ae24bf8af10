#pragma once

#include <string_view>

#include "common/platform/tcp_state.hpp"

namespace hangup::lab {

/// The CSS of all ladders of a page. The page may set `--ladder-ink`, `--ladder-paper`, `--ladder-reset` and
/// `--ladder-proof`.
std::string_view ladder_style();

/// The class of a state in it: `opening`, `established`, `ending`, `closed` or `other`.
std::string_view state_class(tcp_state state);

}  // namespace hangup::lab
