#pragma once

#include <cstdlib>

#include "stream/witnessed_socket.hpp"

#ifdef HANGUP_WITH_TLS

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace hangup {

using tls_context = boost::asio::ssl::context;
using tls_layer = boost::asio::ssl::stream<witnessed_socket&>;

}  // namespace hangup

#else

struct ssl_st;  // OpenSSL's SSL

namespace hangup {

/// Stand for TLS in a program that was built without OpenSSL. There are no contexts, so none of this is ever
/// called.
struct tls_context {
  tls_context() = delete;
};
struct tls_layer {
  enum handshake_type { client, server };
  tls_layer(witnessed_socket& /*unused*/, tls_context& /*unused*/) {}
  std::size_t read_some(auto&&... /*unused*/) { std::abort(); }
  std::size_t write_some(auto&&... /*unused*/) { std::abort(); }
  void async_read_some(auto&&... /*unused*/) { std::abort(); }
  void async_write_some(auto&&... /*unused*/) { std::abort(); }
  void async_handshake(auto&&... /*unused*/) { std::abort(); }
  void async_shutdown(auto&&... /*unused*/) { std::abort(); }
  void handshake(auto&&... /*unused*/) { std::abort(); }
  void shutdown(auto&&... /*unused*/) { std::abort(); }
  ssl_st* native_handle() { std::abort(); }
};

}  // namespace hangup

#endif
