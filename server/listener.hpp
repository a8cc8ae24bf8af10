#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

#include "server/journal.hpp"

namespace hangup::server {

/// The listening socket, for strategies that act before a connection is accepted.
class listener {
 public:
  listener(boost::asio::ip::tcp::acceptor& acceptor, std::chrono::nanoseconds delay,
           std::shared_ptr<journal> journal);
  listener(listener const&) = delete;
  listener& operator=(listener const&) = delete;

  /// Waits until a connection lies in the backlog, and then for the delay of `--when after:DURATION`.
  boost::asio::awaitable<void> await_connection();

  /// Waits. Cut short by close().
  boost::asio::awaitable<boost::system::error_code> pause(std::chrono::nanoseconds duration);

  /// close(): what lies in the backlog is reset. Does nothing when already closed. What waits ends with it.
  void close();

 private:
  boost::asio::ip::tcp::acceptor& acceptor_;
  boost::asio::steady_timer timer_;
  std::chrono::nanoseconds delay_;
  std::shared_ptr<journal> journal_;
};

}  // namespace hangup::server
