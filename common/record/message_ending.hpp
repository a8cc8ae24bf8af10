#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/record/observation.hpp"

namespace hangup {

/// What is on top of TCP or TLS and sees messages where those see bytes.
enum class message_layer : std::uint8_t { http, websocket };

std::string_view to_string(message_layer layer);

/// How HTTP or WebSocket ended, seen from the client. Of what is beneath, `ending` and `tls_ending` tell.
enum class message_ending : std::uint8_t {
  still_open,      ///< every message was whole, and nobody said goodbye while we looked
  orderly,         ///< WebSocket: the peer's close frame came
  ended_by_close,  ///< HTTP: the answer had no length, and ended with TCP: nobody knows whether it was whole
  unanswered,      ///< HTTP: the request was sent, and not a byte came back
  truncated,       ///< the peer's data ended too early: within an answer, or without a close frame
  reset,           ///< TCP was over before: a reset, or a time-out
  declined,        ///< the server would not speak WebSocket
  not_understood,  ///< what came was no HTTP, a frame that broke the protocol, or more than our limit
  expired,         ///< our own time-out closed the connection
};

std::string_view to_string(message_ending ended_as);
std::optional<message_ending> message_ending_named(std::string_view name);
std::span<message_ending const> all_message_endings();

/// One sentence for people.
std::string_view sentence(message_ending ended_as);

/// How the layer ended, and what was reported of it.
struct message_verdict {
  message_layer layer = message_layer::http;
  message_ending ended_as = message_ending::still_open;
  error_value cause{};          ///< success where it is still open, or where a close frame was all there was
  std::uint16_t peer_code = 0;  ///< the last status of HTTP, the close code of WebSocket; 0 where none came
  bool operator==(message_verdict const&) const = default;
};

/// Empty where the client asked for neither. The first thing that is reported counts, but for two: a write
/// that failed is forgiven where the answer could be read all the same, and a close frame that came is a good
/// end whatever TCP said afterwards.
std::optional<message_verdict> classify_messages(std::span<observation const> seen);

}  // namespace hangup
