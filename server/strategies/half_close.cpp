// Finishes sending and goes on reading: the client reads EOF, and every byte it sends still arrives.
//
// A half-close is not the end of a connection (RFC 9293, section 3.6). The client stays in CLOSE_WAIT for as
// long as it likes, which is why EOF alone does not say whether anybody is listening.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  with.shutdown_send();
  co_await with.drain(std::chrono::hours(24));
  with.close();
}

}  // namespace

strategy half_close() {
  return {.about = {.name = "half_close",
                    .summary = "finish sending, go on reading and counting",
                    .calls = "shutdown(fd, SHUT_WR); while (read(fd, ...) > 0)",
                    .on_the_wire = "FIN; the client's data is still acknowledged"},
          .hang_up = hang_up};
}

}  // namespace hangup::server
