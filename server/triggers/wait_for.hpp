#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>

#include "server/connection.hpp"
#include "server/triggers/trigger.hpp"

namespace hangup::server {

/// Why waiting for a trigger is over. The connection is hung up for the first reason only.
enum class trigger_outcome : std::uint8_t {
  reached,
  client_ended,  ///< the client finished or reset the connection first
  stopped,       ///< the server was told to stop
  gave_up,       ///< neither came within the limit
};

/// Waits until it is time, but no longer than `limit`: a delay of the trigger itself is not limited. Records
/// which it was.
boost::asio::awaitable<trigger_outcome> wait_for(trigger when, std::chrono::nanoseconds limit,
                                                 connection& peer);

}  // namespace hangup::server
