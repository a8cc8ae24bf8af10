// Ends TLS in good order, and keeps TCP.
//
// The peer reads EOF while its connection still stands, and may go on sending: TLS, too, can be closed in one
// direction. A peer that waits for TCP to end waits for ever.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const close_notify_and_hold{
    .about = {.name = "close_notify_and_hold",
              .summary = "TLS: close_notify, and keep TCP open",
              .calls = "SSL_shutdown(ssl)",
              .on_the_wire = "close_notify",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.send_close_notify();
      co_await peer.stay_open();
    },
};

}  // namespace hangup::server::strategies
