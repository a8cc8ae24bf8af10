#pragma once

#include "server/options.hpp"

namespace hangup::server {

/// Listens, tells where, and hangs up until it is told to stop.
exit_code run(options const& options);

}  // namespace hangup::server
