#pragma once

#include <chrono>

namespace hangup::lab {

/// Puts the time stamps of a capture, which are the wall clock's, on the monotonic clock of the other events.
/// The wall clock may be set meanwhile. But what one reading finds was on the wire after the reading before
/// it had begun, and before this one had ended: a stamp that falls outside is moved to the nearer of the two,
/// so none is further off than they are apart.
class wire_clock {
 public:
  using nanoseconds = std::chrono::nanoseconds;

  /// `start`, on the monotonic clock: nothing was captured before.
  explicit wire_clock(nanoseconds start) : last_(start) {}

  /// All that was captured has been read, from `began` to `ended` on the monotonic clock. At `ended` the wall
  /// clock is ahead of it by `offset`. The stamps that were found are asked for next, in their order.
  void read_between(nanoseconds began, nanoseconds ended, nanoseconds offset);

  /// When the segment that was stamped so by the wall clock was on the wire.
  nanoseconds time_of(nanoseconds stamp);

 private:
  nanoseconds last_;     // nothing that is still to come was captured before
  nanoseconds began_{};  // the latest reading
  nanoseconds ended_{};
  nanoseconds offset_{};
};

}  // namespace hangup::lab
