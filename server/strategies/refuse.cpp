// Nobody listens: the port is taken, so that nobody else can have it, and connects are refused.
//
// A SYN to a port where nobody listens is answered with RST (RFC 9293, section 3.5.2), which the client's
// connect reports as "connection refused".

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection&) {
  co_return;
}

}  // namespace

strategy refuse() {
  return {.about = {.name = "refuse",
                    .summary = "nobody listens",
                    .calls = "bind(fd, ...), and no listen()",
                    .on_the_wire = "RST in answer to SYN",
                    .listens = false},
          .hang_up = hang_up};
}

}  // namespace hangup::server
