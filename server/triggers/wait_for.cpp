#include "server/triggers/wait_for.hpp"

#include "common/text/units.hpp"

namespace hangup::server {
namespace {

using boost::asio::awaitable;

/// The outcome once nobody waits any more, in the order in which the reasons count.
trigger_outcome conclude(trigger const& when, progress const& seen, std::chrono::nanoseconds limit,
                         connection& peer, arrival const& latest) {
  if (peer.is_stopped()) return trigger_outcome::stopped;
  if (is_reached(when, seen)) {
    peer.record_action(to_string(when.kind), {}, seen.read + seen.unread);
    return trigger_outcome::reached;
  }
  if (peer.limit_passed()) {
    peer.record_action("gave_up", {}, seen.read,
                       "waiting for " + to_string(when) + " after " + hangup::to_string(limit));
    return trigger_outcome::gave_up;
  }
  peer.record_action("client_ended_first", latest.error, seen.read);
  return trigger_outcome::client_ended;
}

/// For triggers that look at what comes from the client.
awaitable<trigger_outcome> watch(trigger when, std::chrono::nanoseconds limit, connection& peer) {
  progress seen;
  arrival latest;
  peer.start_limit(limit);
  while (!is_reached(when, seen) && !latest.error && !peer.limit_passed()) {
    auto const takes = may_read(when, seen);
    latest = co_await peer.next_bytes(takes);
    (takes == 0 ? seen.unread : seen.read) += latest.bytes;
  }
  auto const outcome = conclude(when, seen, limit, peer, latest);
  peer.end_limit();
  co_return outcome;
}

awaitable<trigger_outcome> wait_out(trigger when, connection& peer) {
  co_await peer.pause(when.delay);
  co_return peer.is_stopped() ? trigger_outcome::stopped : trigger_outcome::reached;
}

}  // namespace

awaitable<trigger_outcome> wait_for(trigger when, std::chrono::nanoseconds limit, connection& peer) {
  return when.kind == trigger_kind::after ? wait_out(when, peer) : watch(when, limit, peer);
}

}  // namespace hangup::server
