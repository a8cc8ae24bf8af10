#include "tests/lab/hand_made.hpp"

#include <algorithm>

namespace hangup::test {
namespace {

using namespace std::chrono_literals;

observation seen(std::uint32_t number, operation op, condition error, tcp_state before, tcp_state after) {
  observation made;
  made.step = number;
  made.op = op;
  if (error != condition::success) made.error = {code_space::linux_errno, row_of(error).posix.value};
  if (error == condition::success && op == operation::send) made.bytes = 14;
  made.before = before;
  made.after = after;
  made.at = number * 1ms;
  made.elapsed = 10us;
  return made;
}

observation end_of_file(std::uint32_t number, tcp_state state) {
  observation made = seen(number, operation::recv, condition::success, state, state);
  made.error = {code_space::asio_misc, 2};
  return made;
}

observation unanswered(std::uint32_t number, tcp_state state) {
  observation made = seen(number, operation::recv, condition::success, state, state);
  made.status = completion::never_completed;
  return made;
}

record run_of(std::string_view style, std::vector<observation> const& observations) {
  record run;
  run.experiment = "hand-made";
  run.style = style;
  run.events.push_back({.at = 0ns, .body = server_action{.connection = 1, .name = "accepted"}});
  for (observation const& observed : observations)
    run.events.push_back({.at = observed.at, .body = observed});
  run.server_exit = "exited with status 0";
  return run;
}

observation connected() {
  return seen(0, operation::connect, condition::success, tcp_state::unavailable, tcp_state::established);
}

}  // namespace

experiment reset_experiment() {
  experiment made;
  made.name = "hand-made";
  made.title = "a server that resets";
  made.strategy = "abortive";
  made.when = "unread";
  made.steps = parse_plan(recorded_plan);
  made.step_deadline = 500ms;
  made.ends = ending::peer_reset;
  made.expected = {{"native", {"ok", "connection_reset", "broken_pipe", "eof"}},
                   {"sync", {"ok", "connection_reset", "broken_pipe", "eof"}},
                   {"handlers", {"ok", "connection_reset", "broken_pipe", "eof|never"}},
                   {"coroutines", {"ok", "connection_reset", "broken_pipe", "eof|never"}}};
  made.known = "measured";
  made.recorded.codes = {0, 10054, 10054, 10054};
  made.recorded.source = "blocking Winsock";
  made.why = "Because it is made by hand.";
  return made;
}

experiment race_experiment() {
  experiment made = reset_experiment();
  made.races = 20;
  made.expected.clear();
  return made;
}

record reset_run(std::string_view style, completion last_read) {
  using enum operation;
  using enum tcp_state;
  return run_of(style, {connected(), seen(1, send, condition::success, established, established),
                        seen(2, recv, condition::connection_reset, closed, closed),
                        seen(3, send, condition::broken_pipe, closed, closed),
                        last_read == completion::completed ? end_of_file(4, closed) : unanswered(4, closed)});
}

record reset_after_fin_run(std::string_view style) {
  using enum operation;
  using enum tcp_state;
  return run_of(style,
                {connected(), seen(1, send, condition::success, close_wait, closed), end_of_file(2, closed),
                 seen(3, send, condition::broken_pipe, closed, closed), end_of_file(4, closed)});
}

record open_run(std::string_view style) {
  using enum operation;
  using enum tcp_state;
  return run_of(
      style,
      {connected(), seen(1, send, condition::success, established, established), unanswered(2, established),
       seen(3, send, condition::success, established, established), unanswered(4, established)});
}

record refused_run(std::string_view style) {
  return run_of(style,
                {seen(0, operation::connect, condition::refused, tcp_state::unavailable, tcp_state::closed)});
}

record witnessed(record run, std::vector<segment> const& during, std::vector<segment> const& after) {
  run.in_cell = true;
  for (std::size_t i = 0; i < during.size(); ++i)
    run.events.push_back({.at = 1ms + i * 100us, .body = during[i]});
  for (std::size_t i = 0; i < after.size(); ++i)
    run.events.push_back({.at = end_of_plan + i * 100us, .body = after[i]});
  std::stable_sort(run.events.begin(), run.events.end(),
                   [](event const& a, event const& b) { return a.at < b.at; });
  return run;
}

void add_runs(experiment_result& to, record const& run, unsigned times) {
  auto style = std::find_if(to.styles.begin(), to.styles.end(),
                            [&](style_result const& known) { return known.style == run.style; });
  if (style == to.styles.end()) {
    style_result added;
    added.style = run.style;
    style = to.styles.insert(to.styles.end(), std::move(added));
  }
  for (unsigned i = 0; i < times; ++i)
    count(*style, run);
}

experiment_result result_of(experiment const& experiment, std::initializer_list<record> runs) {
  experiment_result made;
  made.experiment = &experiment;
  for (record const& run : runs)
    add_runs(made, run);
  return made;
}

}  // namespace hangup::test
