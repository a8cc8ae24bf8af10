#include "lab/report/ladder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "lab/judge/result.hpp"
#include "tests/lab/hand_made.hpp"

namespace hangup::lab {
namespace {

using namespace std::chrono_literals;
using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using kind = ladder_item::kind;
using words = std::vector<std::string>;

record whole_run() {
  return witnessed(reset_run("native", completion::never_completed),
                   {client_syn, server_syn, client_data, server_reset});
}

words shown_states(std::vector<ladder_state> const& states, side where) {
  words all;
  for (ladder_state const& state : states)
    if (state.where == where) all.push_back(label_of(state));
  return all;
}

/// The rows, in words.
words rows_of(ladder const& drawn, std::vector<ladder_item> const& items) {
  words all;
  for (ladder_item const& item : items)
    switch (item.what) {
      case kind::mark: all.push_back(label_of(drawn.marks[item.index])); break;
      case kind::call_begin: all.push_back(drawn.calls[item.index].name); break;
      case kind::call_end:
        all.push_back(drawn.calls[item.index].name + ": " + drawn.calls[item.index].result);
        break;
      case kind::arrow: all.push_back(to_string(drawn.arrows[item.index].carried)); break;
      case kind::state: all.push_back(label_of(drawn.states[item.index])); break;
    }
  return all;
}

TEST(a_ladder, has_every_segment_call_and_action_of_the_run_in_its_order_and_at_its_time) {
  for (record const& run : {whole_run(), open_run("handlers"), refused_run("sync"), record{}}) {
    ladder const drawn = ladder_of(run);
    std::vector<segment> segments;
    for (ladder_arrow const& arrow : drawn.arrows)
      segments.push_back(arrow.carried);
    EXPECT_EQ(segments, segments_of(run));
    auto const seen = observations_of(run);
    ASSERT_EQ(drawn.calls.size(), seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      ladder_call const& call = drawn.calls[i];
      EXPECT_EQ(call.name, to_string(seen[i].op));
      EXPECT_TRUE(call.result.starts_with(cell_text(seen[i], run.style))) << call.result;
      EXPECT_EQ(call.status, seen[i].status);
      EXPECT_EQ(call.begin, seen[i].at - seen[0].at);
      EXPECT_EQ(call.end, call.begin + seen[i].elapsed);
      EXPECT_EQ(call.detail, describe(seen[i]));
    }
    EXPECT_EQ(drawn.arrows.size() + drawn.calls.size() + drawn.marks.size(), run.events.size());
    std::size_t arrow = 0, mark = 0;
    auto const start = seen.empty() ? 0ns : seen[0].at;
    for (event const& happened : run.events)
      if (std::holds_alternative<segment>(happened.body))
        EXPECT_EQ(drawn.arrows[arrow++].at, happened.at - start);
      else if (auto const* const action = std::get_if<server_action>(&happened.body)) {
        EXPECT_EQ(drawn.marks[mark].at, happened.at - start);
        EXPECT_EQ(drawn.marks[mark++].text, action->name);
      }
  }
}

TEST(a_ladder, has_each_change_of_the_clients_state_once_as_it_was_observed) {
  ladder const drawn = ladder_of(reset_run("native"));
  EXPECT_THAT(shown_states(drawn.states, side::client), ElementsAre("ESTABLISHED", "CLOSED"));
  EXPECT_EQ(drawn.states[0].at, 10us) << "when the connect had completed";
  EXPECT_EQ(drawn.states[1].at, 2ms) << "when the read began";
  EXPECT_THAT(shown_states(drawn.states, side::server), IsEmpty()) << "no segments, no state";
}

TEST(a_ladder, marks_what_the_proof_names) {
  record run = whole_run();
  run.counters = {{"OutRsts", 1}, {"TCPAbortOnData", 2}};
  proof wanted;
  wanted.wire = {"C:data", "S:RST"};
  wanted.counters = {"TCPAbortOnData"};
  wanted.server = "accepted success";
  ladder const drawn = ladder_of(run, wanted);
  words proving;
  for (ladder_arrow const& arrow : drawn.arrows)
    if (arrow.proves) proving.push_back(to_string(arrow.carried));
  EXPECT_THAT(proving, ElementsAre("C:14B", "S:RST"));
  EXPECT_THAT(drawn.counters,
              ElementsAre(ladder_counter{"OutRsts", 1, false}, ladder_counter{"TCPAbortOnData", 2, true}));
  EXPECT_TRUE(drawn.marks[0].proves);
  EXPECT_FALSE(ladder_of(run).marks[0].proves);
}

TEST(a_ladder, of_a_run_without_a_cell_says_what_was_not_seen) {
  record run = reset_run("native");
  run.no_cell = "not allowed";
  EXPECT_EQ(ladder_of(run).missing, "segments and counters were not seen: not allowed");
  EXPECT_EQ(ladder_of(whole_run()).missing, "");
}

std::vector<ladder_arrow> arrows_of(std::vector<segment> const& segments) {
  std::vector<ladder_arrow> arrows;
  for (segment const& carried : segments)
    arrows.push_back({.at = arrows.size() * 1ms, .carried = carried});
  return arrows;
}

TEST(inferred_states, follow_the_segments_of_both_sides) {
  auto const states = [](std::vector<segment> const& segments, side where) {
    return shown_states(inferred_states(arrows_of(segments), where), where);
  };
  std::vector<segment> const closed_by_server = {client_syn, server_syn, client_data, server_fin, client_fin};
  EXPECT_THAT(states(closed_by_server, side::client),
              ElementsAre("SYN_SENT?", "ESTABLISHED?", "CLOSE_WAIT?", "LAST_ACK?"));
  EXPECT_THAT(states(closed_by_server, side::server),
              ElementsAre("LISTEN?", "SYN_RECEIVED?", "ESTABLISHED?", "FIN_WAIT_1?", "CLOSING?"))
      << "without numbers nobody knows what the client's FIN acknowledges";
  EXPECT_THAT(states({client_syn, server_syn, server_reset}, side::client),
              ElementsAre("SYN_SENT?", "ESTABLISHED?", "CLOSED?"));
  EXPECT_THAT(states({server_data, server_fin}, side::client), ElementsAre("ESTABLISHED?", "CLOSE_WAIT?"))
      << "a capture that began later";
}

TEST(inferred_states, know_by_the_numbers_when_a_fin_was_acknowledged) {
  segment fin = server_fin, ack, answer = client_fin;
  fin.numbers = {.sequence = 1, .acknowledges = 1, .window = 9};
  ack.numbers = {.sequence = 1, .acknowledges = 2, .window = 9};
  answer.numbers = ack.numbers;
  auto const states = inferred_states(arrows_of({fin, ack, answer}), side::server);
  EXPECT_THAT(shown_states(states, side::server), ElementsAre("FIN_WAIT_1?", "FIN_WAIT_2?", "TIME_WAIT?"));
  EXPECT_THAT(shown_states(inferred_states(arrows_of({fin, answer}), side::server), side::server),
              ElementsAre("FIN_WAIT_1?", "TIME_WAIT?"));
}

TEST(an_arrow, says_its_fields) {
  ladder_arrow arrow{.carried = {.from_server = true, .fin = true, .bytes = 7, .tls = tls_record::alert}};
  EXPECT_EQ(label_of(arrow), "7 B (alert) + FIN");
  EXPECT_EQ(label_of(ladder_arrow{}), "ACK");
  arrow.carried.numbers = {.sequence = 1, .acknowledges = 15, .window = 65536};
  arrow.packet = 12;
  arrow.note = "retransmission";
  arrow.proves = true;
  EXPECT_EQ(fields_of(arrow),
            "7 B (alert) + FIN from the server, sequence 1, acknowledges 15, window 65536, packet 12, "
            "retransmission, part of the proof");
}

TEST(time_text, is_short_and_has_its_unit) {
  EXPECT_EQ(time_text(64us), "0.064 ms");
  EXPECT_EQ(time_text(-48ms), "-48.000 ms");
  EXPECT_EQ(time_text(1002ms), "1.002 s");
}

TEST(the_order_of_time, has_everything_and_a_call_twice) {
  ladder const drawn = ladder_of(whole_run());
  auto const items = in_order_of_time(drawn);
  EXPECT_EQ(items.size(),
            drawn.arrows.size() + drawn.marks.size() + drawn.states.size() + 2 * drawn.calls.size());
  EXPECT_TRUE(std::is_sorted(items.begin(), items.end(),
                             [](ladder_item const& a, ladder_item const& b) { return a.at < b.at; }));
}

/// With the segments of the plan from the connect on.
ladder drawn_of(record const& run, std::vector<segment> const& during,
                std::vector<segment> const& after = {}) {
  ladder drawn = ladder_of(witnessed(run, during, after));
  for (std::size_t i = 0; i < during.size(); ++i)
    drawn.arrows[i].at -= 1ms;
  return drawn;
}

ladder reset_after_fin_ladder() {
  return drawn_of(reset_after_fin_run("native"),
                  {client_syn, server_syn, server_fin, client_data, server_reset});
}

TEST(the_order_of_cause, has_causes_before_effects) {
  ladder drawn = reset_after_fin_ladder();
  drawn.marks.push_back({.where = side::server, .at = 1ms, .text = "close"});
  EXPECT_THAT(rows_of(drawn, in_order_of_cause(drawn)),
              ElementsAre("C:SYN", "S:SYN", "connect: ok", "accepted", "close", "S:FIN", "send: ok, 14 bytes",
                          "C:14B", "recv: eof", "S:RST", "send: EPIPE", "recv: eof"));
}

/// Which of two processes is faster decides about times, not about this order.
TEST(the_order_of_cause, is_the_same_whichever_side_was_faster) {
  ladder const slow = reset_after_fin_ladder();
  ladder fast = slow;
  for (ladder_call& call : fast.calls)
    call.begin += 90us, call.end += 500us;
  EXPECT_NE(rows_of(slow, in_order_of_time(slow)), rows_of(fast, in_order_of_time(fast)));
  EXPECT_EQ(rows_of(slow, in_order_of_cause(slow)), rows_of(fast, in_order_of_cause(fast)));
}

TEST(the_order_of_cause, lets_time_decide_about_what_waits) {
  ladder const drawn = drawn_of(open_run("native"), {client_syn, server_syn, client_data}, {server_fin});
  EXPECT_THAT(rows_of(drawn, in_order_of_cause(drawn)),
              ElementsAre("C:SYN", "S:SYN", "connect: ok", "accepted", "send: ok, 14 bytes", "C:14B",
                          "recv: never", "send: ok, 14 bytes", "recv: never", "S:FIN"));
}

}  // namespace
}  // namespace hangup::lab
