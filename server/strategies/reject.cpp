// A firewall between the two answers in the server's name: its rule rejects with a TCP reset.
//
// The server notices nothing and still believes in the connection. To the client it is a reset like any
// other; only the TTL or a capture on the server's side could tell.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const reject{
    .about = {.name = "reject",
              .summary = "a firewall rejects what comes with a TCP reset",
              .calls = "nft add rule inet hangup input tcp dport PORT reject with tcp reset",
              .on_the_wire = "RST in answer to the next segment",
              .platforms = "Linux",
              .needs_own_network = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.record_action("reject", platform::reject_segments_to(peer.local_port()));
      co_await peer.stay_open();
    },
};

}  // namespace hangup::server::strategies
