#pragma once

// TLS over the witness, complete: it takes its time to compile, and few files need more than its name
// (tls.hpp).

#include <cstdlib>

#include "stream/tls.hpp"
#include "stream/witnessed_socket.hpp"

#ifdef HANGUP_WITH_TLS

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#else

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
