// A trap: a close_notify, then a reset. The client reads EOF, and never sees the reset.
//
// TLS has ended before TCP does, so what reads through TLS has no reason to ask TCP again. Bytes that the
// client had under way are lost all the same.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const close_notify_then_abort{
    .about = {.name = "close_notify_then_abort",
              .summary = "trap: close_notify, SO_LINGER 0, close()",
              .calls = "SSL_shutdown(ssl); setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}); close(fd)",
              .on_the_wire = "close_notify, RST",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.send_close_notify();
      peer.set_linger(0);
      peer.close();
    },
};

}  // namespace hangup::server::strategies
