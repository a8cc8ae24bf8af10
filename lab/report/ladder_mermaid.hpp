#pragma once

#include <string>

#include "lab/report/ladder.hpp"

namespace hangup::lab {

/// The ladder as a Mermaid sequence diagram, as GitHub draws it. Without `times` it is the same for each run
/// that came out the same: in order of cause, and without what differs from run to run, such as ports.
std::string ladder_mermaid(ladder const& drawn, bool times = false);

}  // namespace hangup::lab
