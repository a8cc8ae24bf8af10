// Accepts late, and reads: what a server sees of a client that reset the connection before it was accepted.
//
// The reset does not take the connection out of the backlog. accept() succeeds, and the first read reports
// it.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  co_await with.drain(std::chrono::seconds(10));
  with.close();
}

boost::asio::awaitable<void> wait_before_accept(listener& with) {
  co_await with.await_connection();
}

}  // namespace

strategy late_accept() {
  return {.about = {.name = "late_accept",
                    .summary = "accept late (--when after:DURATION), then read",
                    .calls = "accept(listener), late; while (read(fd, ...) > 0); close(fd)",
                    .on_the_wire = "nothing until the client finishes",
                    .platforms = "POSIX"},
          .hang_up = hang_up,
          .before_accept = wait_before_accept};
}

}  // namespace hangup::server
