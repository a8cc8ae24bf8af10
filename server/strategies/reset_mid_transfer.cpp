// Resets the connection in the middle of a large answer.
//
// It writes until both sides' queues are full, and closes with SO_LINGER 0: what the client's host has not
// acknowledged yet is thrown away, although send() had accepted it. A successful write says nothing about
// delivery.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const reset_mid_transfer{
    .about = {.name = "reset_mid_transfer",
              .summary = "fill the queues, then SO_LINGER 0 and close()",
              .calls = "while (send(fd, ...) > 0); setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}); close(fd)",
              .on_the_wire = "data, then RST"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.send_until_full();
      peer.set_linger(0);
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
