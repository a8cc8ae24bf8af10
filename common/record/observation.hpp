#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/errors/error_names.hpp"
#include "common/errors/error_value.hpp"
#include "common/plan/plan.hpp"
#include "common/platform/tcp_state.hpp"

namespace hangup {

/// Whether an operation came back. On Asio's epoll reactor one that starts after EOF or an error may never do
/// so.
/// `not_available`: the style cannot do it (a blocking call has nobody to cancel it).
enum class completion : std::uint8_t { completed, never_completed, not_available };

std::string_view to_string(completion status);
completion completion_named(std::string_view name);

/// Whose doing it is that an operation did not come back: what poll(2) said of the socket at the deadline.
enum class at_deadline : std::uint8_t {
  not_asked,
  silent,  ///< there was nothing to tell: the peer's silence
  untold,  ///< the socket was ready, and the reactor had not told
};

std::string_view to_string(at_deadline found);
at_deadline at_deadline_named(std::string_view name);

/// What one step of a plan reported. Recording one formats nothing.
struct observation {
  std::uint32_t step = 0;  ///< place in the plan from 1; 0 is the connect before it
  operation op = operation::connect;
  completion status = completion::completed;
  at_deadline found = at_deadline::not_asked;  ///< where it never completed
  error_value error{};
  error_value transport{};      ///< what TCP reported beneath other layers, where that was an error
  std::uint16_t peer_code = 0;  ///< the status of an HTTP answer, the code of a WebSocket's close frame; or 0
  std::uint64_t bytes = 0;
  tcp_state before = tcp_state::unavailable;
  tcp_state after = tcp_state::unavailable;
  std::chrono::nanoseconds at{};       ///< when it began, on the clock of platform::monotonic_now()
  std::chrono::nanoseconds elapsed{};  ///< until it completed or was given up

  condition reported() const { return condition_of(error); }
  bool completed() const { return status == completion::completed; }
  bool succeeded() const { return completed() && !error; }
  bool failed_with(condition id) const { return completed() && reported() == id; }
  bool operator==(observation const&) const = default;
};

/// One line for the log: `step 2 recv: Connection reset by peer [system:104] ECONNRESET = Winsock 10054 ...`.
std::string describe(observation const& seen);

/// The cell of a result table: `ok`, `eof`, `never`, `n/a`, or the condition's name (`connection_reset`).
std::string_view outcome_name(observation const& seen);

}  // namespace hangup
