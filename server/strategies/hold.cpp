// Never ends the connection: the control against which the others are compared.
//
// It reads what the client sends and leaves the ending to the client.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  co_await with.drain(std::chrono::hours(24));
  with.close();
}

}  // namespace

strategy hold() {
  return {.about = {.name = "hold",
                    .summary = "never end the connection: the control",
                    .calls = "while (read(fd, ...) > 0)",
                    .on_the_wire = "nothing until the client finishes"},
          .hang_up = hang_up};
}

}  // namespace hangup::server
