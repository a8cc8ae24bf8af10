// Ends a connection so that nothing is lost: says that it has finished, and listens until the client has
// finished too.
//
// After shutdown(SHUT_WR) the FIN follows the last byte sent. Reading on keeps the receive queue empty, so
// the close() that comes after the client's FIN cannot turn into a reset (RFC 1122, section 4.2.2.13). A
// client that never finishes is given up after a bound.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const graceful{
    .about = {.name = "graceful",
              .summary = "finish sending, read to the client's FIN, close()",
              .calls = "shutdown(fd, SHUT_WR); while (read(fd, ...) > 0); close(fd)",
              .on_the_wire = "FIN"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.shutdown_send();
      co_await peer.drain(std::chrono::seconds(10));
      peer.close();
    },
};

}  // namespace hangup::server::strategies
