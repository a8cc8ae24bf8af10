#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/connection.hpp"

namespace hangup::server {

enum class trigger_kind : std::uint8_t {
  accept,  ///< at once
  unread,  ///< once bytes of the client lie unread in the socket's queue
  read,    ///< once so many bytes were read
  after,   ///< after a delay
};

/// When the server hangs up.
struct trigger {
  trigger_kind kind = trigger_kind::accept;
  std::uint64_t bytes = 0;           ///< read
  std::chrono::nanoseconds delay{};  ///< after
  bool operator==(trigger const&) const = default;
};

/// Reads `accept`, `unread`, `read:14`, `after:250ms`. Throws std::invalid_argument.
trigger parse_trigger(std::string_view text);
std::string to_string(trigger const& t);

/// Completes when it is time. Where the client ends the connection before that, says so and completes too.
boost::asio::awaitable<void> wait_for(trigger const& t, connection& with);

}  // namespace hangup::server
