#include "common/plan/plan.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "common/plan/step_scanner.hpp"
#include "common/text/enum_names.hpp"
#include "common/text/escapes.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup {
namespace {

using namespace std::string_literals;

constexpr enum_names<operation::ws_close> names = {"connect",
                                                   "wait",
                                                   "await-readable",
                                                   "await-state",
                                                   "keepalive",
                                                   "user-timeout",
                                                   "linger",
                                                   "expires-after",
                                                   "send",
                                                   "recv",
                                                   "recv-all",
                                                   "both",
                                                   "shutdown-send",
                                                   "shutdown-receive",
                                                   "so-error",
                                                   "cancel",
                                                   "close",
                                                   "abort-locally",
                                                   "tls",
                                                   "tls-shutdown",
                                                   "http-get",
                                                   "http-post",
                                                   "http-response",
                                                   "ws-connect",
                                                   "ws-send",
                                                   "ws-recv",
                                                   "ws-close"};
constexpr std::string_view list_name = "plan";
constexpr std::size_t longest_text = 1024;
constexpr std::size_t usual_post = 64U << 10U;
constexpr std::uint16_t usual_close_code = 1000;  // normal closure
constexpr std::size_t recorded_recv_size = 1024;
constexpr std::size_t filling_size = 16U << 20U;  // more than both sockets' buffers take
constexpr std::uint64_t largest_transfer = 64U << 20U;
constexpr std::chrono::seconds longest_linger(65535);     // Windows' u_short
constexpr std::chrono::seconds longest_keepalive(32767);  // Linux's MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL

operation parse_verb(step_scanner& in) {
  argument const word = in.word();
  std::span const writable = std::span(names).subspan(1);
  auto const found = value_in(names, word.text);
  if (word.quoted || !found || *found == operation::connect)
    in.reject("'" + word.text + "'" + suggestion(word.text, writable));
  return *found;
}

tcp_state parse_state(std::string_view text) {
  auto const state = tcp_state_named(text);
  if (!state || *state == tcp_state::unavailable)
    throw std::invalid_argument("'" + std::string(text) +
                                "': expected a TCP state such as CLOSE_WAIT or CLOSED");
  return *state;
}

std::size_t parse_transfer_size(std::string_view text) {
  std::uint64_t const size = parse_size(text);
  if (size == 0 || size > largest_transfer)
    throw std::invalid_argument("'" + std::string(text) + "': expected 1 to " +
                                size_to_string(largest_transfer) + " bytes");
  return size;
}

/// What a request can ask for: it ends up in a line of HTTP as it is.
std::string parse_path(std::string const& text) {
  bool const is_plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (text.starts_with('/') && is_plain && text.size() <= longest_text) return text;
  throw std::invalid_argument("'" + text + "': expected a path such as /index.html");
}

/// What may follow a verb: how many words at least and at most, and what they are, for the error message.
struct shape {
  std::size_t fewest;
  std::size_t most;
  std::string_view expected;
};

shape shape_of(operation op) {
  switch (op) {
    case operation::wait: return {1, 1, "a duration such as 250ms, 2s or 1m"};
    case operation::user_timeout:
    case operation::expires_after: return {1, 1, "a duration such as 500ms or 1s"};
    case operation::linger: return {1, 1, "a duration such as 0s or 2s"};
    case operation::await_state: return {1, 1, "a TCP state such as CLOSE_WAIT or CLOSED"};
    case operation::keepalive: return {3, 3, "idle time, interval and probes, such as 1s 1s 1"};
    case operation::send:
    case operation::ws_send: return {0, 1, "a text in quotes or a size"};
    case operation::recv:
    case operation::both:
    case operation::http_post: return {0, 1, "a size such as 64k"};
    case operation::http_get:
    case operation::ws_connect: return {0, 1, "a path such as /index.html"};
    case operation::ws_close: return {0, 1, "a close code such as 1000"};
    case operation::abort_locally: return {0, 1, "nothing or during-recv"};
    default: return {0, 0, "no argument"};
  }
}

/// Throws std::invalid_argument. The number of words is right already.
void read_words(step& s, std::vector<argument> const& words) {
  switch (s.op) {
    case operation::wait:
    case operation::user_timeout:
    case operation::expires_after: s.duration = parse_duration(words[0].text); break;
    case operation::linger: s.duration = parse_duration_up_to(words[0].text, longest_linger); break;
    case operation::await_state: s.state = parse_state(words[0].text); break;
    case operation::keepalive:
      s.duration = parse_duration_up_to(words[0].text, longest_keepalive);
      s.interval = parse_duration_up_to(words[1].text, longest_keepalive);
      s.probes = parse_number(words[2].text, 1, 127, "1 to 127 probes");
      break;
    case operation::send:
    case operation::ws_send:
      if (words.empty()) break;
      if (words[0].quoted)
        s.text = words[0].text;
      else
        s.size = parse_transfer_size(words[0].text);
      if (words[0].quoted && (s.text.empty() || s.text.size() > longest_text))
        throw std::invalid_argument("expected a text of 1 to 1024 bytes");
      break;
    case operation::recv:
      s.size = words.empty() ? recorded_recv_size : parse_transfer_size(words[0].text);
      break;
    case operation::both: s.size = words.empty() ? filling_size : parse_transfer_size(words[0].text); break;
    case operation::http_post:
      s.size = words.empty() ? usual_post : parse_transfer_size(words[0].text);
      break;
    case operation::http_get:
    case operation::ws_connect: s.text = words.empty() ? "/" : parse_path(words[0].text); break;
    case operation::ws_close:
      s.close_code = words.empty() ? usual_close_code
                                   : static_cast<std::uint16_t>(parse_number(words[0].text, 1000, 4999,
                                                                             "a close code, 1000 to 4999"));
      break;
    case operation::abort_locally:
      s.during_recv = !words.empty();
      if (s.during_recv && words[0].text != "during-recv")
        throw std::invalid_argument("'" + words[0].text + "': expected nothing or during-recv");
      break;
    default: break;
  }
}

step parse_step(step_scanner& in) {
  step s{.op = parse_verb(in)};
  std::string const verb(to_string(s.op));
  shape const allowed = shape_of(s.op);
  std::vector<argument> const words = in.words(allowed.most);
  if (words.size() < allowed.fewest) in.reject(verb + ": expected " + std::string(allowed.expected));
  bool const takes_text = s.op == operation::send || s.op == operation::ws_send;
  for (argument const& word : words)
    if (word.quoted && !takes_text) in.reject(verb + ": takes no text");
  try {
    read_words(s, words);
  } catch (std::invalid_argument const& problem) {
    in.reject(verb + ": " + problem.what());
  }
  if (in.at_step_end()) return s;
  std::string const extra = in.word().text;
  if (allowed.most == 0) in.reject(verb + ": takes no argument, got '" + extra + "'");
  in.reject("'" + extra + "': expected ';' before the next step");
}

/// A layer is started once, before anything is asked of it, and before the one above it.
void check_layers(plan const& read) {
  bool has_tls = false, has_websocket = false;
  for (std::size_t i = 0; i < read.steps.size(); ++i) {
    operation const op = read.steps[i].op;
    auto const reject = [&](std::string const& reason) {
      reject_step(list_name, i + 1, "'" + std::string(to_string(op)) + "': " + reason);
    };
    if (op == operation::tls && has_tls) reject("expected it once, TLS is there already");
    if (op == operation::tls && has_websocket) reject("expected it before 'ws-connect'");
    if (op == operation::tls_shutdown && !has_tls) reject("expected 'tls' before it");
    if (op == operation::ws_connect && has_websocket) reject("expected it once, WebSocket is there already");
    if (is_websocket(op) && op != operation::ws_connect && !has_websocket)
      reject("expected 'ws-connect' before it");
    if (is_http(op) && has_websocket) reject("expected it before 'ws-connect'");
    has_tls = has_tls || op == operation::tls;
    has_websocket = has_websocket || op == operation::ws_connect;
  }
}

}  // namespace

std::string_view to_string(operation op) {
  return name_in(names, op);
}
operation operation_named(std::string_view name) {
  return value_in(names, name).value_or(operation::connect);
}
std::span<operation const> parts_of(operation op) {
  static constexpr auto all = enumerators<operation::ws_close>();
  static constexpr std::array both = {operation::recv, operation::send};
  static constexpr std::array get = {operation::http_get, operation::http_response};
  static constexpr std::array post = {operation::http_post, operation::http_response};
  switch (op) {
    case operation::both: return both;
    case operation::http_get: return get;
    case operation::http_post: return post;
    default: return std::span(all).subspan(static_cast<std::size_t>(op), 1);
  }
}
std::size_t results_of(operation op) {
  return op >= operation::send ? parts_of(op).size() : 0;
}
bool transfers(operation op) {
  return op == operation::send || op == operation::recv || op == operation::recv_all;
}

bool is_http(operation op) {
  return op == operation::http_get || op == operation::http_post || op == operation::http_response;
}
bool is_websocket(operation op) {
  return op == operation::ws_connect || op == operation::ws_send || op == operation::ws_recv ||
         op == operation::ws_close;
}

plan parse_plan(std::string_view text) {
  step_scanner in(list_name, text);
  plan result;
  while (!in.at_end()) {
    if (in.at_step_end()) in.reject("is empty; expected a step such as send or recv");
    if (result.steps.size() == most_steps)
      in.reject("expected at most " + std::to_string(most_steps) + " steps");
    result.steps.push_back(parse_step(in));
    in.next_step();
  }
  check_layers(result);
  if (result.steps.empty())
    throw plan_error("plan: is empty; expected steps such as '" + std::string(recorded_plan) + "'");
  return result;
}

std::string to_string(step const& s) {
  std::string verb(to_string(s.op));
  auto const with_size = [&](std::size_t usual) {
    return s.size == usual ? verb : verb + ' ' + size_to_string(s.size);
  };
  switch (s.op) {
    case operation::wait:
    case operation::linger:
    case operation::user_timeout:
    case operation::expires_after: return verb + ' ' + to_string(s.duration);
    case operation::await_state: return verb + ' ' + std::string(to_string(s.state));
    case operation::keepalive:
      return verb + ' ' + to_string(s.duration) + ' ' + to_string(s.interval) + ' ' +
             std::to_string(s.probes);
    case operation::send:
    case operation::ws_send: return s.text.empty() ? with_size(0) : verb + " \"" + escape(s.text) + '"';
    case operation::recv: return with_size(recorded_recv_size);
    case operation::both: return with_size(filling_size);
    case operation::http_post: return with_size(usual_post);
    case operation::http_get:
    case operation::ws_connect: return s.text == "/" ? verb : verb + ' ' + s.text;
    case operation::ws_close:
      return s.close_code == usual_close_code ? verb : verb + ' ' + std::to_string(s.close_code);
    case operation::abort_locally: return s.during_recv ? verb + " during-recv" : verb;
    default: return verb;
  }
}

std::string to_string(plan const& p) {
  std::string text;
  for (step const& s : p.steps)
    text += (text.empty() ? "" : "; ") + to_string(s);
  return text;
}

bool asks_for_tls(plan const& p) {
  return std::ranges::any_of(p.steps, [](step const& s) { return s.op == operation::tls; });
}

bool asks_for_messages(plan const& p) {
  return std::ranges::any_of(p.steps, [](step const& s) { return is_http(s.op) || is_websocket(s.op); });
}

std::string payload(step const& s) {
  if (!s.text.empty()) return s.text;
  if (s.size != 0) return std::string(s.size, 'x');
  return "hello server\0\0"s;
}

std::string plan_grammar() {
  return "A plan is a list of steps with ';' between them:\n"
         "  send [\"TEXT\"|SIZE]          write; by default what the recorded client wrote\n"
         "  recv [SIZE]                 read once, at most SIZE bytes (default 1024)\n"
         "  recv-all                    read until EOF or an error\n"
         "  both [SIZE]                 a read and a write of SIZE bytes pending together\n"
         "  wait DURATION               do nothing for 250ms, 2s, 1m\n"
         "  await-readable              until there is data, a FIN or an error to read\n"
         "  await-state STATE           until TCP is in a state such as CLOSE_WAIT\n"
         "  shutdown-send               shutdown(SHUT_WR): send FIN, read on\n"
         "  shutdown-receive            shutdown(SHUT_RD)\n"
         "  so-error                    take the pending error with SO_ERROR\n"
         "  cancel                      start a read and cancel it\n"
         "  close                       start a read and close the socket\n"
         "  abort-locally [during-recv] our own host destroys the connection (needs\n"
         "                              CAP_NET_ADMIN)\n"
         "  keepalive IDLE INTERVAL N   probe an idle peer, give up after N probes\n"
         "  user-timeout DURATION       give up on unacknowledged data after DURATION\n"
         "  linger DURATION             SO_LINGER; after linger 0s our own close sends RST\n"
         "  tls                         TLS handshake; from then on bytes go through it\n"
         "  tls-shutdown                send TLS's close_notify, wait for the peer's\n"
         "  http-get [PATH]             HTTP: write a request, read the answer\n"
         "  http-post [SIZE]            the same with a body of SIZE bytes (default 64k)\n"
         "  http-response               read an answer without asking\n"
         "  ws-connect [PATH]           ask for WebSocket\n"
         "  ws-send [\"TEXT\"|SIZE]       a message\n"
         "  ws-recv                     a message, or the peer's close frame\n"
         "  ws-close [CODE]             close frame (default 1000), wait for the peer's\n"
         "  expires-after DURATION      Beast's own time-out for HTTP (without TLS) and\n"
         "                              WebSocket from now on\n";
}

}  // namespace hangup
