#include "lab/report/ladder.hpp"

#include <spdlog/fmt/fmt.h>
#include <algorithm>

#include "lab/judge/result.hpp"

namespace hangup::lab {
namespace {

using std::chrono::nanoseconds;

/// When the client began to connect; where nobody did, the first event.
nanoseconds start_of(record const& run) {
  for (event const& happened : run.events)
    if (std::holds_alternative<observation>(happened.body)) return happened.at;
  return run.events.empty() ? nanoseconds() : run.events.front().at;
}

std::string result_text(observation const& seen, std::string_view style) {
  std::string text(cell_text(seen, style));
  if (seen.peer_code != 0) text += ' ' + std::to_string(seen.peer_code);
  if (seen.bytes != 0) text += fmt::format(", {} {}", seen.bytes, seen.bytes == 1 ? "byte" : "bytes");
  return text;
}

ladder_call call_of(observation const& seen, std::string_view style, nanoseconds start) {
  return {.where = side::client,
          .begin = seen.at - start,
          .end = seen.at + seen.elapsed - start,
          .status = seen.status,
          .name = std::string(to_string(seen.op)),
          .result = result_text(seen, style),
          .detail = describe(seen),
          .op = seen.op,
          .reported = seen.reported(),
          .after = seen.after};
}

ladder_mark mark_of(server_action const& action, nanoseconds at, proof const& wanted) {
  std::string detail = action.detail;
  if (action.error) detail += (detail.empty() ? "" : ": ") + describe(action.error);
  return {.where = side::server,
          .at = at,
          .text = action.name,
          .detail = std::move(detail),
          .bytes = action.bytes,
          .proves = is_proof(wanted, action)};
}

/// One entry for each change: a state that could not be read, or was there already, is none.
std::vector<ladder_state> changes_in(std::vector<ladder_state> states) {
  std::stable_sort(states.begin(), states.end(),
                   [](ladder_state const& a, ladder_state const& b) { return a.at < b.at; });
  std::vector<ladder_state> changes;
  for (ladder_state const& seen : states)
    if (seen.state != tcp_state::unavailable && (changes.empty() || changes.back().state != seen.state))
      changes.push_back(seen);
  return changes;
}

std::vector<ladder_state> observed_states(record const& run, nanoseconds start) {
  std::vector<ladder_state> states;
  for (observation const& seen : observations_of(run)) {
    states.push_back({.where = side::client, .at = seen.at - start, .state = seen.before});
    states.push_back({.where = side::client, .at = seen.at + seen.elapsed - start, .state = seen.after});
  }
  return changes_in(std::move(states));
}

/// What a segment makes of the state of who sent it (RFC 9293, sections 3.6 and 3.10).
tcp_state after_sending(tcp_state state, segment const& sent) {
  using enum tcp_state;
  if (sent.rst) return closed;
  if (sent.syn) return state == unavailable || state == syn_sent ? syn_sent : syn_received;
  if (!sent.fin) return state;
  if (state == close_wait) return last_ack;
  return state == established || state == syn_received ? fin_wait_1 : state;
}

/// What it makes of the state of who gets it. `acknowledges_fin`: it says that our FIN has arrived.
tcp_state after_receiving(tcp_state state, segment const& got, bool acknowledges_fin) {
  using enum tcp_state;
  if (got.rst) return closed;
  if (got.syn) return state == syn_sent ? established : state == unavailable ? listen : state;
  if (state == syn_received) state = established;
  if (acknowledges_fin && state == fin_wait_1) state = fin_wait_2;
  if (acknowledges_fin && state == closing) state = time_wait;
  if (acknowledges_fin && state == last_ack) state = closed;
  if (!got.fin) return state;
  if (state == established) return close_wait;
  if (state == fin_wait_1) return closing;
  return state == fin_wait_2 ? time_wait : state;
}

}  // namespace

std::string label_of(ladder_arrow const& arrow) {
  segment const& carried = arrow.carried;
  std::string text;
  auto const add = [&text](std::string_view part) { text.append(text.empty() ? "" : " + ").append(part); };
  if (carried.bytes != 0) add(std::to_string(carried.bytes) + " B");
  if (carried.tls != tls_record::none)
    text.append(text.empty() ? "" : " ").append("(").append(to_string(carried.tls)).append(")");
  if (carried.syn) add(carried.numbers && carried.numbers->acknowledges ? "SYN + ACK" : "SYN");
  if (carried.fin) add("FIN");
  if (carried.rst) add("RST");
  return text.empty() ? "ACK" : text;
}

std::string fields_of(ladder_arrow const& arrow) {
  std::string text = fmt::format("{} from the {}", label_of(arrow), to_string(arrow.from()));
  if (auto const& numbers = arrow.carried.numbers) {
    text += fmt::format(", sequence {}", numbers->sequence);
    if (numbers->acknowledges) text += fmt::format(", acknowledges {}", *numbers->acknowledges);
    text += fmt::format(", window {}", numbers->window);
  }
  if (arrow.packet) text += fmt::format(", packet {}", *arrow.packet);
  if (!arrow.note.empty()) text += ", " + arrow.note;
  return text + (arrow.proves ? ", part of the proof" : "");
}

std::string label_of(ladder_state const& state) {
  return std::string(to_string(state.state)) + (state.inferred ? "?" : "");
}

std::string label_of(ladder_mark const& mark) {
  return mark.bytes == 0 ? mark.text : fmt::format("{} {} B", mark.text, mark.bytes);
}

std::string time_text(nanoseconds at) {
  double const milliseconds = std::chrono::duration<double, std::milli>(at).count();
  bool const is_long = milliseconds >= 1000 || milliseconds <= -1000;
  return is_long ? fmt::format("{:.3f} s", milliseconds / 1000) : fmt::format("{:.3f} ms", milliseconds);
}

std::vector<ladder_state> inferred_states(std::vector<ladder_arrow> const& arrows, side where) {
  std::vector<ladder_state> states;
  auto state = tcp_state::unavailable;
  std::optional<std::uint32_t> fin_end;  // what acknowledges our FIN
  for (ladder_arrow const& arrow : arrows) {
    segment const& seen = arrow.carried;
    if (state == tcp_state::unavailable && !seen.syn && !seen.rst) state = tcp_state::established;
    if (arrow.from() == where) {
      state = after_sending(state, seen);
      if (seen.fin && seen.numbers) fin_end = seen.numbers->sequence + seen.bytes + 1;
    } else {
      bool const acknowledges_fin = fin_end && seen.numbers && seen.numbers->acknowledges == fin_end;
      state = after_receiving(state, seen, acknowledges_fin);
    }
    states.push_back({.where = where, .at = arrow.at, .state = state, .inferred = true});
  }
  return changes_in(std::move(states));
}

ladder ladder_of(record const& run, proof const& wanted) {
  ladder made{.title = run.experiment + ", " + run.style};
  nanoseconds const start = start_of(run);
  for (event const& happened : run.events) {
    if (auto const* const seen = std::get_if<segment>(&happened.body))
      made.arrows.push_back({.at = happened.at - start, .carried = *seen});
    else if (auto const* const called = std::get_if<observation>(&happened.body))
      made.calls.push_back(call_of(*called, run.style, start));
    else if (auto const* const action = std::get_if<server_action>(&happened.body))
      made.marks.push_back(mark_of(*action, happened.at - start, wanted));
  }
  made.states = observed_states(run, start);
  auto const of_server = inferred_states(made.arrows, side::server);
  made.states.insert(made.states.end(), of_server.begin(), of_server.end());
  std::stable_sort(made.states.begin(), made.states.end(),
                   [](ladder_state const& a, ladder_state const& b) { return a.at < b.at; });
  if (!run.in_cell) made.missing = "segments and counters were not seen: " + run.no_cell;
  for (std::size_t const place : proving_segments(wanted, segments_of(run)))
    made.arrows[place].proves = true;
  for (auto const& [name, amount] : run.counters)
    made.counters.push_back(
        {.name = name,
         .amount = amount,
         .proves = std::find(wanted.counters.begin(), wanted.counters.end(), name) != wanted.counters.end()});
  return made;
}

}  // namespace hangup::lab
