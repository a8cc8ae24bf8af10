// The server's host loses all state without a word: power loss, and a reboot.
//
// close() of a socket in TCP_REPAIR frees it and sends nothing. The client's next segment meets a host that
// does not know the connection, and is answered with RST (RFC 9293, section 3.5.2).

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  auto const ec = platform::forget_on_close(with.socket().native_handle());
  with.did("forget_on_close", ec);
  with.close();
  co_return;
}

}  // namespace

strategy vanish() {
  return {.about = {.name = "vanish",
                    .summary = "forget the connection without a FIN or an RST",
                    .calls = "setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, 1); close(fd)",
                    .on_the_wire = "nothing; RST in answer to the next segment",
                    .platforms = "Linux",
                    .needs_own_network = true},
          .hang_up = hang_up};
}

}  // namespace hangup::server
