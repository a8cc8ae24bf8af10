#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "common/platform/platform.hpp"

namespace hangup::test {

/// How long a test waits for what has to happen before it fails: less than ctest does. Nothing takes that
/// long, but a whole run of the lab under AddressSanitizer takes a fifth of it, and more beside other tests.
inline constexpr std::chrono::seconds patience(100);

enum class family { ipv4, ipv6 };
inline constexpr auto both_families = {family::ipv4, family::ipv6};

inline std::string name_of(family address_family) {
  return address_family == family::ipv4 ? "ipv4" : "ipv6";
}

inline boost::asio::ip::tcp::endpoint loopback(family address_family) {
  namespace ip = boost::asio::ip;
  if (address_family == family::ipv4) return {ip::address_v4::loopback(), 0};
  return {ip::address_v6::loopback(), 0};
}

/// Why this family cannot be tested here, or empty.
inline std::string missing(family address_family) {
  boost::asio::io_context io;
  boost::system::error_code ec;
  boost::asio::ip::tcp::acceptor probe(io);
  probe.open(loopback(address_family).protocol(), ec);
  if (!ec) probe.bind(loopback(address_family), ec);
  return ec ? "no " + name_of(address_family) + " loopback here: " + ec.message() : "";
}

/// A connection that our own thread holds both ends of.
struct socket_pair {
  socket_pair(boost::asio::io_context& io, family address_family) : client(io), server(io) {
    boost::asio::ip::tcp::acceptor acceptor(io, loopback(address_family));
    client.connect(acceptor.local_endpoint());
    acceptor.accept(server);
  }
  boost::asio::ip::tcp::socket client;
  boost::asio::ip::tcp::socket server;
};

/// Runs `io` until `reached()`. False when it ran out of work or of patience before.
template <typename Condition>
bool run_until(boost::asio::io_context& io, Condition reached) {
  auto const until = std::chrono::steady_clock::now() + patience;
  if (io.stopped()) io.restart();
  while (!reached()) {
    bool const ran = io.run_one_until(until) != 0;
    if (!ran) return reached();
  }
  return true;
}

/// For what no event tells: asks until `reached()`. False when patience ran out before.
template <typename Condition>
bool poll_until(Condition reached) {
  auto const until = std::chrono::steady_clock::now() + patience;
  while (!reached()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::yield();
  }
  return true;
}

inline tcp_state state_of(boost::asio::ip::tcp::socket& socket) {
  return platform::tcp_state_of(static_cast<platform::native_socket>(socket.native_handle()));
}

/// Close with RST.
inline void reset(boost::asio::ip::tcp::socket& socket) {
  socket.set_option(boost::asio::socket_base::linger(true, 0));
  socket.close();
}

}  // namespace hangup::test
