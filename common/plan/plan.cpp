#include "common/plan/plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "common/text/enum_names.hpp"
#include "common/text/escapes.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup {
namespace {

using namespace std::string_literals;

constexpr enum_names<operation::tls_shutdown> names = {
    "connect", "wait",  "await-readable", "await-state", "keepalive",     "user-timeout",     "linger",
    "send",    "recv",  "recv-all",       "both",        "shutdown-send", "shutdown-receive", "so-error",
    "cancel",  "close", "abort-locally",  "tls",         "tls-shutdown"};
constexpr std::size_t longest_text = 1024;
constexpr std::size_t recorded_recv_size = 1024;
constexpr std::size_t filling_size = 16U << 20U;  // more than both sockets' buffers take
constexpr std::uint64_t largest_transfer = 64U << 20U;
constexpr std::chrono::seconds longest_linger(65535);     // Windows' u_short
constexpr std::chrono::seconds longest_keepalive(32767);  // Linux's MAX_TCP_KEEPIDLE and MAX_TCP_KEEPINTVL

/// One argument of a step, bare or quoted.
struct argument {
  std::string text;
  bool quoted = false;
};

[[noreturn]] void reject(std::size_t step_number, std::string const& reason) {
  throw plan_error("plan: step " + std::to_string(step_number) + ": " + reason);
}

/// Splits a plan into steps and their words; `;` and blanks inside quotes belong to the text.
class scanner {
 public:
  explicit scanner(std::string_view text) : rest_(text) {}

  std::size_t number() const { return number_; }
  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }
  bool at_step_end() { return at_end() || rest_.front() == ';'; }

  void next_step() {
    if (!rest_.empty() && rest_.front() == ';') rest_.remove_prefix(1);
    ++number_;
  }

  argument word() {
    skip_blanks();
    if (rest_.front() == '"') return {quoted(), true};
    auto const end = std::min(rest_.find_first_of(" \t\n;\""), rest_.size());
    argument result{std::string(rest_.substr(0, end)), false};
    rest_.remove_prefix(end);
    return result;
  }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size())); }

  std::string quoted() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"')
      end += rest_[end] == '\\' ? 2 : 1;
    if (end >= rest_.size()) reject(number_, "a text without its closing '\"'");
    std::string_view const inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    try {
      return unescape(inside);
    } catch (std::invalid_argument const& problem) {
      reject(number_, problem.what());
    }
  }

  std::string_view rest_;
  std::size_t number_ = 1;
};

operation parse_verb(argument const& word, std::size_t number) {
  std::span const writable = std::span(names).subspan(1);
  auto const found = value_in(names, word.text);
  if (word.quoted || !found || *found == operation::connect)
    reject(number, "'" + word.text + "'" + suggestion(word.text, writable));
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

unsigned parse_probes(std::string_view text) {
  unsigned count = 0;
  auto const [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || rest != text.data() + text.size() || count == 0 || count > 127)
    throw std::invalid_argument("'" + std::string(text) + "': expected 1 to 127 probes");
  return count;
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
    case operation::user_timeout: return {1, 1, "a duration such as 500ms or 1s"};
    case operation::linger: return {1, 1, "a duration such as 0s or 2s"};
    case operation::await_state: return {1, 1, "a TCP state such as CLOSE_WAIT or CLOSED"};
    case operation::keepalive: return {3, 3, "idle time, interval and probes, such as 1s 1s 1"};
    case operation::send: return {0, 1, "a text in quotes or a size"};
    case operation::recv:
    case operation::both: return {0, 1, "a size such as 64k"};
    case operation::abort_locally: return {0, 1, "nothing or during-recv"};
    default: return {0, 0, "no argument"};
  }
}

/// Throws std::invalid_argument. The number of words is right already.
void read_words(step& s, std::vector<argument> const& words) {
  switch (s.op) {
    case operation::wait:
    case operation::user_timeout: s.duration = parse_duration(words[0].text); break;
    case operation::linger: s.duration = parse_duration_up_to(words[0].text, longest_linger); break;
    case operation::await_state: s.state = parse_state(words[0].text); break;
    case operation::keepalive:
      s.duration = parse_duration_up_to(words[0].text, longest_keepalive);
      s.interval = parse_duration_up_to(words[1].text, longest_keepalive);
      s.probes = parse_probes(words[2].text);
      break;
    case operation::send:
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
    case operation::abort_locally:
      s.during_recv = !words.empty();
      if (s.during_recv && words[0].text != "during-recv")
        throw std::invalid_argument("'" + words[0].text + "': expected nothing or during-recv");
      break;
    default: break;
  }
}

step parse_step(scanner& in) {
  step s{.op = parse_verb(in.word(), in.number())};
  std::string const verb(to_string(s.op));
  shape const allowed = shape_of(s.op);
  std::vector<argument> words;
  while (!in.at_step_end() && words.size() < allowed.most)
    words.push_back(in.word());
  if (words.size() < allowed.fewest)
    reject(in.number(), verb + ": expected " + std::string(allowed.expected));
  for (argument const& word : words)
    if (word.quoted && s.op != operation::send) reject(in.number(), verb + ": takes no text");
  try {
    read_words(s, words);
  } catch (std::invalid_argument const& problem) {
    reject(in.number(), verb + ": " + problem.what());
  }
  if (in.at_step_end()) return s;
  std::string const extra = in.word().text;
  if (allowed.most == 0) reject(in.number(), verb + ": takes no argument, got '" + extra + "'");
  reject(in.number(), "'" + extra + "': expected ';' before the next step");
}

/// TLS is started once, and there has to be some before it is shut down.
void check_tls(plan const& read) {
  bool started = false;
  for (std::size_t i = 0; i < read.steps.size(); ++i) {
    operation const op = read.steps[i].op;
    if (op == operation::tls && started) reject(i + 1, "'tls': expected it once, TLS is there already");
    if (op == operation::tls_shutdown && !started) reject(i + 1, "'tls-shutdown': expected 'tls' before it");
    started = started || op == operation::tls;
  }
}

}  // namespace

std::string_view to_string(operation op) {
  return name_in(names, op);
}
operation operation_named(std::string_view name) {
  return value_in(names, name).value_or(operation::connect);
}
std::size_t results_of(operation op) {
  if (op == operation::both) return 2;
  return op >= operation::send ? 1 : 0;
}
bool transfers(operation op) {
  return op == operation::send || op == operation::recv || op == operation::recv_all;
}

plan parse_plan(std::string_view text) {
  scanner in(text);
  plan result;
  while (!in.at_end()) {
    if (in.at_step_end()) reject(in.number(), "is empty; expected a step such as send or recv");
    if (result.steps.size() == most_steps)
      reject(in.number(), "expected at most " + std::to_string(most_steps) + " steps");
    result.steps.push_back(parse_step(in));
    in.next_step();
  }
  check_tls(result);
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
    case operation::user_timeout: return verb + ' ' + to_string(s.duration);
    case operation::await_state: return verb + ' ' + std::string(to_string(s.state));
    case operation::keepalive:
      return verb + ' ' + to_string(s.duration) + ' ' + to_string(s.interval) + ' ' +
             std::to_string(s.probes);
    case operation::send: return s.text.empty() ? with_size(0) : verb + " \"" + escape(s.text) + '"';
    case operation::recv: return with_size(recorded_recv_size);
    case operation::both: return with_size(filling_size);
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
         "  tls-shutdown                send TLS's close_notify, wait for the peer's\n";
}

}  // namespace hangup
