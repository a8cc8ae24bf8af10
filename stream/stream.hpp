#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
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

  explicit stream(boost::asio::ip::tcp::socket socket) : lower_(std::move(socket)) {}
  stream(stream const&) = delete;
  stream& operator=(stream const&) = delete;

  executor_type get_executor() { return lower_.get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return lower_.socket(); }
  witnessed_socket& witness() { return lower_; }

  /// Puts TLS on top. Nothing is sent before the handshake.
  void start_tls(tls_context& context) { tls_.emplace(lower_, context); }
  /// As a client that looks for `host` (tls.hpp).
  void start_tls(tls_context& context, std::string const& host) {
    start_tls(context);
    expect_host(tls_->native_handle(), host);
  }
  /// Takes it off again, without a word to the peer. No operation may be pending.
  void drop_tls() { tls_.reset(); }
  bool has_tls() const { return tls_.has_value(); }

  /// What TCP said beneath TLS since the last question, where that was an error; success without TLS.
  error_code take_transport_error() { return tls_ ? lower_.take_error() : error_code(); }

  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& into) {
          tls_ ? tls_->async_read_some(into, std::move(handler))
               : socket().async_read_some(into, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& from) {
          tls_ ? tls_->async_write_some(from, std::move(handler))
               : socket().async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers>
  std::size_t read_some(Buffers const& buffers, error_code& ec) {
    return tls_ ? tls_->read_some(buffers, ec) : lower_.read_some(buffers, ec);
  }

  template <typename Buffers>
  std::size_t write_some(Buffers const& buffers, error_code& ec) {
    return tls_ ? tls_->write_some(buffers, ec) : lower_.write_some(buffers, ec);
  }

  /// The handshake of TLS: start_tls() was called before.
  template <typename Token>
  auto async_handshake(tls_layer::handshake_type side, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code)>(
        [this, side](auto handler) { tls_->async_handshake(side, std::move(handler)); }, token);
  }
  void handshake(tls_layer::handshake_type side, error_code& ec) { tls_->handshake(side, ec); }

  /// Sends TLS's close_notify, and waits for the peer's.
  template <typename Token>
  auto async_shutdown(Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code)>(
        [this](auto handler) { tls_->async_shutdown(std::move(handler)); }, token);
  }
  void shutdown(error_code& ec) { tls_->shutdown(ec); }

 private:
  witnessed_socket lower_;
  std::optional<tls_layer> tls_;
};

}  // namespace hangup
