#pragma once

#include <spdlog/logger.h>

#include "common/log/event_writer.hpp"
#include "common/options/run_program.hpp"
#include "server/options.hpp"

namespace hangup::server {

/// Listens, tells where, and hangs up until it is told to stop.
exit_code run(options const& options, spdlog::logger& log, event_writer& events);

}  // namespace hangup::server
