#pragma once

#include "server/options.hpp"

namespace hangup {

/// Listens, tells where, and hangs up until it is told to stop.
exit_code run_server(server_options const& options);

}  // namespace hangup
