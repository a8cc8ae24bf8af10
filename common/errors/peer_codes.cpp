#include "common/errors/peer_codes.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "common/errors/numbers_in_text.hpp"
#include "common/text/ascii.hpp"
#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

using enum peer_code_kind;

constexpr enum_names<alert> names = {"close code", "TLS alert"};

// RFC 6455, section 7.4.1, and IANA's registry of close codes; RFC 8446, section 6.
constexpr std::array codes = {
    peer_code{close_code, 1000, "normal closure", "A good end: what the connection was for is done."},
    peer_code{close_code, 1001, "going away",
              "A good end: the server stops, or a browser has left the page. Connect again later."},
    peer_code{close_code, 1002, "protocol error",
              "The one that sent it could not read the other's frames: look at the frame before it."},
    peer_code{close_code, 1003, "unsupported data",
              "It got a kind of message, mostly binary, that it takes none of."},
    peer_code{close_code, 1005, "no status received",
              "Never sent: a close frame came, and had no code in it. A good end."},
    peer_code{
        close_code, 1006, "abnormal closure",
        "Never sent: no close frame came. TCP or TLS ended first, by a FIN, a reset or a time-out, and this "
        "number does not say by which: ask what is beneath."},
    peer_code{close_code, 1007, "invalid frame payload data", "A text message was no UTF-8."},
    peer_code{close_code, 1008, "policy violation",
              "The server refuses what we did, often for want of a login; its reason may say what."},
    peer_code{close_code, 1009, "message too big",
              "A message was larger than the other takes: send smaller ones."},
    peer_code{close_code, 1010, "mandatory extension",
              "Sent by a client: the server did not agree to an extension that it needs."},
    peer_code{close_code, 1011, "internal error", "The server failed, and says so: its log has why."},
    peer_code{close_code, 1012, "service restart", "The server starts again: connect anew, not all at once."},
    peer_code{close_code, 1013, "try again later", "The server has too much to do: connect anew later."},
    peer_code{close_code, 1014, "bad gateway", "A proxy got no good answer from the server behind it."},
    peer_code{close_code, 1015, "TLS handshake",
              "Never sent: the TLS handshake failed, so there was no WebSocket. Look at TLS's own error."},
    peer_code{alert, 0, "close_notify", "A good end: the peer has sent everything. Reads say EOF."},
    peer_code{alert, 10, "unexpected_message",
              "A message came that was not due: a defect of one side's TLS."},
    peer_code{alert, 20, "bad_record_mac",
              "Our record did not decrypt: the bytes were changed or lost on the way, or two threads wrote "
              "at once."},
    peer_code{alert, 22, "record_overflow", "Our record was longer than TLS allows."},
    peer_code{alert, 40, "handshake_failure",
              "No cipher, group or certificate that both sides accept; also a client's certificate that is "
              "missing, "
              "in TLS 1.2."},
    peer_code{alert, 42, "bad_certificate", "Our certificate is damaged, or its signature is wrong."},
    peer_code{alert, 43, "unsupported_certificate", "Our certificate is of a kind that the peer cannot use."},
    peer_code{alert, 44, "certificate_revoked", "Our certificate was revoked by whoever signed it."},
    peer_code{alert, 45, "certificate_expired",
              "Our certificate is out of date, or one side's clock is wrong."},
    peer_code{alert, 46, "certificate_unknown", "Our certificate was refused for a reason that is not said."},
    peer_code{alert, 47, "illegal_parameter", "A field of our handshake makes no sense to the peer."},
    peer_code{
        alert, 48, "unknown_ca",
        "The peer knows nobody who signed our certificate: send the whole chain, or let it trust the root."},
    peer_code{alert, 49, "access_denied", "Our certificate is good, and may not come in."},
    peer_code{alert, 50, "decode_error", "A message of ours could not be taken apart."},
    peer_code{alert, 51, "decrypt_error", "A signature or a Finished of ours does not verify."},
    peer_code{alert, 70, "protocol_version", "The peer speaks none of our versions of TLS."},
    peer_code{alert, 71, "insufficient_security", "The peer wants stronger ciphers than ours."},
    peer_code{alert, 80, "internal_error", "The peer failed for a reason of its own: its log has why."},
    peer_code{alert, 86, "inappropriate_fallback",
              "We tried an older version again although the peer speaks a newer one."},
    peer_code{alert, 90, "user_canceled", "The peer gave the handshake up; a close_notify follows."},
    peer_code{alert, 109, "missing_extension", "Our handshake lacks an extension that the peer needs."},
    peer_code{alert, 110, "unsupported_extension", "The answer had an extension that nobody asked for."},
    peer_code{alert, 112, "unrecognized_name",
              "The server has no host of the name that we asked for (SNI): check the name."},
    peer_code{alert, 113, "bad_certificate_status_response",
              "The stapled answer about the certificate is no good."},
    peer_code{alert, 115, "unknown_psk_identity", "The server does not know the key that we named."},
    peer_code{alert, 116, "certificate_required",
              "The server wants a certificate of ours, and we sent none (TLS 1.3)."},
    peer_code{alert, 120, "no_application_protocol",
              "The server speaks none of the protocols that we offered (ALPN)."},
};

/// `handshake failure` of `Handshake_Failure`.
std::string spaced(std::string_view text) {
  std::string out = ascii::lowered(text);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

bool has_any(std::string_view text, std::span<std::string_view const> words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Words for an alert that this side sent: OpenSSL's, Erlang's, and many programs'. It is none of the peer's.
constexpr std::array<std::string_view, 4> own_alerts = {"alert write", "generated client alert",
                                                        "generated server alert", "sending fatal alert"};

bool speaks_of_closing(std::string_view text) {
  constexpr std::array<std::string_view, 6> words = {"websocket",   "close code", "closecode",
                                                     "close frame", "ws://",      "wss://"};
  bool const is_event =
      text.find("clos") != std::string_view::npos && text.find("code") != std::string_view::npos;
  return is_event || has_any(text, words);
}

/// `alert 40`, `alert number 40`, `alert: 40`.
bool follows_alert(std::string_view text, number_in_text const& number) {
  std::string_view const before = ascii::without_trailing(text.substr(0, number.begin), " \t:=(");
  return before.ends_with("alert") || before.ends_with("alert number");
}

bool is_meant(peer_code const& code, std::string_view text, number_in_text const& number) {
  if (number.value != code.value || number.negative || number.hex) return false;
  if (code.kind == alert) return follows_alert(text, number);
  bool const is_alone =
      text.find_first_not_of(" \t\r\n") == number.begin && text.find_last_not_of(" \t\r\n") + 1 == number.end;
  return is_alone || speaks_of_closing(text);
}

}  // namespace

std::string_view to_string(peer_code_kind kind) {
  return name_in(names, kind);
}
std::span<peer_code const> all_peer_codes() {
  return codes;
}

std::vector<peer_code const*> peer_codes_in(std::string_view text) {
  std::string const here = spaced(text);
  auto const numbers = numbers_in(here);
  bool const speaks_of_alerts = here.find("alert") != std::string::npos;
  bool const is_our_alert = has_any(here, own_alerts);
  std::vector<peer_code const*> found;
  for (peer_code const& code : codes) {
    if (code.kind == alert && is_our_alert) continue;
    bool const by_number = std::any_of(numbers.begin(), numbers.end(), [&](number_in_text const& number) {
      return is_meant(code, here, number);
    });
    bool const by_name =
        code.kind == alert && speaks_of_alerts && here.find(spaced(code.name)) != std::string::npos;
    if (by_number || by_name) found.push_back(&code);
  }
  return found;
}

}  // namespace hangup
