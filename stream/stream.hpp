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

  explicit stream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}
  stream(stream const&) = delete;
  stream& operator=(stream const&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return socket_; }

  /// What lies between TLS and TCP; blocking calls go through it without TLS too. Made at the first question.
  witnessed_socket& witness() {
    if (!layers_) layers_ = std::make_unique<layers>(socket_);
    return layers_->witness;
  }

  /// From now on what TCP says is written down, for a layer that is put on top.
  void watch_transport() {
    if (is_watched()) return;
    witness().take_error();  // of before
    layers_->is_watched = true;
  }

  /// Puts TLS on top. Nothing is sent before the handshake.
  void start_tls(tls_context& context) {
    watch_transport();
    layers_->tls.emplace(layers_->witness, context);
  }
  /// As a client that looks for `host` (tls.hpp).
  void start_tls(tls_context& context, std::string const& host) {
    start_tls(context);
    expect_host(layers_->tls->native_handle(), host);
  }
  /// Takes it off again, without a word to the peer. No operation may be pending.
  void drop_tls() {
    if (!layers_) return;
    layers_->tls.reset();
    layers_->is_watched = false;
  }
  bool has_tls() const { return layers_ && layers_->tls; }

  tls_layer& tls() { return *layers_->tls; }

  /// What TCP said beneath since the last question, where that was an error; success where nobody watches.
  error_code take_transport_error() { return is_watched() ? layers_->witness.take_error() : error_code(); }

  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& into) {
          if (has_tls())
            layers_->tls->async_read_some(into, std::move(handler));
          else if (is_watched())
            layers_->witness.async_read_some(into, std::move(handler));
          else
            socket_.async_read_some(into, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& from) {
          if (has_tls())
            layers_->tls->async_write_some(from, std::move(handler));
          else if (is_watched())
            layers_->witness.async_write_some(from, std::move(handler));
          else
            socket_.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

  template <typename Buffers>
  std::size_t read_some(Buffers const& buffers, error_code& ec) {
    return has_tls() ? layers_->tls->read_some(buffers, ec) : witness().read_some(buffers, ec);
  }

  template <typename Buffers>
  std::size_t write_some(Buffers const& buffers, error_code& ec) {
    return has_tls() ? layers_->tls->write_some(buffers, ec) : witness().write_some(buffers, ec);
  }

  // Beast looks whether a stream has these two, and calls them nowhere.
  template <typename Buffers>
  std::size_t read_some(Buffers const& buffers);
  template <typename Buffers>
  std::size_t write_some(Buffers const& buffers);

  /// The handshake of TLS: start_tls() was called before.
  template <typename Token>
  auto async_handshake(tls_layer::handshake_type side, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code)>(
        [this, side](auto handler) { layers_->tls->async_handshake(side, std::move(handler)); }, token);
  }
  void handshake(tls_layer::handshake_type side, error_code& ec) { layers_->tls->handshake(side, ec); }

  /// Sends TLS's close_notify, and waits for the peer's.
  template <typename Token>
  auto async_shutdown(Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code)>(
        [this](auto handler) { layers_->tls->async_shutdown(std::move(handler)); }, token);
  }
  void shutdown(error_code& ec) { layers_->tls->shutdown(ec); }

 private:
  struct layers {
    explicit layers(boost::asio::ip::tcp::socket& socket) : witness(socket) {}
    witnessed_socket witness;
    std::optional<tls_layer> tls;
    bool is_watched = false;
  };

  bool is_watched() const { return layers_ && layers_->is_watched; }

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<layers> layers_;  // most connections have none, and thousands of them wait at once
};

}  // namespace hangup
