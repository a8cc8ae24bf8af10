// Closes the connection, then the process ends: recorded test 4.
//
// The FIN is on its way before the process ends, and the kernel answers for the closed port: what the client
// writes next is answered with RST exactly as when the process lives on (test 3).

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const close_then_exit{
    .about = {.name = "close_then_exit",
              .summary = "close(), then the process ends",
              .calls = "close(fd); _exit(0)",
              .on_the_wire = "FIN; RST where the client's bytes lie unread",
              .ends_process = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.close();
      peer.end_process(platform::process_end::exit);
      co_return;
    },
};

}  // namespace hangup::server::strategies
