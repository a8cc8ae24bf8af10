#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <string>
#include <thread>

#include "tests/support/loopback.hpp"

namespace hangup::test {

/// The other end of one connection: accepts it in a thread of its own, does what `script` says and closes.
class peer {
 public:
  using socket = boost::asio::ip::tcp::socket;

  peer(family address_family, std::function<void(socket&)> script)
      : acceptor_(io_, loopback(address_family)),
        endpoint_(acceptor_.local_endpoint()),
        thread_([this, play = std::move(script)] {
          if (!is_readable(acceptor_)) return;
          socket client = acceptor_.accept();
          play(client);
        }) {}
  ~peer() { thread_.join(); }
  peer(peer const&) = delete;
  peer& operator=(peer const&) = delete;

  boost::asio::ip::tcp::endpoint endpoint() const { return endpoint_; }

  /// False when nothing came within our patience.
  template <typename Socket>
  static bool is_readable(Socket& socket) {
    boost::system::error_code ec;
    auto const handle = static_cast<platform::native_socket>(socket.native_handle());
    return platform::wait_ready(handle, platform::readiness::readable, patience, ec) && !ec;
  }

  /// Everything until the client's FIN, an error, or the end of our patience.
  static std::string read_to_the_end(socket& client) {
    std::string text;
    std::vector<char> incoming(1 << 16);
    boost::system::error_code ec;
    while (!ec && is_readable(client))
      text.append(incoming.data(), client.read_some(boost::asio::buffer(incoming), ec));
    return text;
  }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::endpoint endpoint_;
  std::thread thread_;
};

/// An endpoint that refuses: bound, so that nobody else gets it, and not listening.
class refusing {
 public:
  explicit refusing(family address_family) : socket_(io_, loopback(address_family)) {}
  boost::asio::ip::tcp::endpoint endpoint() const { return socket_.local_endpoint(); }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace hangup::test
