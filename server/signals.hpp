#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

namespace hangup::server {

/// The signals that the server listens to.
class signals {
 public:
  /// `stop` is called at the first signal that asks the process to end; from then on they have their default
  /// effect, so that a second one ends the process whatever it is doing. `tell` is called at each that asks
  /// how far it is.
  signals(boost::asio::io_context& io, std::function<void()> stop, std::function<void()> tell);
  signals(signals const&) = delete;
  signals& operator=(signals const&) = delete;

  /// Waits for no signal any more; all have their default effect.
  void clear();

 private:
  void await_status();

  boost::asio::signal_set exits_;
  boost::asio::signal_set statuses_;
  std::function<void()> stop_;
  std::function<void()> tell_;
};

}  // namespace hangup::server
