// close() that waits: SO_LINGER with a time above 0.
//
// close() blocks until what is unsent has been acknowledged, or the time is up (socket(7)). The wire shows an
// orderly FIN: only a time of 0 means a reset.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const linger_timeout{
    .about = {.name = "linger_timeout",
              .summary = "SO_LINGER with 2 seconds, then close()",
              .calls = "setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 2}); close(fd)",
              .on_the_wire = "FIN; RST where the client's bytes lie unread"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.set_linger(2);
      co_await peer.close_in_thread();
    },
};

}  // namespace hangup::server::strategies
