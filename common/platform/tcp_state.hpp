#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hangup {

/// The state of a TCP connection (RFC 9293, section 3.3.2), as the kernel names it. `unavailable`: it would
/// not say.
enum class tcp_state : std::uint8_t {
  unavailable,
  established,
  syn_sent,
  syn_received,
  fin_wait_1,
  fin_wait_2,
  time_wait,
  closed,
  close_wait,
  last_ack,
  listen,
  closing,
};

/// RFC names in capitals (`CLOSE_WAIT`); `?` for `unavailable`.
std::string_view to_string(tcp_state state);
/// In either case, with `-` or `_`: `close-wait`.
std::optional<tcp_state> tcp_state_named(std::string_view name);

}  // namespace hangup
