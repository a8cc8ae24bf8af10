#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/record/ending.hpp"
#include "common/record/observation.hpp"

namespace hangup {

/// The same observations as TCP reported them beneath TLS, HTTP and WebSocket: for classify(), which knows
/// TCP alone.
std::vector<observation> beneath_layers(std::span<observation const> seen);

/// What somebody who sees only `cause`, the report of a layer, cannot know of how TCP ended, `the reset was
/// hidden behind ...`; empty where nothing was hidden.
std::string hidden_behind(error_value cause, ending transport);

}  // namespace hangup
