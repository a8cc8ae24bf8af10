// Cuts a TLS record in two: the peer has bytes that it cannot decrypt, and then EOF beneath TLS.
//
// A record is authenticated as a whole, so the half of it is worth nothing, and is never seen by the reader.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const half_record{
    .about = {.name = "half_record",
              .summary = "TLS: half of a record, then close()",
              .calls = "write(fd, record, half); close(fd)",
              .on_the_wire = "half a record, FIN",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.send_half_record();
      peer.close();
    },
};

}  // namespace hangup::server::strategies
