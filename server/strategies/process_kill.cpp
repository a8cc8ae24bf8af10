// The process is killed by SIGKILL: no code of its own takes part, as with the out-of-memory killer or kill
// -9.
//
// On Linux the client cannot tell this from close(): FIN, or RST where its bytes lay unread. On Windows a
// terminated process is recorded to reset its connections.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const process_kill{
    .about = {.name = "process_kill",
              .summary = "the process is killed: SIGKILL",
              .calls = "kill(getpid(), SIGKILL)",
              .on_the_wire = "FIN on Linux, RST where the client's bytes lie unread",
              .ends_process = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.end_process(platform::process_end::kill);
      co_return;
    },
};

}  // namespace hangup::server::strategies
