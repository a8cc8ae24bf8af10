#pragma once

#include "client/options.hpp"

namespace hangup::client {

/// Resolves, connects, runs the plan once, logs every completion and prints how the connection ended.
/// Throws `setup_error` when the peer's name does not resolve.
exit_code run(options const& options);

}  // namespace hangup::client
