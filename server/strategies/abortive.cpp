// Resets the connection: the hard close of Microsoft's text on WSAECONNRESET.
//
// With SO_LINGER on and a time of 0, close() throws away what is unsent and sends RST instead of FIN
// (socket(7)). The close() must be explicit: Asio's destructor takes a linger set by the user back, and sends
// FIN.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const abortive{
    .about = {.name = "abortive",
              .summary = "SO_LINGER with 0 seconds, then close()",
              .calls = "setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}); close(fd)",
              .on_the_wire = "RST"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.set_linger(0);
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
