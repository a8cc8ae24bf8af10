#pragma once

#include <boost/system/error_code.hpp>
#include <optional>
#include <thread>

#include "common/plan/plan.hpp"
#include "common/platform/platform.hpp"

namespace hangup::client {

/// Does a step that is one call which returns at once, and so is the same in every style: an option,
/// shutdown, SO_ERROR, abort_locally without a read. The error that so_error takes is the step's result.
/// Empty, and nothing is done, where `s` is another step.
std::optional<boost::system::error_code> perform_at_once(step const& s, platform::native_socket socket);

/// A thread that destroys the connection a moment from now, while the caller blocks in a read of it. Where it
/// comes before the read, the read reports the same. Joins when it goes out of scope.
std::jthread abort_from_beside(platform::native_socket socket);

}  // namespace hangup::client
