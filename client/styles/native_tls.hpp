#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "common/platform/sockets.hpp"
#include "stream/tls.hpp"

namespace hangup::client {

/// TLS with OpenSSL's own calls over a socket that blocks: what `native` puts on top for the step `tls`.
///
/// A call of OpenSSL's that fails says only that it did. Why comes in three parts (SSL_get_error(3)): a class
/// of error; for SSL_ERROR_SSL the error queue of the thread, which must have been empty before the call; for
/// SSL_ERROR_SYSCALL what the socket said. Each call here returns them as one error_code: EOF for a
/// close_notify, `asio.ssl` with OpenSSL's number, or the socket's own error.
class native_tls {
 public:
  using error_code = boost::system::error_code;

  /// Nothing is sent before the handshake. `socket` stays the caller's. `has_time` is asked before each call
  /// of the socket's, of which one of OpenSSL's may make several.
  native_tls(tls_context& context, std::string const& host, platform::socket_type socket,
             std::function<bool()> has_time);
  ~native_tls();
  native_tls(native_tls const&) = delete;
  native_tls& operator=(native_tls const&) = delete;

  error_code handshake();
  /// At least one byte and at most `size`, or an error and none.
  error_code read(char* into, std::size_t size, std::size_t& bytes);
  /// Some of them, at least one, or an error and none.
  error_code write(char const* from, std::size_t size, std::size_t& bytes);
  /// Sends a close_notify and waits for the peer's.
  error_code shutdown();

  /// What the socket said since the last question, where that was an error: EOF for 0 bytes.
  error_code take_transport_error();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace hangup::client
