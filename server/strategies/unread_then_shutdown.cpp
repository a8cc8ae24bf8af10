// A trap: the usual "graceful" shutdown and close, over bytes that nobody read. FIN first, and then RST all
// the same.
//
// shutdown() does not read. When close() follows, the bytes in the queue are lost and the kernel says so with
// RST (RFC 1122, section 4.2.2.13).

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const unread_then_shutdown{
    .about = {.name = "unread_then_shutdown",
              .summary = "trap: shutdown(SHUT_WR), close() over unread bytes",
              .calls = "shutdown(fd, SHUT_WR); close(fd), with bytes in the receive queue",
              .on_the_wire = "FIN, then RST"},
    .over_unread_bytes = true,
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.shutdown_send();
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
