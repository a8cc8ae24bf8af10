// Closes the listening socket while the connection still waits in its backlog.
//
// The kernel has completed the handshake, so the client's connect has succeeded; no accept() ever returns the
// connection, and closing the listener resets it (inet_csk_listen_stop() in net/ipv4/inet_connection_sock.c).

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const listener_close{
    .about = {.name = "listener_close",
              .summary = "close the listener over its backlog",
              .calls = "close(listener), without accept()",
              .on_the_wire = "RST",
              .platforms = "POSIX"},
    .before_accept = [](listener& waiting) -> awaitable<void> {
      co_await waiting.await_connection();
      waiting.close();
    },
};

}  // namespace hangup::server::strategies
