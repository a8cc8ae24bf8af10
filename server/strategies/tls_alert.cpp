// Ends TLS with a fatal alert, as a server does that received a damaged record.
//
// The alert is sent encrypted, and says bad_record_mac (RFC 8446, section 6.2). OpenSSL sends none on demand:
// it is given a record that is none, and answers it.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const tls_alert{
    .about = {.name = "tls_alert",
              .summary = "TLS: a fatal alert (bad_record_mac), then close()",
              .calls = "SSL_read(ssl, ...) of a damaged record; close(fd)",
              .on_the_wire = "alert, FIN",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.send_alert();
      peer.close();
    },
};

}  // namespace hangup::server::strategies
