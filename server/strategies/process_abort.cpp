// The process aborts: what an uncaught exception or a failed assertion does to its connections.
//
// The kernel closes every socket of a process that dies of a signal as close() would. So the client reads
// EOF, not a reset, unless its bytes lay unread (RFC 1122, section 4.2.2.13).

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const process_abort{
    .about = {.name = "process_abort",
              .summary = "std::abort(): the process dies of SIGABRT",
              .calls = "abort()",
              .on_the_wire = "FIN on Linux, RST where the client's bytes lie unread",
              .ends_process = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.end_process(platform::process_end::abort);
      co_return;
    },
};

}  // namespace hangup::server::strategies
