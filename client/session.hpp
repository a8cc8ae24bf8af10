#pragma once

#include "client/options.hpp"

namespace hangup {

/// Resolves, connects, runs the plan once, logs every completion and prints how the connection ended.
/// Throws `setup_error` when the peer's name does not resolve.
exit_code run_client(client_options const& options);

}  // namespace hangup
