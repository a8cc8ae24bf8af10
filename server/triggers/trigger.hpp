#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

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
std::string_view to_string(trigger_kind kind);
std::string to_string(trigger const& when);

/// What a trigger looks at. It reads nothing itself.
struct progress {
  std::uint64_t read = 0;    ///< bytes that somebody has read
  std::uint64_t unread = 0;  ///< bytes that lie in the socket's queue
  bool delay_passed = false;
};

/// Whether it is time.
bool is_reached(trigger const& when, progress const& seen);

/// How many bytes may be read before it is time; the others stay in the queue.
std::uint64_t may_read(trigger const& when, progress const& seen);

}  // namespace hangup::server
