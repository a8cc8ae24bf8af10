// Closes its socket, of which a child process still holds a copy: nothing is sent.
//
// A connection ends when its last descriptor is closed (close(2)). A child that was forked without O_CLOEXEC
// keeps connections open that its parent believes to have closed.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  with.did("fork", platform::hold_in_child(with.socket().native_handle()));
  with.close();
  co_await with.pause(std::chrono::hours(24));
}

}  // namespace

strategy inherited() {
  return {.about = {.name = "inherited",
                    .summary = "close() while a child process holds the socket",
                    .calls = "fork(); close(fd) in the parent",
                    .on_the_wire = "nothing",
                    .platforms = "Linux"},
          .hang_up = hang_up};
}

}  // namespace hangup::server
