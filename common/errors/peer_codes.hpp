#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hangup {

/// Who numbers it.
enum class peer_code_kind : std::uint8_t {
  close_code,   ///< of a WebSocket's close frame (RFC 6455, section 7.4)
  alert,        ///< of TLS (RFC 8446, section 6)
  http_status,  ///< of an answer of HTTP (RFC 9110, section 15)
};

std::string_view to_string(peer_code_kind kind);

/// A number with which the peer itself says why it ended the connection. No error of any system.
struct peer_code {
  peer_code_kind kind = peer_code_kind::close_code;
  unsigned value = 0;
  std::string_view name;     ///< as its RFC writes it: `going away`, `handshake_failure`
  std::string_view meaning;  ///< one sentence, and whose doing it is
  bool by_gateway = false;   ///< said by a proxy of the server behind it
};

/// Who defines it: `RFC 8446, section 6.2`.
std::string_view source_of(peer_code const& code);

std::span<peer_code const> all_peer_codes();

/// Those that `text` names: a close code where it is all there is or the text speaks of WebSocket or a close;
/// an alert by its number or name where the text speaks of alerts, and of one that came; a status of HTTP
/// where it is all there is, or the text says that it is one.
std::vector<peer_code const*> peer_codes_in(std::string_view text);

}  // namespace hangup
