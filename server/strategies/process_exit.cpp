// The process ends without closing anything: recorded test 2.
//
// The kernel closes the socket as close() would: FIN, or RST where the client's bytes lie unread. A process
// that ends is not a reset on Linux; Windows is recorded to reset. _exit() is used because exit() would run
// handlers and flush streams first, which the recorded program had none of.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const process_exit{
    .about = {.name = "process_exit",
              .summary = "the process ends without closing anything",
              .calls = "_exit(0)",
              .on_the_wire = "FIN on Linux, RST where the client's bytes lie unread",
              .ends_process = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.end_process(platform::process_end::exit);
      co_return;
    },
};

}  // namespace hangup::server::strategies
