// A trap: finishes sending before the abortive close. The client reads EOF.
//
// The FIN goes first, and a reset that comes after a FIN is reported as EOF by Linux and as 10053 by Windows:
// the peer cannot see that it was meant as a hard close.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  with.shutdown_send();
  with.set_linger(0);
  with.close();
  co_return;
}

}  // namespace

strategy shutdown_then_abort() {
  return {
      .about = {.name = "shutdown_then_abort",
                .summary = "trap: shutdown(SHUT_WR), SO_LINGER 0, close()",
                .calls = "shutdown(fd, SHUT_WR); setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}); close(fd)",
                .on_the_wire = "FIN, then RST"},
      .hang_up = hang_up};
}

}  // namespace hangup::server
