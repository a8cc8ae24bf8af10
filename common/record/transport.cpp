#include "common/record/transport.hpp"

namespace hangup {
namespace {

/// The bytes of these steps go through TLS, once it is there; those of messages are never TCP's own.
bool passes_layers(operation op, bool has_tls) {
  if (is_http(op) || is_websocket(op)) return true;
  return has_tls &&
         (transfers(op) || op == operation::both || op == operation::tls || op == operation::tls_shutdown);
}

}  // namespace

std::vector<observation> beneath_layers(std::span<observation const> seen) {
  std::vector<observation> all_seen(seen.begin(), seen.end());
  bool has_tls = false;
  for (observation& current : all_seen) {
    has_tls = has_tls || current.op == operation::tls;
    if (passes_layers(current.op, has_tls) && current.completed()) current.error = current.transport;
  }
  return all_seen;
}

std::string hidden_behind(error_value cause, ending transport) {
  bool const is_told = !cause || condition_of(cause) == condition::connection_reset ||
                       condition_of(cause) == condition::connection_aborted ||
                       condition_of(cause) == condition::broken_pipe;
  if (transport != ending::peer_reset || is_told) return {};
  return "the reset was hidden behind " + describe(cause);
}

}  // namespace hangup
