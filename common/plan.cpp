#include "common/plan.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "common/enum_names.hpp"
#include "common/nearest.hpp"
#include "common/units.hpp"

namespace hangup {
namespace {

using namespace std::string_literals;

constexpr enum_names<6> names = {"connect", "wait", "await-readable", "await-state", "send", "recv"};
constexpr std::size_t longest_text = 1024;
constexpr std::size_t recorded_recv_size = 1024;

/// One argument of a step, bare or quoted.
struct argument {
  std::string text;
  bool quoted = false;
};

[[noreturn]] void reject(std::size_t step_number, std::string const& what) {
  throw plan_error("plan: step " + std::to_string(step_number) + ": " + what);
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
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      char c = rest_[i];
      if (c == '"') {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (c == '\\') {
        if (++i == rest_.size()) break;
        c = rest_[i];
        if (c == 'n')
          c = '\n';
        else if (c == 'r')
          c = '\r';
        else if (c != '"' && c != '\\')
          reject(number_, "'\\"s + c + "': expected \\n, \\r, \\\" or \\\\");
      }
      text += c;
    }
    reject(number_, "a text without its closing '\"'");
  }

  std::string_view rest_;
  std::size_t number_ = 1;
};

operation parse_verb(argument const& word, std::size_t number) {
  std::span const writable = std::span(names).subspan(1);
  auto const found = value_in<operation>(names, word.text);
  if (word.quoted || !found || *found == operation::connect)
    reject(number, "'" + word.text + "'" + suggestion(word.text, writable));
  return *found;
}

tcp_state parse_state(std::string const& text, std::size_t number) {
  auto const state = tcp_state_named(text);
  if (!state || *state == tcp_state::unavailable)
    reject(number, "await-state: '" + text + "': expected a TCP state such as CLOSE_WAIT or CLOSED");
  return *state;
}

void parse_argument(step& s, argument const& given, std::size_t number) {
  std::string const verb(to_string(s.what));
  if (given.quoted && s.what != operation::send) reject(number, verb + ": takes no text");
  try {
    switch (s.what) {
      case operation::wait: s.duration = parse_duration(given.text); return;
      case operation::await_state: s.state = parse_state(given.text, number); return;
      case operation::send:
        if (given.quoted) {
          s.text = given.text;
          if (s.text.empty() || s.text.size() > longest_text)
            reject(number, "send: expected a text of 1 to 1024 bytes");
          return;
        }
        [[fallthrough]];
      case operation::recv:
        s.size = parse_size(given.text);
        if (s.size == 0 || s.size > 1u << 30u)
          reject(number, verb + ": '" + given.text + "': expected 1 to 1G bytes");
        return;
      case operation::connect:
      case operation::await_readable: break;
    }
  } catch (plan_error const&) {
    throw;
  } catch (std::invalid_argument const& problem) {
    reject(number, verb + ": " + problem.what());
  }
  reject(number, verb + ": takes no argument, got '" + given.text + "'");
}

step parse_step(scanner& in) {
  step s{.what = parse_verb(in.word(), in.number())};
  if (!in.at_step_end()) {
    parse_argument(s, in.word(), in.number());
  } else if (s.what == operation::wait) {
    reject(in.number(), "wait: expected a duration such as 250ms, 2s or 1m");
  } else if (s.what == operation::await_state) {
    reject(in.number(), "await-state: expected a TCP state such as CLOSE_WAIT or CLOSED");
  }
  if (!in.at_step_end()) reject(in.number(), "'" + in.word().text + "': expected ';' before the next step");
  if (s.what == operation::recv && s.size == 0) s.size = recorded_recv_size;
  return s;
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (char const c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '"' || c == '\\')
      (out += '\\') += c;
    else
      out += c;
  }
  return out += '"';
}

}  // namespace

std::string_view to_string(operation what) {
  return name_in(names, what);
}
operation operation_named(std::string_view name) {
  return value_in<operation>(names, name).value_or(operation::connect);
}
bool transfers(operation what) {
  return what == operation::send || what == operation::recv;
}

plan parse_plan(std::string_view text) {
  scanner in(text);
  plan result;
  while (!in.at_end()) {
    if (in.at_step_end()) reject(in.number(), "is empty; expected a step such as send or recv");
    result.steps.push_back(parse_step(in));
    in.next_step();
  }
  if (result.steps.empty())
    throw plan_error("plan: is empty; expected steps such as '" + std::string(recorded_plan) + "'");
  return result;
}

std::string to_string(step const& s) {
  std::string text(to_string(s.what));
  switch (s.what) {
    case operation::wait: text += ' ' + to_string(s.duration); break;
    case operation::await_state: (text += ' ') += to_string(s.state); break;
    case operation::send:
      if (!s.text.empty())
        text += ' ' + quote(s.text);
      else if (s.size != 0)
        text += ' ' + size_to_string(s.size);
      break;
    case operation::recv:
      if (s.size != recorded_recv_size) text += ' ' + size_to_string(s.size);
      break;
    case operation::connect:
    case operation::await_readable: break;
  }
  return text;
}

std::string to_string(plan const& p) {
  std::string text;
  for (step const& s : p.steps)
    text += (text.empty() ? "" : "; ") + to_string(s);
  return text;
}

std::string payload(step const& s) {
  if (!s.text.empty()) return s.text;
  if (s.size != 0) return std::string(s.size, 'x');
  return "hello server\0\0"s;
}

std::string plan_grammar() {
  return "A plan is a list of steps with ';' between them:\n"
         "  send [\"TEXT\"|SIZE]   write; by default the 14 bytes of the recorded client\n"
         "  recv [SIZE]          read once, at most SIZE bytes (default 1024)\n"
         "  wait DURATION        do nothing for 250ms, 2s, 1m\n"
         "  await-readable       until there is data, a FIN or an error to read\n"
         "  await-state STATE    until the connection is in a TCP state (CLOSE_WAIT)\n";
}

}  // namespace hangup
