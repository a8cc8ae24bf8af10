#include <array>

#include "common/errors/peer_codes.hpp"

namespace hangup {
namespace {

using enum peer_code_kind;

// RFC 6455, section 7.4.1, and IANA's registry of close codes; RFC 8446, section 6; RFC 9110, section 15, RFC
// 6585 and RFC 8470, with the statuses of nginx and Cloudflare.
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
    peer_code{http_status, 400, "Bad Request",
              "The server could not read the request as HTTP, or refuses its form."},
    peer_code{http_status, 401, "Unauthorized", "The server wants a login, or another one."},
    peer_code{http_status, 403, "Forbidden", "The server understood the request, and declines it."},
    peer_code{http_status, 404, "Not Found", "The server has nothing at that path."},
    peer_code{http_status, 405, "Method Not Allowed", "What is at that path does not take this method."},
    peer_code{http_status, 407, "Proxy Authentication Required",
              "The proxy wants a login; the server was not asked."},
    peer_code{http_status, 408, "Request Timeout",
              "The server has waited for the request for as long as it does, and closes; also on a kept "
              "connection that lay idle."},
    peer_code{http_status, 413, "Content Too Large",
              "The body is larger than the server takes. It may close before it has read all of it, and that "
              "resets the connection."},
    peer_code{http_status, 421, "Misdirected Request",
              "This connection leads to a server that does not answer for that host name: a kept one was "
              "used for another."},
    peer_code{http_status, 425, "Too Early",
              "The request came in the early data of TLS, where it might be a repeated one: send it again."},
    peer_code{http_status, 426, "Upgrade Required",
              "The server wants another protocol, such as TLS or WebSocket."},
    peer_code{http_status, 429, "Too Many Requests",
              "This client asks too often: wait as long as Retry-After says."},
    peer_code{http_status, 431, "Request Header Fields Too Large",
              "The header is larger than the server takes."},
    peer_code{http_status, 499, "client closed request",
              "The client closed the connection before the answer was there: its own time-out, or a user who "
              "left."},
    peer_code{http_status, 500, "Internal Server Error", "The server failed, and says so: its log has why."},
    peer_code{http_status, 501, "Not Implemented", "The server does not know this method."},
    peer_code{http_status, 502, "Bad Gateway",
              "A proxy got no usable answer from the server behind it: that refused, closed, reset, or does "
              "not speak HTTP.",
              true},
    peer_code{http_status, 503, "Service Unavailable",
              "A proxy has no server behind it that is up, or the server itself takes no more for now.",
              true},
    peer_code{http_status, 504, "Gateway Timeout",
              "A proxy waited for the server behind it for as long as its own time-out allows.", true},
    peer_code{http_status, 505, "HTTP Version Not Supported",
              "The server does not speak this version of HTTP."},
    peer_code{http_status, 511, "Network Authentication Required",
              "Something on the way wants a login first: the portal of a hotel, of a guest network."},
    peer_code{http_status, 520, "unknown error",
              "Cloudflare got an empty or unreadable answer from the server behind it, or a reset.", true},
    peer_code{http_status, 521, "web server is down", "The server behind Cloudflare refused the connection.",
              true},
    peer_code{http_status, 522, "connection timed out",
              "The server behind Cloudflare did not answer the connect, or not in time.", true},
    peer_code{http_status, 523, "origin is unreachable", "Cloudflare has no way to the server behind it.",
              true},
    peer_code{http_status, 524, "a timeout occurred",
              "The server behind Cloudflare was connected, and did not answer in time.", true},
    peer_code{http_status, 525, "SSL handshake failed",
              "The TLS handshake between Cloudflare and the server behind it failed.", true},
    peer_code{http_status, 526, "invalid SSL certificate",
              "Cloudflare does not accept the certificate of the server behind it.", true},
};

}  // namespace

std::span<peer_code const> all_peer_codes() {
  return codes;
}

}  // namespace hangup
