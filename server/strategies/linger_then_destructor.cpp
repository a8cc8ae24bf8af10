// A trap: sets SO_LINGER to 0 and lets the socket object close itself. The client sees FIN.
//
// Asio's destructor takes a linger that the user has set back, so that it cannot block
// (boost/asio/detail/impl/socket_ops.ipp), and with it goes the reset. abortive calls close() itself.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const linger_then_destructor{
    .about = {.name = "linger_then_destructor",
              .summary = "trap: SO_LINGER 0, but no close()",
              .calls = "setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}); setsockopt(..., {0, 0}); close(fd)",
              .on_the_wire = "FIN"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.set_linger(0);
      peer.destroy_socket();
      co_return;
    },
};

}  // namespace hangup::server::strategies
