// Ends TLS and TCP so that nothing is lost: each side says that it has finished, and hears the other say so.
//
// After both close_notify nobody has anything to send, and close() finds no unread bytes that would turn it
// into a reset. A client that never answers is given up after a bound.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const tls_graceful{
    .about = {.name = "tls_graceful",
              .summary = "TLS: exchange close_notify, then close()",
              .calls = "SSL_shutdown(ssl); while (SSL_read(ssl, ...) > 0); close(fd)",
              .on_the_wire = "close_notify, FIN",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.exchange_close_notify();
      peer.close();
    },
};

}  // namespace hangup::server::strategies
