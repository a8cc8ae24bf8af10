// Ends TLS in good order, and TCP behind it: the peer reads EOF, and knows that it has everything.
//
// A close_notify is an alert, but no error (RFC 8446, section 6.1). The peer may answer with its own, which
// meets a closed socket here: whoever waits for it (async_shutdown) can be told of a reset that means
// nothing.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const close_notify{
    .about = {.name = "close_notify",
              .summary = "TLS: close_notify, then close()",
              .calls = "SSL_shutdown(ssl); close(fd)",
              .on_the_wire = "close_notify, FIN",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.send_close_notify();
      peer.close();
    },
};

}  // namespace hangup::server::strategies
