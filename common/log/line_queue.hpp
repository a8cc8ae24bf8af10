#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "common/platform/files.hpp"

namespace hangup {

/// How long a program waits at its end for somebody to read what it has written. Then it ends without.
inline constexpr std::chrono::milliseconds flush_patience{1000};

/// Lines on their way to a file, a pipe or a terminal. A thread of its own writes them, so whoever adds a
/// line never waits for the reader: while `most` lines wait, further ones are dropped and counted. It gathers
/// lines for up to 50 ms; flush() before an end that does not come back, or they are lost.
class line_queue {
 public:
  /// The line that takes the place of `lost` dropped ones; empty for none.
  using lost_notice = std::string (*)(std::uint64_t lost);
  enum class closing : std::uint8_t { close_file, leave_open };

  line_queue(platform::file_descriptor file, closing at_end, std::size_t most, lost_notice notice = nullptr);
  /// Waits as flush() does. A writer that still waits for its reader is left behind.
  ~line_queue();
  line_queue(line_queue const&) = delete;
  line_queue& operator=(line_queue const&) = delete;

  /// Never blocks. `line` ends with its line feed.
  void push(std::string line);

  /// Waits until all lines are written, or a write has failed, or `limit` has passed.
  void flush(std::chrono::milliseconds limit = flush_patience);

  /// How many lines are not written: dropped, still waiting, or failed.
  std::uint64_t unwritten() const;
  /// The first failure of a write. Nothing is written after it.
  boost::system::error_code failure() const;

 private:
  struct state;
  std::shared_ptr<state> state_;  // shared with the thread, which may outlive us
};

}  // namespace hangup
