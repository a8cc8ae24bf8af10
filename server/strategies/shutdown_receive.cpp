// Declares that it will not read any more, and keeps the connection.
//
// SHUT_RD says nothing on the wire: the client's writes are acknowledged and go nowhere. Windows documents a
// reset for data that arrives afterwards.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const shutdown_receive{
    .about = {.name = "shutdown_receive",
              .summary = "shutdown(SHUT_RD), and keep the connection",
              .calls = "shutdown(fd, SHUT_RD)",
              .on_the_wire = "nothing"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.shutdown_receive();
      co_await peer.stay_open();
    },
};

}  // namespace hangup::server::strategies
