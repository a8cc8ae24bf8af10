#pragma once

#include <memory>
#include <string>

#include "common/log/line_queue.hpp"
#include "common/record/event.hpp"

namespace hangup {

/// Writes events as lines of JSON (`--events FILE|-`). Never waits for a reader: what finds the queue full is
/// dropped and counted. Does nothing when no events were asked for.
class event_writer {
 public:
  event_writer() = default;
  /// Creates the file; throws `usage_error` when that fails.
  explicit event_writer(std::string const& path);

  bool enabled() const { return lines_ != nullptr; }
  bool to_stdout() const { return path_ == "-"; }
  void write(event const& happened);

  /// Waits until everything is written, but not longer than a second.
  void flush();
  /// As flush(), at the end. Throws `setup_error`, which says how many events are lost and why, unless all
  /// were written.
  void finish();

 private:
  std::string path_;
  std::unique_ptr<line_queue> lines_;
};

}  // namespace hangup
