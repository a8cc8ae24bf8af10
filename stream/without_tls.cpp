#include "common/options/errors.hpp"
#include "stream/tls.hpp"

namespace hangup {
namespace {

[[noreturn]] std::shared_ptr<tls_context> refuse() {
  throw unavailable_error("TLS: this program was built without OpenSSL");
}

}  // namespace

bool tls_is_built_in() {
  return false;
}
std::shared_ptr<tls_context> client_context(tls_options const& /*unused*/) {
  refuse();
}
std::shared_ptr<tls_context> server_context(tls_options const& /*unused*/) {
  refuse();
}
void expect_host(ssl_st* /*unused*/, std::string const& /*unused*/) {}

}  // namespace hangup
