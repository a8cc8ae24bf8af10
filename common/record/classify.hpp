#pragma once

#include <span>

#include "common/record/ending.hpp"
#include "common/record/observation.hpp"

namespace hangup {

/// How the connection ended, from everything the client saw of it, in the order in which it saw it. Pure.
///
/// One number alone does not say. After the peer's FIN, Linux reports a reset as EPIPE to a write and as EOF
/// to a read (tcp_reset() in net/ipv4/tcp_input.c), Windows as 10053, and the BSDs as ECONNRESET; what tells
/// them apart is the TCP state before the call and whether a FIN was seen before. `undetermined` where
/// neither is known.
ending classify(std::span<observation const> seen);

}  // namespace hangup
