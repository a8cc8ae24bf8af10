// The server's host stops answering, as if it had been switched off or a cable had been cut.
//
// A socket filter that keeps nothing drops every segment before TCP sees it (SO_ATTACH_FILTER, socket(7)): no
// data is acknowledged, no probe answered. The client finds out by a time-out of its own, or never.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  with.did("drop_incoming", platform::drop_incoming(with.socket().native_handle()));
  co_await with.pause(std::chrono::hours(24));
}

}  // namespace

strategy blackhole() {
  return {.about = {.name = "blackhole",
                    .summary = "stop answering: every segment is dropped",
                    .calls = "setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, drop everything)",
                    .on_the_wire = "nothing, whatever the client sends",
                    .platforms = "Linux"},
          .hang_up = hang_up};
}

}  // namespace hangup::server
