// Closes the listening socket while the connection still waits in its backlog.
//
// The kernel has completed the handshake, so the client's connect has succeeded; no accept() ever returns the
// connection, and closing the listener resets it (inet_csk_listen_stop() in net/ipv4/inet_connection_sock.c).

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection&) {
  co_return;
}

boost::asio::awaitable<void> close_with_backlog(listener& with) {
  co_await with.await_connection();
  with.close();
}

}  // namespace

strategy listener_close() {
  return {.about = {.name = "listener_close",
                    .summary = "close the listener over its backlog",
                    .calls = "close(listener), without accept()",
                    .on_the_wire = "RST",
                    .platforms = "POSIX"},
          .hang_up = hang_up,
          .before_accept = close_with_backlog};
}

}  // namespace hangup::server
