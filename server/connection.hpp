#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "common/platform/platform.hpp"
#include "server/closer.hpp"
#include "server/journal.hpp"
#include "stream/stream.hpp"

namespace hangup::server {

/// The outside world of a host.
struct server_world {
  journal::reporter report{};  ///< what the server did; empty: it is counted only
  void (*end_process)(platform::process_end end) = platform::end_process;
  std::function<void()>
      before_end{};  ///< writes out what was reported, because nothing will be able to afterwards
  closer::close_call blocking_close = platform::close_native;
  unsigned most_children = 64;         ///< that hold copies of sockets
  std::shared_ptr<tls_context> tls{};  ///< connections speak TLS; null: TCP alone
};

/// What the connections of one host share.
struct connection_resources {
  connection_resources(boost::asio::any_io_executor const& executor, server_world outside);

  server_world const world;
  std::shared_ptr<server::journal> const journal;
  server::closer closer;
  unsigned children = 0;
  std::array<char, std::size_t{64} * 1024> discarded;  ///< whatever is read lands here, and nobody looks
};

/// Why waiting is over, for a trigger or before it. The connection is hung up for the first reason only.
enum class trigger_outcome : std::uint8_t {
  reached,
  client_ended,  ///< the client finished, reset or refused the connection first
  stopped,       ///< the server was told to stop
  gave_up,       ///< neither came within the limit
};

/// What came from the peer. An error is EOF too.
struct arrival {
  boost::system::error_code error{};
  std::uint64_t bytes = 0;
};

using unlinks_itself = boost::intrusive::link_mode<boost::intrusive::auto_unlink>;

/// One accepted connection, and what strategies and triggers ask of it.
class connection : public std::enable_shared_from_this<connection>,
                   public boost::intrusive::list_base_hook<unlinks_itself> {
 public:
  connection(boost::asio::ip::tcp::socket socket, std::uint64_t number, connection_resources& shared);
  connection(connection const&) = delete;
  connection& operator=(connection const&) = delete;

  std::uint64_t number() const { return number_; }
  boost::asio::ip::tcp::socket& socket() { return stream_.socket(); }
  /// TCP, or TLS over it: for what is on top.
  stream& layers() { return stream_; }
  platform::native_socket native_handle();
  std::uint16_t local_port();

  void record_action(std::string_view name, boost::system::error_code const& ec, std::uint64_t bytes = 0,
                     std::string_view detail = {});

  /// Writes all of `text`, which must live until then. False where `limit` has passed before.
  boost::asio::awaitable<bool> send(std::string_view text, std::chrono::nanoseconds limit);

  /// Puts TLS on top and makes the handshake, which may take `limit`.
  boost::asio::awaitable<trigger_outcome> start_tls(std::chrono::nanoseconds limit);

  /// The same as far as the server's flight: what the client answers, it does not wait for.
  boost::asio::awaitable<void> start_tls_and_stop();

  /// Sends TLS's close_notify, and does not wait for the peer's.
  boost::asio::awaitable<void> send_close_notify();

  /// Sends TLS's close_notify, and discards what comes until the peer's, or for some seconds.
  boost::asio::awaitable<void> exchange_close_notify();

  /// Ends TLS with the fatal alert bad_record_mac, as if the peer had sent a damaged record.
  boost::asio::awaitable<void> send_alert();

  /// Sends the first half of a TLS record, and nothing behind it.
  boost::asio::awaitable<void> send_half_record();

  /// Sends `text` beneath TLS, which the peer cannot take for a record.
  boost::asio::awaitable<void> send_beneath_tls(std::string_view text);

  /// SO_LINGER {1, seconds}: with 0, close() sends RST; otherwise it waits so long for what is unsent.
  void set_linger(int seconds);

  /// Writes until the kernel takes no more, which needs a client that does not read.
  void send_until_full();

  /// shutdown(SHUT_WR): sends FIN after what is queued, and reading goes on.
  void shutdown_send();

  /// shutdown(SHUT_RD).
  void shutdown_receive();

  /// close(): FIN, or RST where data lies unread or SO_LINGER says so. Does nothing when already closed.
  /// A drain() under way ends with it.
  void close();

  /// As close(), in another thread, because it may block. Completes when close() has returned, or by stop().
  boost::asio::awaitable<void> close_in_thread();

  /// Leaves the close to the destructor of Asio's socket.
  void destroy_socket();

  /// Starts a process that holds a copy of the socket, unless there are too many of them. Returns whether it
  /// runs.
  bool hold_in_child();

  /// Waits. Cut short by stop().
  boost::asio::awaitable<void> pause(std::chrono::nanoseconds duration);

  /// Keeps the connection until stop().
  boost::asio::awaitable<void> stay_open();

  /// Reads and discards, beneath TLS, until the peer's FIN, an error, or `limit` has passed. Records how many
  /// bytes there were.
  boost::asio::awaitable<void> drain(std::optional<std::chrono::nanoseconds> limit = {});

  /// Writes everything out and ends the process. Does not return when the real process ends. Does nothing
  /// after stop().
  void end_process(platform::process_end end);

  /// As close(), and nothing waits any longer.
  void stop();
  bool is_stopped() const { return stopped_; }

  /// Waits for bytes and takes at most `most` of them. With 0 they stay in the queue, and are counted.
  boost::asio::awaitable<arrival> next_bytes(std::uint64_t most);

  /// Once `limit` has passed, what waits for the peer ends with operation_aborted, until end_limit().
  void start_limit(std::chrono::nanoseconds limit);
  void end_limit();
  bool limit_passed() const { return limit_passed_; }

 private:
  bool lacks_tls(std::string_view action);
  void cancel_after(std::chrono::nanoseconds limit, unsigned number);
  boost::asio::awaitable<boost::system::error_code> discard_through_tls(std::uint64_t& total);
  boost::asio::awaitable<arrival> unread_bytes();
  boost::asio::awaitable<arrival> taken_bytes(std::uint64_t most);

  stream stream_;
  boost::asio::steady_timer timer_;
  std::uint64_t number_;
  connection_resources& shared_;
  unsigned limits_ = 0;  // started so far: a timer that ends late must not cut the next one short
  bool limit_passed_ = false;
  bool stopped_ = false;
};

}  // namespace hangup::server
