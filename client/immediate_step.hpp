#pragma once

#include <boost/system/error_code.hpp>
#include <thread>

#include "common/plan/plan.hpp"
#include "common/platform/platform.hpp"

namespace hangup::client {

/// Whether `s` is one call that returns at once, and so is the same in every style: an option, shutdown,
/// SO_ERROR, abort_locally without a read.
bool is_immediate(step const& s);

/// Does an immediate step. The error that so_error takes is the step's result.
boost::system::error_code perform_at_once(step const& s, platform::native_socket socket);

/// A thread that destroys the connection a moment from now, while the caller blocks in a read of it. Where it
/// comes before the read, the read reports the same. Joins when it goes out of scope.
std::jthread abort_from_beside(platform::native_socket socket);

}  // namespace hangup::client
