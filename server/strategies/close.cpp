// Closes the connection and does nothing else: recorded tests 1 and 3.
//
// What that means is not up to this code. With an empty receive queue the kernel sends FIN and the peer reads
// EOF; with the peer's bytes lying unread it sends RST, because data was lost (RFC 1122, section 4.2.2.13).
// Right after accept the two sides race for which it will be.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const close{
    .about = {.name = "close",
              .summary = "close() and nothing else",
              .calls = "close(fd)",
              .on_the_wire = "FIN; RST where the client's bytes lie unread"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
