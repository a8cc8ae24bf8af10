#include <cstdlib>

#include "client/styles/native_tls.hpp"

// A program without OpenSSL refuses a plan with TLS before it connects (stream/without_tls.cpp).

namespace hangup::client {

struct native_tls::state {};

native_tls::native_tls(tls_context& /*unused*/, std::string const& /*unused*/,
                       platform::socket_type /*unused*/, std::function<bool()> /*unused*/) {
  std::abort();
}
native_tls::~native_tls() = default;

native_tls::error_code native_tls::handshake() {
  std::abort();
}
native_tls::error_code native_tls::read(char* /*unused*/, std::size_t /*unused*/, std::size_t& /*unused*/) {
  std::abort();
}
native_tls::error_code native_tls::write(char const* /*unused*/, std::size_t /*unused*/,
                                         std::size_t& /*unused*/) {
  std::abort();
}
native_tls::error_code native_tls::shutdown() {
  std::abort();
}
native_tls::error_code native_tls::take_transport_error() {
  std::abort();
}

}  // namespace hangup::client
