#pragma once

#include <spdlog/logger.h>

#include "client/options.hpp"
#include "common/log/event_writer.hpp"
#include "common/options/errors.hpp"

namespace hangup::client {

/// Resolves, connects, runs the plan once, logs every completion and prints how the connection ended.
/// Throws `setup_error` when the peer's name does not resolve.
exit_code run(options const& options, spdlog::logger& log, event_writer& events);

}  // namespace hangup::client
