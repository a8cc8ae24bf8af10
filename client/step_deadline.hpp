#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <memory>
#include <utility>

namespace hangup::client {

/// Cancels one asynchronous operation at a time when it takes too long.
///
/// Not a nicety: on Asio's epoll reactor an operation that starts after EOF or an error may never complete,
/// because the edge it waits for has been reported already (docs/lessons/05-never-completed.md).
class step_deadline {
 public:
  step_deadline(boost::asio::any_io_executor executor, std::chrono::nanoseconds limit);

  /// Starts the clock for the operation that `token` (a handler, use_awaitable, ...) completes.
  template <typename Token>
  auto bound(Token token) {
    return boost::asio::bind_cancellation_slot(arm(), std::move(token));
  }

  /// Stops the clock. True when it had run out: an `operation_aborted` is then our own doing.
  bool disarm();

 private:
  boost::asio::cancellation_slot arm();

  struct state;
  std::shared_ptr<state> state_;  // shared with the timer's handler, which may be called after we are gone
  std::chrono::nanoseconds limit_;
};

}  // namespace hangup::client
