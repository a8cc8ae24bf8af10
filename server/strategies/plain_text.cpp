// Speaks plain text in the middle of TLS, as a proxy does that has lost its place.
//
// The peer expects a record and finds the first byte to be none. The text goes on beneath TLS; then the
// connection is held.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const plain_text{
    .about = {.name = "plain_text",
              .summary = "TLS: plain text beneath it, and keep TCP open",
              .calls = "write(fd, \"HTTP/1.1 400 Bad Request...\")",
              .on_the_wire = "plain text",
              .needs_tls = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.send_beneath_tls("HTTP/1.1 400 Bad Request\r\n\r\n");
      co_await peer.stay_open();
    },
};

}  // namespace hangup::server::strategies
