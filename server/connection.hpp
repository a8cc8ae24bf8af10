#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/platform/platform.hpp"
#include "common/record/event.hpp"

namespace hangup::server {

/// What the server did, and the way to end the process: the outside world of a connection.
struct server_world {
  std::function<void(event const&)> report;
  void (*end_process)(platform::process_end how) = platform::end_process;
  std::function<void()>
      before_end;  ///< writes out what was reported, because nothing will be able to afterwards
};

/// One accepted connection, and what strategies need to end it.
class connection : public std::enable_shared_from_this<connection> {
 public:
  connection(boost::asio::ip::tcp::socket socket, std::uint64_t number, server_world const& world);

  boost::asio::ip::tcp::socket& socket() { return socket_; }
  std::uint64_t number() const { return number_; }

  /// Notes what `call` reported. It is stamped now and written when the io_context is idle again: between
  /// accept() and the end of a connection nothing is formatted, so that looking does not change who wins a
  /// race.
  void did(std::string call, boost::system::error_code const& ec, std::uint64_t bytes = 0,
           std::string detail = {});

  /// SO_LINGER {1, seconds}: with 0, close() sends RST; otherwise it waits so long for what is unsent.
  void set_linger(int seconds);

  /// Writes until the kernel takes no more, which needs a client that does not read.
  void send_until_full();

  /// shutdown(SHUT_WR): sends FIN after what is queued, and reading goes on.
  void shutdown_send();

  /// close(): FIN, or RST where data lies unread or SO_LINGER says so. Does nothing when already closed.
  /// A drain() under way ends with it.
  void close();

  /// As close(), and no pause() lasts any longer.
  void stop();

  /// Waits. Cut short by stop().
  boost::asio::awaitable<void> pause(std::chrono::nanoseconds duration);

  /// Reads and discards until the peer's FIN, an error, or `limit` has passed. Reports how many bytes there
  /// were.
  boost::asio::awaitable<void> drain(std::chrono::nanoseconds limit);

  /// Reports, writes everything out and ends the process. Does not return when the real process ends.
  void end_process(platform::process_end how);

 private:
  void write_out();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::uint64_t number_;
  server_world const& world_;
  std::vector<event> noted_;  // not written yet
  bool stopped_ = false;
};

}  // namespace hangup::server
