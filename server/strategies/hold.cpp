// Never ends the connection: the control against which the others are compared.
//
// It reads what the client sends and leaves the ending to the client.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const hold{
    .about = {.name = "hold",
              .summary = "never end the connection: the control",
              .calls = "while (read(fd, ...) > 0)",
              .on_the_wire = "nothing until the client finishes"},
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.drain();
      peer.close();
    },
};

}  // namespace hangup::server::strategies
