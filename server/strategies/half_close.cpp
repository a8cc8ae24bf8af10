// Finishes sending and goes on reading: the client reads EOF, and every byte it sends still arrives.
//
// A half-close is not the end of a connection (RFC 9293, section 3.6). The client stays in CLOSE_WAIT for as
// long as it likes, which is why EOF alone does not say whether anybody is listening.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const half_close{
    .about = {.name = "half_close",
              .summary = "finish sending, go on reading and counting",
              .calls = "shutdown(fd, SHUT_WR); while (read(fd, ...) > 0)",
              .on_the_wire = "FIN; the client's data is still acknowledged"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.shutdown_send();
      co_await peer.drain();
      peer.close();
    },
};

}  // namespace hangup::server::strategies
