// Gives a client that is still sending the time to read our answer: the cure for unread_close.
//
// Says that it has finished, reads and discards what still comes for at most a second, and only then closes.
// What HTTP servers do when they refuse a request that the client has not finished sending (RFC 9112,
// section 9.6).

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const lingering_close{
    .about = {.name = "lingering_close",
              .summary = "finish sending, discard for up to 1 s, close()",
              .calls = "shutdown(fd, SHUT_WR); while (read(fd, ...) > 0); close(fd)",
              .on_the_wire = "FIN; RST only to what comes after a second"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.shutdown_send();
      co_await peer.drain(std::chrono::seconds(1));
      peer.close();
    },
};

}  // namespace hangup::server::strategies
