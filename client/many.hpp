#pragma once

#include <spdlog/logger.h>

#include <memory>

#include "client/options.hpp"
#include "client/run.hpp"
#include "common/log/event_writer.hpp"
#include "common/options/errors.hpp"

namespace hangup::client {

/// Runs the plan `options.many->runs` times, so many at once, and prints what they came to. No line of the
/// log for a run, unless its level is debug.
exit_code run_many(options const& options, std::shared_ptr<run_options const> shared, spdlog::logger& log,
                   event_writer& events);

}  // namespace hangup::client
