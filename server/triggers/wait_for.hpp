#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>

#include "server/connection.hpp"
#include "server/triggers/trigger.hpp"

namespace hangup::server {

/// Waits until it is time, but no longer than `limit`: a delay of the trigger itself is not limited. Records
/// which it was.
boost::asio::awaitable<trigger_outcome> wait_for(trigger when, std::chrono::nanoseconds limit,
                                                 connection& peer);

}  // namespace hangup::server
