#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "common/plan/plan.hpp"
#include "stream/websocket.hpp"

namespace hangup::client {

/// What a run keeps for HTTP and WebSocket: the request that is written, the answer that is read, and what
/// was read beyond it.
class message_layers {
 public:
  using response_parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  /// `host` is what the requests name.
  message_layers(stream& over, std::string host);

  /// The request of `http-get` or `http-post`.
  boost::beast::http::request<boost::beast::http::string_body>& new_request(step const& s);
  /// For the next answer.
  response_parser& new_response();
  /// The status, once the head has come; 0 before.
  std::uint16_t status() const;
  /// Bytes of the body that have come.
  std::uint64_t body_bytes() const;
  std::string const& host() const { return host_; }

  /// What was read and not used yet. A message of WebSocket's is emptied out of it.
  boost::beast::flat_buffer buffer{};

  /// WebSocket on top of the stream, with `expires_after()` as its time-out.
  websocket_stream& start_websocket();
  websocket_stream& websocket() { return *websocket_; }
  /// The code of the peer's close frame; 0 where none came, or one without a code.
  std::uint16_t close_code() const { return websocket_ ? websocket_->reason().code : std::uint16_t{0}; }

  /// From now on Beast's time-outs are used, which work for asynchronous operations alone.
  void expires_after(std::chrono::nanoseconds limit) { limit_ = limit; }
  /// Lends the socket to a stream of Beast's whose time-out runs from now; null where there is to be none.
  boost::beast::tcp_stream* lend_socket();
  /// Takes the socket away from an operation of WebSocket's that no cancellation reaches: in Boost 1.81 the
  /// wait for the end of TCP goes on whatever its wait reports, and ends where it finds no socket.
  void withdraw_socket();
  /// Puts the socket back, lent or withdrawn, when the operation is over.
  void return_socket();

 private:
  stream& over_;
  std::string host_;
  boost::beast::http::request<boost::beast::http::string_body> request_{};
  std::optional<response_parser> response_{};
  std::optional<websocket_stream> websocket_{};
  std::optional<std::chrono::nanoseconds> limit_{};
  std::optional<boost::beast::tcp_stream> lent_{};
  struct withdrawn_socket {
    boost::asio::ip::tcp protocol;
    boost::asio::ip::tcp::socket::native_handle_type handle;
  };
  std::optional<withdrawn_socket> withdrawn_{};
};

}  // namespace hangup::client
