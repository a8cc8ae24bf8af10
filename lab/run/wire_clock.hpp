#pragma once

#include <chrono>

namespace hangup::lab {

/// Puts the time stamps of a capture, which are the wall clock's, on the monotonic clock of the other events.
/// The wall clock may be set meanwhile. But what was captured between two readings was on the wire between
/// them: a stamp that falls outside is moved to the nearer one, so none is further off than they are apart.
class wire_clock {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  /// `start`, on the monotonic clock: nothing was captured before.
  explicit wire_clock(nanoseconds start) : last_(start) {}

  /// Everything that was captured so far is read now: at `now` on the monotonic clock, when the wall clock is
  /// ahead of it by `offset`. Stamps are then asked for in the order of the capture.
  void read_at(nanoseconds now, nanoseconds offset);

  /// When the segment that was stamped so by the wall clock was on the wire.
  nanoseconds time_of(nanoseconds stamp);

 private:
  nanoseconds last_;   // nothing that is still to come was captured before
  nanoseconds now_{};  // nor after
  nanoseconds offset_{};
};

}  // namespace hangup::lab
