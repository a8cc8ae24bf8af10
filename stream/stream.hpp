#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/container/static_vector.hpp>
#include <memory>
#include <string>
#include <utility>

#include "stream/tls.hpp"
#include "stream/witnessed_socket.hpp"

namespace hangup {

/// A connection as strategies and styles see it: TCP, or TLS over TCP once `start_tls` was called.
///
/// Bytes go through whatever is on top. What is TCP's own (linger, TCP_INFO, shutdown of one direction,
/// close) is asked of socket(), the lowest layer, and happens beneath TLS: a FIN without a close_notify is a
/// truncation to whoever has TLS on top.
class stream {
 public:
  using error_code = boost::system::error_code;
  using executor_type = witnessed_socket::executor_type;

  explicit stream(boost::asio::ip::tcp::socket socket);
  ~stream();
  stream(stream const&) = delete;
  stream& operator=(stream const&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return socket_; }

  /// What lies between TLS and TCP; blocking calls go through it without TLS too. Made at the first question.
  witnessed_socket& witness();

  /// From now on what TCP says is written down, for a layer that is put on top.
  void watch_transport();

  /// Puts TLS on top. Nothing is sent before the handshake.
  void start_tls(tls_context& context);
  /// As a client that looks for `host` (tls.hpp).
  void start_tls(tls_context& context, std::string const& host);
  /// Takes it off again, without a word to the peer. No operation may be pending.
  void drop_tls();
  bool has_tls() const;
  tls_layer& tls();

  /// What TCP said beneath since the last question, where that was an error; success where nobody watches.
  error_code take_transport_error();

  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& into) {
          if (has_layers())
            start_reading(first_of<boost::asio::mutable_buffer>(into), std::move(handler));
          else
            socket_.async_read_some(into, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& from) {
          if (has_layers())
            start_writing(first_of<boost::asio::const_buffer>(from), std::move(handler));
          else
            socket_.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers>
  std::size_t read_some(Buffers const& buffers, error_code& ec) {
    return read_now(first_of<boost::asio::mutable_buffer>(buffers), ec);
  }

  template <typename Buffers>
  std::size_t write_some(Buffers const& buffers, error_code& ec) {
    return write_now(first_of<boost::asio::const_buffer>(buffers), ec);
  }

  // Beast looks whether a stream has these two, and calls them nowhere.
  template <typename Buffers>
  std::size_t read_some(Buffers const& buffers);
  template <typename Buffers>
  std::size_t write_some(Buffers const& buffers);

  /// The handshake of TLS: start_tls() was called before.
  template <typename Token>
  auto async_handshake(tls_side side, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code)>(
        [this, side](auto handler) { start_handshake(side, std::move(handler)); }, token);
  }
  void handshake(tls_side side, error_code& ec);

  /// Sends TLS's close_notify, and waits for the peer's.
  template <typename Token>
  auto async_shutdown(Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code)>(
        [this](auto handler) { start_shutdown(std::move(handler)); }, token);
  }
  void shutdown(error_code& ec);

 private:
  // Beneath here handlers are of two types and buffers of two, so that the layers are compiled once, and not
  // for every operation of Beast's. That costs an allocation, which plain TCP does without.
  using signal_handler = boost::asio::any_completion_handler<void(error_code)>;
  using transfer_handler = boost::asio::any_completion_handler<void(error_code, std::size_t)>;
  static constexpr std::size_t most_buffers = 16;
  template <typename Buffer>
  using few = boost::container::static_vector<Buffer, most_buffers>;

  /// Its first buffers that are not empty: a read or a write of `some` may leave the rest.
  template <typename Buffer, typename Buffers>
  static few<Buffer> first_of(Buffers const& all) {
    few<Buffer> first;
    auto const end = boost::asio::buffer_sequence_end(all);
    for (auto at = boost::asio::buffer_sequence_begin(all); at != end && first.size() < most_buffers; ++at)
      if (Buffer const buffer(*at); buffer.size() != 0) first.push_back(buffer);
    return first;
  }

  void start_reading(few<boost::asio::mutable_buffer> const& into, transfer_handler handler);
  void start_writing(few<boost::asio::const_buffer> const& from, transfer_handler handler);
  std::size_t read_now(few<boost::asio::mutable_buffer> const& into, error_code& ec);
  std::size_t write_now(few<boost::asio::const_buffer> const& from, error_code& ec);
  void start_handshake(tls_side side, signal_handler handler);
  void start_shutdown(signal_handler handler);

  bool has_layers() const { return layers_ != nullptr; }
  bool is_watched() const;

  struct layers;
  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<layers> layers_;  // most connections have none, and thousands of them wait at once
};

}  // namespace hangup
