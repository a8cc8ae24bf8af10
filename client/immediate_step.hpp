#pragma once

#include <boost/system/error_code.hpp>
#include <optional>
#include <thread>

#include "common/plan/plan.hpp"
#include "common/platform/platform.hpp"

namespace hangup::client {

/// Does the steps that are one call which returns at once, and so are the same in every style: options,
/// shutdown, SO_ERROR, abort_locally. Empty where `s` is none of these. The error that so_error takes is the
/// step's result.
std::optional<boost::system::error_code> perform_at_once(step const& s, platform::native_socket socket);

/// A thread that destroys the connection a moment from now, while the caller blocks in a read of it. Where it
/// comes before the read, the read reports the same. Joins when it goes out of scope.
std::jthread abort_from_beside(platform::native_socket socket);

}  // namespace hangup::client
