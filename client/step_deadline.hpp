#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace hangup::client {

/// Cancels one asynchronous operation at a time when it takes too long.
///
/// Not a nicety: on Asio's epoll reactor an operation that starts after EOF or an error may never complete,
/// because the edge it waits for has been reported already (docs/lessons/05-never-completed.md).
///
/// Its timer is set only when it would come too late for the operation: one that wakes too early waits on.
/// So a thousand short operations set it once.
class step_deadline {
 public:
  explicit step_deadline(boost::asio::any_io_executor executor);
  /// Stops the clock: an operation that is still pending is left alone.
  ~step_deadline();
  step_deadline(step_deadline const&) = delete;
  step_deadline& operator=(step_deadline const&) = delete;

  /// Starts the clock for the operation that `token` (a handler, use_awaitable, ...) completes.
  template <typename Token>
  auto bound(std::chrono::nanoseconds limit, Token token) {
    return boost::asio::bind_cancellation_slot(arm(limit), std::move(token));
  }

  /// Called where cancelling has not ended an operation, until it is over.
  void set_last_resort(std::function<void()> end);

  /// The operation is over. True when its time had run out: an `operation_aborted` is then our own doing.
  bool disarm();

 private:
  boost::asio::cancellation_slot arm(std::chrono::nanoseconds limit);

  struct state;
  std::shared_ptr<state> state_;  // shared with the timer's handler, which may be called after we are gone
};

}  // namespace hangup::client
