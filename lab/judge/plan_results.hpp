#pragma once

#include "common/plan/plan.hpp"
#include "common/record/event.hpp"

namespace hangup::lab {

/// A record may come from a client that is not ours. Throws std::invalid_argument that names the step, unless
/// the client reported the connect and then, if that succeeded, every step of the plan and nothing else.
void expect_results_of_plan(plan const& steps, record const& run);

}  // namespace hangup::lab
