#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hangup::server {

/// What a server says in HTTP or WebSocket before it hangs up.
enum class answer_kind : std::uint8_t {
  http,             ///< read a request with its body, and answer it
  http_early,       ///< answer once the head was read: the body is left where it is
  http_until_idle,  ///< answer each request, until none has come for some time
  ws,               ///< read the request for WebSocket, and accept it
  ws_send,          ///< a text message
  ws_close,         ///< send a close frame, and wait for the client's
  ws_await_close,   ///< read until the client's close frame, and answer that
  send,             ///< bytes as they are
};

/// One step. Only the arguments of its kind are used.
struct answer_step {
  answer_kind kind = answer_kind::http;
  unsigned status = 200;  ///< http, http_early, where `text` is empty
  std::size_t size = 0;   ///< of the body that goes with it
  std::string text{};     ///< http, http_early: the whole answer; ws_send, send; ws_close: the reason
  std::uint16_t close_code = 1000;  ///< ws_close
  std::chrono::nanoseconds idle{};  ///< http_until_idle
  bool operator==(answer_step const&) const = default;
};

struct answer {
  std::vector<answer_step> steps;
  bool operator==(answer const&) const = default;
};

/// Reads `http; http 404`, `http "HTTP/1.1 200 OK\r\n\r\n"`, `ws; ws-close 1000 "bye"`. Throws plan_error.
answer parse_answer(std::string_view text);
/// `parse_answer(to_string(a)) == a`.
std::string to_string(answer const& a);
/// How to write one, for --help: one line a step.
std::string answer_grammar();

/// What a step of HTTP's sends: its text, or an answer with a Content-Length.
std::string response_text(answer_step const& s);

}  // namespace hangup::server
