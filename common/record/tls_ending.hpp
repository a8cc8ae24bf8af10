#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/record/observation.hpp"

namespace hangup {

/// How TLS ended, seen from the client. Of TCP beneath it, `ending` tells; the two may differ.
enum class tls_ending : std::uint8_t {
  still_open,        ///< nothing ended it while we looked
  orderly,           ///< the peer's close_notify: it has sent all that it meant to send
  truncated,         ///< TCP's FIN came without a close_notify: what was cut off, nobody knows
  reset,             ///< TCP was over before either side had said good-bye: a reset, or a time-out
  alert,             ///< the peer found fault with us, and said with what (RFC 8446, section 6.2)
  handshake_failed,  ///< there never was a TLS connection
  not_tls,           ///< what came is no TLS: plain text, or a damaged record
};

std::string_view to_string(tls_ending ended_as);
std::optional<tls_ending> tls_ending_named(std::string_view name);
std::span<tls_ending const> all_tls_endings();

/// One sentence for people.
std::string_view sentence(tls_ending ended_as);

/// How TLS ended, and what was reported of it.
struct tls_verdict {
  tls_ending ended_as = tls_ending::still_open;
  error_value cause{};  ///< success where TLS is still open
  bool operator==(tls_verdict const&) const = default;
};

/// Empty where the client never asked for TLS. The first thing that is reported counts: after it OpenSSL
/// repeats itself, or says EOF for an ending that was none.
std::optional<tls_verdict> classify_tls(std::span<observation const> seen);

}  // namespace hangup
