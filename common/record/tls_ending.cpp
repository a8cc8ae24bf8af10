#include "common/record/tls_ending.hpp"

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr auto last = tls_ending::not_tls;
constexpr auto all = enumerators<last>();

constexpr enum_names<last> names = {"still_open", "orderly",          "truncated", "reset",
                                    "alert",      "handshake_failed", "not_tls"};

constexpr enum_names<last> sentences = {
    "TLS was still open when the plan ended",
    "the peer said with a close_notify that it has sent everything",
    "the connection was over without the peer's close_notify: what it sent may be incomplete",
    "TCP ended before TLS did: without a close_notify, and perhaps with bytes lost",
    "the peer ended TLS with a fatal alert, which says what it found wrong",
    "the TLS handshake failed or never completed, so nothing went through TLS",
    "what came from the peer is no TLS: plain text, or a damaged record",
};

/// The bytes of these steps go through TLS, once it is there.
bool passes_tls(operation op) {
  return transfers(op) || op == operation::both || op == operation::tls || op == operation::tls_shutdown ||
         is_http(op) || is_websocket(op);
}

/// Empty where the report is not about how TLS ended.
std::optional<tls_ending> meaning_of(observation const& seen) {
  switch (seen.reported()) {
    case condition::eof:
    case condition::end_of_stream:
    case condition::partial_message:  // HTTP's words for TLS's EOF
    case condition::websocket_closed: return tls_ending::orderly;
    case condition::stream_truncated: return tls_ending::truncated;
    case condition::tls_alert: return tls_ending::alert;
    case condition::not_tls: return tls_ending::not_tls;
    case condition::connection_reset:
    case condition::connection_aborted:
    case condition::broken_pipe:
    case condition::timed_out: return tls_ending::reset;
    case condition::unlisted:  // OpenSSL has many words for a record that it cannot read
      return seen.error.space == code_space::asio_ssl ? std::optional(tls_ending::not_tls) : std::nullopt;
    default: return std::nullopt;
  }
}

/// In a handshake the same reports mean that there will be no TLS.
tls_ending of_handshake(condition reported) {
  if (reported == condition::not_tls) return tls_ending::not_tls;
  return reported == condition::tls_alert ? tls_ending::alert : tls_ending::handshake_failed;
}

}  // namespace

std::string_view to_string(tls_ending ended_as) {
  return name_in(names, ended_as);
}
std::optional<tls_ending> tls_ending_named(std::string_view name) {
  return value_in(names, name);
}
std::span<tls_ending const> all_tls_endings() {
  return all;
}
std::string_view sentence(tls_ending ended_as) {
  return name_in(sentences, ended_as);
}

std::optional<tls_verdict> classify_tls(std::span<observation const> seen) {
  bool has_tls = false;
  for (observation const& current : seen) {
    has_tls = has_tls || current.op == operation::tls;
    if (!has_tls || !passes_tls(current.op)) continue;
    bool const is_handshake = current.op == operation::tls;
    if (is_handshake && !current.succeeded())
      return tls_verdict{of_handshake(current.reported()), current.error};
    bool const waits_for_close_notify =
        current.op == operation::tls_shutdown || current.op == operation::ws_close;
    if (waits_for_close_notify && current.succeeded()) return tls_verdict{tls_ending::orderly, {}};
    if (!current.completed() || !current.error) continue;
    if (auto const meaning = meaning_of(current)) return tls_verdict{*meaning, current.error};
  }
  return has_tls ? std::optional<tls_verdict>(std::in_place) : std::nullopt;
}

}  // namespace hangup
