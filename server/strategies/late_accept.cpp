// Accepts late, and reads: what a server sees of a client that reset the connection before it was accepted.
//
// The reset does not take the connection out of the backlog. accept() succeeds, and the first read reports
// it.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const late_accept{
    .about = {.name = "late_accept",
              .summary = "accept late (--when after:DURATION), then read",
              .calls = "accept(listener), late; while (read(fd, ...) > 0); close(fd)",
              .on_the_wire = "nothing until the client finishes",
              .platforms = "POSIX"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.drain(std::chrono::seconds(10));
      peer.close();
    },
    .before_accept = [](listener& waiting) -> awaitable<void> { co_await waiting.await_connection(); },
};

}  // namespace hangup::server::strategies
