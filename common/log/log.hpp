#pragma once

#include <boost/program_options/options_description.hpp>
#include <memory>
#include <string>

#include <spdlog/logger.h>

#include "common/record/event.hpp"

namespace hangup {

/// --log-level and --color as they were typed.
struct log_options {
  std::string level = "info";
  std::string color = "auto";
};

boost::program_options::options_description log_option_group(log_options& into);

/// Makes spdlog's default logger write to stderr from a thread of its own, so that no completion waits for a
/// terminal. Every line starts with local time to the microsecond. Throws `usage_error`.
void start_logging(log_options const& options);

/// Waits until everything logged, events too, has been written. Must come before a process ends or stops
/// itself.
void flush_logging();

/// As flush_logging(), and stops.
void stop_logging();

/// Writes events as JSON lines (`--events FILE|-`), in the same thread as the log. Does nothing where none
/// was asked for.
class event_writer {
 public:
  event_writer() = default;
  /// Creates the file; throws `usage_error` when that fails. Precondition: start_logging() was called.
  explicit event_writer(std::string const& path);

  bool enabled() const { return lines_ != nullptr; }
  bool to_stdout() const { return to_stdout_; }
  void write(event const& happened);

 private:
  std::shared_ptr<spdlog::logger> lines_;
  bool to_stdout_ = false;
};

}  // namespace hangup
