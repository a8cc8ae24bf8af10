#pragma once

#include <memory>

#include <spdlog/logger.h>

#include "common/log/log_options.hpp"

namespace hangup {

/// The log of a program, on stderr; main makes it and hands it to whoever logs. Every line starts with local
/// time to the microsecond. Logging never waits for stderr to be read: lines that find 8192 others waiting
/// are dropped, and `N lines lost` takes their place. flush() waits until all is written, but not longer than
/// a second; so does the end of the log. Throws `usage_error`.
std::shared_ptr<spdlog::logger> make_log(log_options const& options);

}  // namespace hangup
