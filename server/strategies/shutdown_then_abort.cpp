// A trap: finishes sending before the abortive close. The client reads EOF.
//
// The FIN goes first, and a reset that comes after a FIN is reported as EOF by Linux and as 10053 by Windows:
// the peer cannot see that it was meant as a hard close.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const shutdown_then_abort{
    .about = {.name = "shutdown_then_abort",
              .summary = "trap: shutdown(SHUT_WR), SO_LINGER 0, close()",
              .calls = "shutdown(fd, SHUT_WR); setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}); close(fd)",
              .on_the_wire = "FIN, then RST"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.shutdown_send();
      peer.set_linger(0);
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
