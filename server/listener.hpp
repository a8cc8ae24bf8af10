#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace hangup::server {

/// The listening socket, for strategies that act before a connection is accepted.
class listener {
 public:
  using report = std::function<void(std::string what, boost::system::error_code const& ec)>;

  listener(boost::asio::ip::tcp::acceptor& acceptor, std::chrono::nanoseconds delay, report did);

  /// Waits until a connection lies in the backlog, and then for the delay of `--when after:DURATION`.
  boost::asio::awaitable<void> await_connection();

  /// close(): what lies in the backlog is reset. Does nothing when already closed. An await_connection()
  /// under way ends with it.
  void close();

 private:
  boost::asio::ip::tcp::acceptor& acceptor_;
  boost::asio::steady_timer timer_;
  std::chrono::nanoseconds delay_;
  report did_;
};

}  // namespace hangup::server
