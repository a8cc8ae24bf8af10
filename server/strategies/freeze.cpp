// The process is stopped: it neither reads, writes nor closes, but its kernel goes on acknowledging.
//
// What a debugger, a suspended container or a process that swaps looks like from outside. The client's writes
// succeed until the queues are full; no time-out of TCP notices anything.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const freeze{
    .about = {.name = "freeze",
              .summary = "the process is stopped: SIGSTOP",
              .calls = "kill(getpid(), SIGSTOP)",
              .on_the_wire = "acknowledgements, nothing else",
              .platforms = "POSIX",
              .ends_process = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.end_process(platform::process_end::stop);
      co_return;
    },
};

}  // namespace hangup::server::strategies
