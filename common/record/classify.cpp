#include "common/record/classify.hpp"

#include "common/record/transport.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace hangup {
namespace {

/// What is known of the connection so far, walking through the observations.
struct facts {
  bool fin_seen = false;
  bool fin_sent = false;  ///< by our own shutdown: with the peer's FIN the connection is over, in good order
  bool gone = false;      ///< its state became CLOSED although we did not close it
  bool state_known = false;  ///< at least once
  bool cancelled = false;
  bool wrote_after_fin = false;  ///< with success, which a reset may have answered
};

bool we_shut_down_sending(tcp_state state) {
  return state == tcp_state::fin_wait_1 || state == tcp_state::fin_wait_2 || state == tcp_state::closing ||
         state == tcp_state::last_ack;
}

void note_state(facts& known, tcp_state state) {
  if (state == tcp_state::unavailable) return;
  known.state_known = true;
  if (state == tcp_state::close_wait) known.fin_seen = true;
  if (we_shut_down_sending(state)) known.fin_sent = true;
  if (state == tcp_state::closed) known.gone = true;
}

void note_own_action(facts& known, observation const& seen) {
  if (!seen.succeeded()) return;
  if (seen.op == operation::shutdown_send) known.fin_sent = true;
  if (seen.op == operation::send && known.fin_seen) known.wrote_after_fin = true;
}

/// The connection is gone, and no call has said why. Two FINs lead there as well as a reset.
ending end_of(facts const& known) {
  if (!known.fin_seen) return ending::undetermined;
  if (!known.fin_sent) return ending::reset_after_fin;
  return known.wrote_after_fin ? ending::undetermined : ending::peer_finished;
}

ending abort_means(observation const& seen, facts const& known) {
  if (seen.error.space != code_space::windows)
    return ending::aborted_locally;  // tcp_abort(): nothing else says so
  if (known.fin_seen) return ending::reset_after_fin;
  return known.state_known ? ending::aborted_locally : ending::undetermined;
}

ending broken_pipe_means(facts const& known) {
  if (known.fin_sent) return ending::own_shutdown;
  return known.fin_seen ? ending::reset_after_fin : ending::undetermined;
}

/// Whether the call reports what became of the connection. The others may fail for reasons of their own.
bool reports_connection(operation op) {
  return op == operation::connect || op == operation::so_error || op == operation::both ||
         op == operation::tls || op == operation::tls_shutdown || transfers(op) || is_http(op) ||
         is_websocket(op);
}

/// Not heard of where a connection stands: there ICMP only says why retransmissions were in vain
/// (tcp_write_err() in net/ipv4/tcp_timer.c), a closed port as well.
ending refused_means(observation const& seen) {
  return seen.op == operation::connect ? ending::refused : ending::unreachable;
}

/// How much an observation says of the cause. A broken pipe says it only together with an EOF before it.
int weight(observation const& seen) {
  if (!seen.completed() || !seen.error || seen.failed_with(condition::broken_pipe)) return 0;
  return seen.failed_with(condition::eof) ? 1 : 2;
}

/// The ending, where this one observation settles it.
std::optional<ending> settled_by(observation const& seen, facts& known) {
  if (!seen.completed()) return std::nullopt;
  if (seen.op == operation::abort_locally && !seen.error && seen.after == tcp_state::closed)
    return ending::aborted_locally;
  switch (seen.reported()) {
    case condition::refused: return refused_means(seen);
    case condition::network_reset:  // documented for keep-alive
    case condition::timed_out: return ending::timed_out;
    case condition::network_down:
    case condition::network_unreachable:
    case condition::host_unreachable:
    case condition::access_denied:
      return reports_connection(seen.op) ? std::optional(ending::unreachable) : std::nullopt;
    case condition::shut_down: return ending::own_shutdown;
    case condition::connection_aborted: return abort_means(seen, known);
    case condition::connection_reset: return known.fin_seen ? ending::reset_after_fin : ending::peer_reset;
    case condition::broken_pipe: return broken_pipe_means(known);
    case condition::operation_aborted: known.cancelled = true; return std::nullopt;
    case condition::eof:
      if (seen.after == tcp_state::established) return ending::own_shutdown;  // EOF, and no FIN came
      known.fin_seen = true;  // after a reset alone the first call would have reported it
      return std::nullopt;
    case condition::success:
    case condition::not_connected:
    case condition::bad_descriptor:
    case condition::would_block:
    case condition::in_progress:
    case condition::interrupted:
    case condition::no_buffer_space:
    case condition::too_many_files:
    case condition::address_in_use:
    case condition::address_not_available:
    case condition::host_not_found:
    case condition::no_data:
    case condition::stream_truncated:  // of TLS, which tls_ending.hpp judges
    case condition::tls_alert:
    case condition::certificate_refused:
    case condition::not_tls:
    case condition::data_after_close_notify:
    case condition::tls_not_established:
    case condition::tls_already_failed:
    case condition::end_of_stream:  // of HTTP and WebSocket, which message_ending.hpp judges
    case condition::partial_message:
    case condition::not_http:
    case condition::expired:
    case condition::websocket_closed:
    case condition::upgrade_declined:
    case condition::bad_frame:
    case condition::protocol_error:
    case condition::unlisted: break;
  }
  return std::nullopt;
}

}  // namespace

ending classify(std::span<observation const> observed) {
  // Of two operations that were pending together one gets the error; the other is told EPIPE or EOF, perhaps
  // before.
  std::vector<observation> seen = beneath_layers(observed);
  std::stable_sort(seen.begin(), seen.end(), [](observation const& a, observation const& b) {
    return a.step != b.step ? a.step < b.step : a.step != 0 && weight(a) > weight(b);
  });
  facts known;
  for (observation const& current : seen) {
    note_state(known, current.before);
    if (auto const settled = settled_by(current, known)) return *settled;
    note_own_action(known, current);
    note_state(known, current.after);
  }
  bool const connected = seen.empty() || seen.front().op != operation::connect || seen.front().succeeded();
  if (!connected && seen.front().after != tcp_state::established)
    return known.cancelled ? ending::cancelled : ending::not_connected;
  if (known.gone) return end_of(known);
  if (known.fin_seen) return ending::peer_finished;
  return known.cancelled ? ending::cancelled : ending::still_open;
}

}  // namespace hangup
