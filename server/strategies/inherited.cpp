// Closes its socket, of which a child process still holds a copy: nothing is sent.
//
// A connection ends when its last descriptor is closed (close(2)). A child that was forked without O_CLOEXEC
// keeps connections open that its parent believes to have closed.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const inherited{
    .about = {.name = "inherited",
              .summary = "close() while a child process holds the socket",
              .calls = "fork(); close(fd) in the parent",
              .on_the_wire = "nothing",
              .platforms = "Linux",
              .starts_processes = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      bool const held = peer.hold_in_child();
      peer.close();
      if (held) co_await peer.stay_open();  // the child lives as long as this process
    },
};

}  // namespace hangup::server::strategies
