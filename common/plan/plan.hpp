#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/platform/tcp_state.hpp"

namespace hangup {

/// What the client can do in one step. `connect` comes before every plan and is not written in it.
enum class operation : std::uint8_t {
  connect,
  wait,
  await_readable,
  await_state,
  keepalive,      ///< SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT
  user_timeout,   ///< TCP_USER_TIMEOUT
  linger,         ///< SO_LINGER, on; with 0 seconds our own close is abortive
  expires_after,  ///< from now on Beast's own time-out watches over HTTP and WebSocket
  send,
  recv,
  recv_all,  ///< read until EOF or an error
  both,      ///< a read and a write pending together: an observation of each, in the order of their ends
  shutdown_send,
  shutdown_receive,
  so_error,       ///< take the pending error with getsockopt(SO_ERROR)
  cancel,         ///< start a read and cancel it while it is pending
  close,          ///< start a read and close the socket while it is pending
  abort_locally,  ///< our own host destroys the connection (SOCK_DESTROY)
  tls,            ///< the handshake of TLS; from then on bytes go through it
  tls_shutdown,   ///< send TLS's close_notify, and wait for the peer's
  http_get,       ///< write a request, then read the answer: an observation of each (parts_of)
  http_post,      ///< the same with a body
  http_response,  ///< read an answer, without asking
  ws_connect,     ///< ask for WebSocket (RFC 6455), and wait for the answer
  ws_send,        ///< a message
  ws_recv,        ///< a message, or the peer's close frame, which is answered
  ws_close,       ///< send a close frame, and wait for the peer's and for the end of TCP
};

std::string_view to_string(operation op);
/// `operation::connect` when there is none of that name.
operation operation_named(std::string_view name);
/// What its observations are called, in the order of a table: itself, but for `both` and an HTTP request.
std::span<operation const> parts_of(operation op);
/// How many results it adds to a table: none where it only waits or sets an option, otherwise its parts.
std::size_t results_of(operation op);
/// Whether it moves bytes.
bool transfers(operation op);
/// Whether it is a call of the layers above TLS, which see messages and no bytes.
bool is_http(operation op);
bool is_websocket(operation op);

/// One step. Only the arguments of its operation are used; the others keep their defaults.
struct step {
  operation op = operation::connect;
  std::chrono::nanoseconds
      duration{};  ///< wait, user_timeout, linger; keepalive: idle time before the first probe
  std::chrono::nanoseconds interval{};  ///< keepalive: between probes
  unsigned probes = 0;                  ///< keepalive
  std::size_t size = 0;      ///< send, both, ws_send: bytes, 0 for `text`; recv: at most so many; http_post
  bool during_recv = false;  ///< abort_locally: while a read is pending
  std::string text{};  ///< send, ws_send; empty for what the recorded client sent. The path of a request
  std::uint16_t close_code = 0;              ///< ws_close (RFC 6455, section 7.4)
  tcp_state state = tcp_state::unavailable;  ///< await_state
  bool operator==(step const&) const = default;
};

/// More steps than anybody writes; what claims to have more is no plan and no record of one.
inline constexpr std::size_t most_steps = 100'000;

struct plan {
  std::vector<step> steps;
  bool operator==(plan const&) const = default;
};

/// Says where in a list of steps and what was expected: `plan: step 3: 'snd': did you mean 'send'?`.
struct plan_error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Reads `wait 1s; send; recv; send "bye"; recv 64`. Throws `plan_error`.
plan parse_plan(std::string_view text);

/// The canonical text: `parse_plan(to_string(p)) == p`.
std::string to_string(plan const& p);
std::string to_string(step const& s);

/// Whether one of its steps is `tls`.
bool asks_for_tls(plan const& p);
/// Whether one of its steps is HTTP's or WebSocket's.
bool asks_for_messages(plan const& p);

/// What a send step writes. By default the 14 bytes of the recorded client: `hello server`, its terminator
/// and one more.
std::string payload(step const& s);

/// How to write a plan, for --help: one line a step.
std::string plan_grammar();

/// The plan of the four recorded experiments without their wait.
inline constexpr std::string_view recorded_plan = "send; recv; send; recv";

}  // namespace hangup
