// Closes without having read: the commonest way to reset a connection without meaning to.
//
// It waits until the client's bytes lie unread and closes over them. They are lost, so the kernel sends RST
// instead of FIN (RFC 1122, section 4.2.2.13), and with it goes what the client has not yet read of our
// answer on Windows.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const unread_close{
    .about = {.name = "unread_close",
              .summary = "close() over bytes that nobody read",
              .calls = "close(fd), with bytes in the receive queue",
              .on_the_wire = "RST"},
    .over_unread_bytes = true,
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
