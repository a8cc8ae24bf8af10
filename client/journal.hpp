#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>

#include "client/run.hpp"
#include "client/step_deadline.hpp"
#include "common/platform/platform.hpp"

namespace hangup::client {

/// What a run has seen so far. Noting an observation costs two readings of the clock and of the TCP state at
/// most, and no formatting; once a run is over, no allocation either.
class journal {
 public:
  journal(run_options const& options, observer watch);

  /// Forgets the run before.
  void restart() { result_.seen.clear(); }

  /// The beginning of step `number` (0 is the connect). The result goes back into complete() or give_up().
  observation begin(std::uint32_t number, operation op, platform::native_socket socket) const;

  /// The operation came back with `ec`, having transferred `bytes`.
  void complete(observation begun, boost::system::error_code const& ec, std::uint64_t bytes,
                platform::native_socket socket);

  /// The operation did not come back within its deadline.
  void give_up(observation begun, std::uint64_t bytes, platform::native_socket socket);

  /// complete(), or give_up() where it was `deadline` that ended the operation.
  void complete_or_give_up(step_deadline& deadline, observation begun, boost::system::error_code const& ec,
                           std::uint64_t bytes, platform::native_socket socket);

  /// This style cannot do the step: one observation for each that it would have made.
  void skip(observation begun, platform::native_socket socket);

  /// Whether the latest observation is a success.
  bool last_succeeded() const { return !result_.seen.empty() && result_.seen.back().succeeded(); }

  /// The run is over, and our own close reported `closed`.
  run_result const& finish(boost::system::error_code const& closed);

 private:
  void note(observation begun, platform::native_socket socket);

  observer watch_;
  run_result result_;
};

}  // namespace hangup::client
