#include "server/answers/answer.hpp"

#include <boost/beast/http/status.hpp>
#include <stdexcept>

#include "common/plan/step_scanner.hpp"
#include "common/text/enum_names.hpp"
#include "common/text/escapes.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup::server {
namespace {

constexpr std::string_view list_name = "answer";
constexpr enum_names<answer_kind::send> names = {"http",    "http-early", "http-until-idle", "ws",
                                                 "ws-send", "ws-close",   "ws-await-close",  "send"};
constexpr std::uint64_t largest_body = 64U << 20U;
constexpr std::size_t longest_reason = 123;  // of a control frame's 125 bytes, two are the code

/// Of an answer that was not told; 204 and 304 have no body (RFC 9110, section 6.4.1).
std::size_t usual_size(unsigned status) {
  return status == 204 || status == 304 ? 0 : 13;
}

std::string text_of(argument const& word) {
  if (!word.quoted || word.text.empty()) throw std::invalid_argument("expected a text in quotes");
  return word.text;
}

/// How many words may follow.
struct shape {
  std::size_t fewest;
  std::size_t most;
};

shape shape_of(answer_kind kind) {
  switch (kind) {
    case answer_kind::http:
    case answer_kind::http_early:
    case answer_kind::ws_close: return {0, 2};
    case answer_kind::http_until_idle:
    case answer_kind::ws_send:
    case answer_kind::send: return {1, 1};
    case answer_kind::ws:
    case answer_kind::ws_await_close: break;
  }
  return {0, 0};
}

void read_response(answer_step& s, std::vector<argument> const& words) {
  s.size = usual_size(s.status);
  if (words.empty()) return;
  if (words[0].quoted) {
    s.text = text_of(words[0]);
    s.size = 0;
    if (words.size() > 1) throw std::invalid_argument("expected nothing behind the text");
    return;
  }
  s.status = parse_number(words[0].text, 200, 599, "a status, 200 to 599, or a text in quotes");
  s.size = usual_size(s.status);
  if (words.size() > 1) s.size = parse_size(words[1].text);
  if (s.size > largest_body)
    throw std::invalid_argument("'" + words[1].text + "': expected at most " + size_to_string(largest_body));
}

/// Throws std::invalid_argument. The number of words is right already.
void read_words(answer_step& s, std::vector<argument> const& words) {
  switch (s.kind) {
    case answer_kind::http:
    case answer_kind::http_early: return read_response(s, words);
    case answer_kind::http_until_idle: s.idle = parse_duration(words[0].text); return;
    case answer_kind::ws_send:
    case answer_kind::send: s.text = text_of(words[0]); return;
    case answer_kind::ws_close:
      if (!words.empty())
        s.close_code =
            static_cast<std::uint16_t>(parse_number(words[0].text, 1000, 4999, "a close code, 1000 to 4999"));
      if (words.size() > 1) s.text = text_of(words[1]);
      if (s.text.size() > longest_reason)
        throw std::invalid_argument("expected a reason of at most 123 bytes");
      return;
    case answer_kind::ws:
    case answer_kind::ws_await_close: return;
  }
}

answer_step parse_step(step_scanner& in) {
  argument const verb = in.word();
  auto const kind = value_in(names, verb.text);
  if (verb.quoted || !kind) in.reject("'" + verb.text + "'" + suggestion(verb.text, names));
  answer_step s{.kind = *kind};
  shape const allowed = shape_of(*kind);
  std::vector<argument> const words = in.words(allowed.most);
  if (words.size() < allowed.fewest)
    in.reject(verb.text + ": expected " +
              (*kind == answer_kind::http_until_idle ? "a duration such as 250ms" : "a text in quotes"));
  try {
    read_words(s, words);
  } catch (std::invalid_argument const& problem) {
    in.reject(verb.text + ": " + problem.what());
  }
  if (!in.at_step_end()) in.reject("'" + in.word().text + "': expected ';' before the next step");
  return s;
}

void check_order(answer const& read) {
  bool has_websocket = false;
  for (std::size_t i = 0; i < read.steps.size(); ++i) {
    answer_kind const kind = read.steps[i].kind;
    std::string const name = "'" + std::string(name_in(names, kind)) + "'";
    bool const needs_websocket =
        kind == answer_kind::ws_send || kind == answer_kind::ws_close || kind == answer_kind::ws_await_close;
    if (needs_websocket && !has_websocket) reject_step(list_name, i + 1, name + ": expected 'ws' before it");
    if (has_websocket && !needs_websocket && kind != answer_kind::send)
      reject_step(list_name, i + 1, name + ": expected it before 'ws'");
    has_websocket = has_websocket || kind == answer_kind::ws;
  }
}

std::string to_string(answer_step const& s) {
  std::string out(name_in(names, s.kind));
  auto const quoted = [&s] { return " \"" + escape(s.text) + '"'; };
  switch (s.kind) {
    case answer_kind::http:
    case answer_kind::http_early:
      if (!s.text.empty()) return out + quoted();
      if (s.status == 200 && s.size == usual_size(200)) return out;
      out += ' ' + std::to_string(s.status);
      return s.size == usual_size(s.status) ? out : out + ' ' + size_to_string(s.size);
    case answer_kind::http_until_idle: return out + ' ' + hangup::to_string(s.idle);
    case answer_kind::ws_close:
      if (s.close_code != 1000 || !s.text.empty()) out += ' ' + std::to_string(s.close_code);
      return s.text.empty() ? out : out + quoted();
    case answer_kind::ws_send:
    case answer_kind::send: return out + quoted();
    case answer_kind::ws:
    case answer_kind::ws_await_close: break;
  }
  return out;
}

}  // namespace

answer parse_answer(std::string_view text) {
  step_scanner in(list_name, text);
  answer result;
  while (!in.at_end()) {
    if (in.at_step_end()) in.reject("is empty; expected a step such as http or ws");
    result.steps.push_back(parse_step(in));
    in.next_step();
  }
  if (result.steps.empty()) throw plan_error("answer: is empty; expected steps such as http or ws");
  check_order(result);
  return result;
}

std::string to_string(answer const& a) {
  std::string text;
  for (answer_step const& s : a.steps)
    text += (text.empty() ? "" : "; ") + to_string(s);
  return text;
}

std::string answer_grammar() {
  return "An answer is a list of steps with ';' between them:\n"
         "  http [STATUS [SIZE]|\"TEXT\"]  read a request with its body; answer 200 and 13\n"
         "                              bytes, or STATUS and SIZE bytes, or TEXT as it is\n"
         "  http-early [...]            the same once the head is read, not the body\n"
         "  http-until-idle DURATION    answer each request until none comes for so long\n"
         "  ws                          accept WebSocket\n"
         "  ws-send \"TEXT\"              a message\n"
         "  ws-close [CODE [\"REASON\"]]  send a close frame, wait for the client's\n"
         "  ws-await-close              read until the client's close frame, answer it\n"
         "  send \"TEXT\"                 bytes as they are; \\x81 is one, \\r\\n are two\n";
}

std::string response_text(answer_step const& s) {
  if (!s.text.empty()) return s.text;
  std::string_view const reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(s.status));
  return "HTTP/1.1 " + std::to_string(s.status) + ' ' + std::string(reason) +
         "\r\nServer: hangup\r\nContent-Length: " + std::to_string(s.size) + "\r\n\r\n" +
         std::string(s.size, 'x');
}

}  // namespace hangup::server
