// Nobody listens: the port is taken, so that nobody else can have it, and connects are refused.
//
// A SYN to a port where nobody listens is answered with RST (RFC 9293, section 3.5.2), which the client's
// connect reports as "connection refused".

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const refuse{
    .about = {.name = "refuse",
              .summary = "nobody listens",
              .calls = "bind(fd, ...), and no listen()",
              .on_the_wire = "RST in answer to SYN",
              .listens = false},
};

}  // namespace hangup::server::strategies
