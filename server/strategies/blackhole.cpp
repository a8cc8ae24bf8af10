// The server's host stops answering, as if it had been switched off or a cable had been cut.
//
// A socket filter that keeps nothing drops every segment before TCP sees it (SO_ATTACH_FILTER, socket(7)): no
// data is acknowledged, no probe answered. The client finds out by a time-out of its own, or never.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const blackhole{
    .about = {.name = "blackhole",
              .summary = "stop answering: every segment is dropped",
              .calls = "setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, drop everything)",
              .on_the_wire = "nothing, whatever the client sends",
              .platforms = "Linux"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.record_action("drop_incoming", platform::drop_incoming(peer.native_handle()));
      co_await peer.stay_open();
    },
};

}  // namespace hangup::server::strategies
