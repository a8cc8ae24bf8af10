// The server's host loses all state without a word: power loss, and a reboot.
//
// close() of a socket in TCP_REPAIR frees it and sends nothing. The client's next segment meets a host that
// does not know the connection, and is answered with RST (RFC 9293, section 3.5.2).

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const vanish{
    .about = {.name = "vanish",
              .summary = "forget the connection without a FIN or an RST",
              .calls = "setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, 1); close(fd)",
              .on_the_wire = "nothing; RST in answer to the next segment",
              .platforms = "Linux",
              .needs_own_network = true},
    .hang_up = [](connection& peer) -> awaitable<void> {
      peer.record_action("forget_on_close", platform::forget_on_close(peer.native_handle()));
      peer.close();
      co_return;
    },
};

}  // namespace hangup::server::strategies
