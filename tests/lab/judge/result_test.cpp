#include "lab/judge/result.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "tests/lab/hand_made.hpp"
#include "tests/support/print.hpp"

namespace hangup::lab {
namespace {

using test::add_runs;
using test::open_run;
using test::reset_after_fin_run;
using test::reset_run;
using test::result_of;

std::vector<int> values_of(outcome const& came) {
  std::vector<int> values;
  for (windows_code const& code : came.windows)
    values.push_back(code.value);
  return values;
}

TEST(outcome_of_a_run, has_an_entry_for_each_transfer_and_none_for_a_step_that_waits) {
  record run = reset_run("native");
  observation waited;
  waited.op = operation::await_state;
  waited.before = waited.after = tcp_state::established;
  run.events.insert(run.events.begin() + 3, event{.at = {}, .body = waited});

  outcome const came = outcome_of(run);
  ASSERT_EQ(came.seen.size(), 4U);
  EXPECT_EQ(came.seen[0].op, operation::send);
  EXPECT_EQ(came.seen[1].reported(), condition::connection_reset);
  EXPECT_EQ(values_of(came), (std::vector{0, 10054, 10054, 10054}));
  EXPECT_EQ(came.ends, ending::peer_reset);
}

TEST(outcome_of_a_run, after_the_fin_is_what_windows_calls_10053) {
  outcome const came = outcome_of(reset_after_fin_run("native"));
  EXPECT_EQ(values_of(came), (std::vector{0, 10053, 10053, 10053}));
  EXPECT_EQ(came.ends, ending::reset_after_fin);
}

TEST(outcome_of_a_run, that_never_connected_is_empty_and_refused) {
  outcome const came = outcome_of(test::refused_run("native"));
  EXPECT_TRUE(came.seen.empty());
  EXPECT_EQ(came.ends, ending::refused);
}

style_result empty_style() {
  return {.style = "native", .outcomes = {}, .runs = {}, .unavailable = {}, .failures = {}};
}

TEST(verdict, of_a_server_that_lacked_a_right_is_not_available_with_what_it_could_not_do) {
  experiment any;
  any.ends = ending::timed_out;
  any.expected["native"] = {"ok"};
  experiment_result result{.experiment = &any, .styles = {empty_style()}};
  record run = reset_run("native");
  run.events.push_back(
      {.at = {},
       .body =
           server_action{.connection = 1, .name = "drop_incoming", .error = {code_space::linux_errno, 1}}});
  count(result.styles.front(), run);
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::not_available);
  EXPECT_EQ(said.text, "the server could not drop_incoming: " + describe({code_space::linux_errno, 1}));

  std::get<server_action>(run.events.back().body).error = {code_space::linux_errno, 104};
  result.styles.front() = empty_style();
  count(result.styles.front(), run);
  EXPECT_EQ(judge(result).judged, judgement::differs) << "an error of the connection is a result";
}

TEST(same_outcome, does_not_depend_on_times_and_bytes) {
  outcome const a = outcome_of(reset_run("native"));
  outcome b = a;
  b.seen[0].bytes += 1;
  b.seen[0].at += std::chrono::seconds(1);
  b.seen[0].elapsed += std::chrono::seconds(1);
  EXPECT_TRUE(same(a, b));
}

TEST(same_outcome, is_another_when_a_transfer_reported_something_else) {
  EXPECT_FALSE(same(outcome_of(reset_run("handlers")),
                    outcome_of(reset_run("handlers", completion::never_completed))));
}

TEST(same_outcome, is_another_when_the_connection_ended_another_way) {
  outcome const a = outcome_of(reset_run("native"));
  outcome b = a;
  b.ends = ending::undetermined;
  EXPECT_FALSE(same(a, b));
}

TEST(same_outcome, is_another_when_windows_would_say_something_else) {
  outcome const a = outcome_of(reset_run("native"));
  outcome b = a;
  b.windows.back().value = 10053;
  EXPECT_FALSE(same(a, b));
}

TEST(agreement_with_the_record, needs_every_code_in_its_place) {
  outcome const came = outcome_of(reset_run("native"));
  auto const agrees = [&](std::vector<int> codes) {
    recorded_row row;
    row.codes = std::move(codes);
    return agrees_with(came, row);
  };
  EXPECT_TRUE(agrees({0, 10054, 10054, 10054}));
  EXPECT_FALSE(agrees({0, 10054, 10054, 10053}));
  EXPECT_FALSE(agrees({10054, 0, 10054, 10054}));
  EXPECT_FALSE(agrees({0, 10054, 10054}));
  EXPECT_FALSE(agrees({0, 10054, 10054, 10054, 10054}));
  EXPECT_FALSE(agrees({}));
}

TEST(agreement_with_the_record, is_not_reached_by_a_call_that_blocks) {
  recorded_row zeros;
  zeros.codes = {0, 0, 0, 0};
  outcome came = outcome_of(open_run("native"));
  EXPECT_FALSE(agrees_with(came, zeros));
  for (windows_code& code : came.windows)
    code.kind = answer::code;
  EXPECT_TRUE(agrees_with(came, zeros));
}

TEST(count_of_runs, puts_the_commonest_outcome_first) {
  style_result style;
  count(style, reset_after_fin_run("native"));
  count(style, reset_run("native"));
  ASSERT_EQ(style.outcomes.size(), 2U);
  EXPECT_EQ(style.outcomes[0].came.ends, ending::reset_after_fin) << "the first comes first while they tie";

  count(style, reset_run("native"));
  ASSERT_EQ(style.outcomes.size(), 2U);
  EXPECT_EQ(style.outcomes[0].came.ends, ending::peer_reset);
  EXPECT_EQ(style.outcomes[0].count, 2U);
  EXPECT_EQ(style.outcomes[1].count, 1U);
}

TEST(count_of_runs, keeps_every_record_in_the_order_of_the_runs) {
  std::vector const runs = {reset_run("native"), reset_after_fin_run("native"), reset_run("native")};
  style_result style;
  for (record const& run : runs)
    count(style, run);
  EXPECT_EQ(style.runs, runs);
}

TEST(verdict_on_an_experiment, agrees_with_the_record_where_there_is_one) {
  experiment tested = test::reset_experiment();
  verdict const with_record = judge(result_of(tested, {reset_run("native"), reset_run("handlers")}));
  EXPECT_EQ(with_record.judged, judgement::as_expected);
  EXPECT_EQ(with_record.text, "and agrees with the record");

  tested.recorded = {};
  verdict const without_record = judge(result_of(tested, {reset_run("native"), reset_run("handlers")}));
  EXPECT_EQ(without_record.judged, judgement::as_expected);
  EXPECT_EQ(without_record.text, "");
}

TEST(verdict_on_an_experiment, accepts_each_of_the_alternatives_and_no_other_outcome) {
  experiment tested = test::reset_experiment();
  auto const judged = [&] {
    return judge(result_of(tested,
                           {reset_run("handlers"), reset_run("coroutines", completion::never_completed)}))
        .judged;
  };
  EXPECT_EQ(judged(), judgement::as_expected);
  tested.expected["coroutines"].back() = "eof|ok";
  EXPECT_EQ(judged(), judgement::differs);
  tested.expected["coroutines"].back() = "ok|never|eof";
  EXPECT_EQ(judged(), judgement::as_expected);
  tested.expected["coroutines"].front() = "broken_pipe";
  EXPECT_EQ(judged(), judgement::differs) << "ok is a part of that name, and no alternative";
}

TEST(verdict_on_an_experiment, names_the_style_what_was_expected_and_what_was_observed) {
  experiment tested = test::reset_experiment();
  tested.expected["handlers"] = {"ok", "eof", "broken_pipe", "eof|never"};
  verdict const said = judge(result_of(tested, {reset_run("native"), reset_run("handlers")}));
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text,
            "handlers: expected ok eof broken_pipe eof|never, "
            "observed ok connection_reset broken_pipe eof (1 of 1)");
}

TEST(verdict_on_an_experiment, differs_when_one_run_of_many_does) {
  experiment const tested = test::reset_experiment();
  experiment_result result = result_of(tested, {});
  add_runs(result, reset_run("native"), 19);
  EXPECT_EQ(judge(result).judged, judgement::as_expected);
  add_runs(result, reset_after_fin_run("native"));
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(
      said.text,
      "native: expected ok connection_reset broken_pipe eof, observed ok eof broken_pipe eof (1 of 20)");
}

TEST(verdict_on_an_experiment, differs_by_the_ending_alone) {
  experiment tested = test::reset_experiment();
  tested.ends = ending::timed_out;
  verdict const said = judge(result_of(tested, {reset_run("native")}));
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "native: expected the ending timed_out, observed peer_reset (1 of 1)");
}

TEST(verdict_on_an_experiment, differs_by_the_recorded_row_alone) {
  experiment tested = test::reset_experiment();
  tested.recorded.codes = {0, 10053, 10053, 10053};
  verdict const said = judge(result_of(tested, {reset_run("native")}));
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "native: what Windows would say is not what was recorded (1 of 1)");
}

TEST(verdict_on_an_experiment, differs_when_the_client_could_not_connect) {
  experiment const tested = test::reset_experiment();
  verdict const said = judge(result_of(tested, {test::refused_run("sync")}));
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "sync: expected connect ok, observed refused (1 of 1)");
}

TEST(verdict_on_an_experiment, is_failed_when_a_run_could_not_be_made_whatever_the_others_say) {
  experiment tested = test::reset_experiment();
  tested.ends = ending::timed_out;
  experiment_result result = result_of(tested, {reset_run("native"), reset_run("handlers")});
  result.styles[1].failures = {"the server exited with status 4", "another"};
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::failed);
  EXPECT_EQ(said.text, "handlers: the server exited with status 4");
}

TEST(verdict_on_an_experiment, differs_when_a_run_is_not_proved_whatever_the_client_saw) {
  experiment tested = test::reset_experiment();
  tested.proved_by.wire = {"S:RST"};
  experiment_result result = result_of(tested, {});
  add_runs(result, test::witnessed(reset_run("native"), {test::server_reset}), 2);
  EXPECT_EQ(judge(result).judged, judgement::as_expected);
  add_runs(result, test::witnessed(reset_run("native"), {test::server_fin}));
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "native: not proved: S:RST was not on the wire: S:FIN");
}

TEST(verdict_on_an_experiment, is_not_available_where_it_could_not_be_run) {
  experiment const tested = test::reset_experiment();
  experiment_result result = result_of(tested, {reset_run("native"), reset_run("handlers")});
  result.styles[1].unavailable = "it needs a network of its own: no";
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::not_available);
  EXPECT_EQ(said.text, "it needs a network of its own: no");
}

TEST(verdict_on_an_experiment, expects_another_ending_of_the_blocking_styles_where_the_catalogue_does) {
  experiment tested = test::reset_experiment();
  tested.ends = ending::timed_out;
  tested.ends_blocking = ending::peer_reset;
  EXPECT_EQ(judge(result_of(tested, {reset_run("native"), reset_run("sync")})).judged,
            judgement::as_expected);
  verdict const said = judge(result_of(tested, {reset_run("handlers")}));
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "handlers: expected the ending timed_out, observed peer_reset (1 of 1)");
  tested.ends_blocking.reset();
  EXPECT_EQ(judge(result_of(tested, {reset_run("native")})).judged, judgement::differs);
}

TEST(verdict_on_an_experiment, is_as_expected_when_the_connect_failed_as_it_should) {
  experiment tested = test::reset_experiment();
  tested.recorded = {};
  tested.expected = {{"native", {}}};
  tested.ends = ending::refused;
  tested.connect = "refused";
  EXPECT_EQ(judge(result_of(tested, {test::refused_run("native")})).judged, judgement::as_expected);
  tested.connect = "timed_out";
  verdict const said = judge(result_of(tested, {test::refused_run("native")}));
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "native: expected connect timed_out, observed refused (1 of 1)");
}

TEST(verdict_on_an_experiment, is_not_compared_where_the_expectations_are_anothers_unless_a_run_failed) {
  experiment tested = test::reset_experiment();
  tested.ends = ending::timed_out;
  experiment_result result = result_of(tested, {reset_run("native")});
  result.not_comparable = "this is IOCP";
  EXPECT_EQ(judge(result).judged, judgement::not_compared);
  EXPECT_EQ(judge(result).text, "this is IOCP");
  result.styles[0].failures = {"no"};
  EXPECT_EQ(judge(result).judged, judgement::failed);
}

TEST(verdict_on_a_race, is_as_expected_when_every_style_has_seen_the_recorded_row) {
  experiment const tested = test::race_experiment();
  experiment_result result = result_of(tested, {});
  add_runs(result, reset_run("native"), 12);
  add_runs(result, reset_after_fin_run("native"), 8);
  add_runs(result, reset_run("handlers", completion::never_completed), 1);
  add_runs(result, reset_run("handlers"), 1);
  add_runs(result, reset_after_fin_run("handlers"), 18);
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::as_expected);
  EXPECT_EQ(said.text, "the recorded row was seen: native 12 of 20, handlers 2 of 20");
}

TEST(verdict_on_a_race, differs_when_one_style_has_never_seen_the_recorded_row) {
  experiment const tested = test::race_experiment();
  experiment_result result = result_of(tested, {});
  add_runs(result, reset_after_fin_run("native"), 20);
  add_runs(result, reset_run("handlers"), 20);
  verdict const said = judge(result);
  EXPECT_EQ(said.judged, judgement::differs);
  EXPECT_EQ(said.text, "the recorded row was seen: native 0 of 20, handlers 20 of 20");
}

TEST(verdict_on_a_race, is_failed_when_a_run_could_not_be_made) {
  experiment const tested = test::race_experiment();
  experiment_result result = result_of(tested, {reset_run("native")});
  result.styles[0].failures = {"no"};
  EXPECT_EQ(judge(result).judged, judgement::failed);
}

TEST(cell, shows_the_symbol_in_the_native_style_and_the_condition_in_asios) {
  outcome const came = outcome_of(reset_run("native", completion::never_completed));
  auto const cells = [&](std::string_view style) {
    std::string text;
    for (observation const& seen : came.seen)
      text.append(text.empty() ? "" : " ").append(cell_text(seen, style));
    return text;
  };
  EXPECT_EQ(cells("native"), "ok ECONNRESET EPIPE never");
  for (std::string_view const style : {"sync", "handlers", "coroutines"})
    EXPECT_EQ(cells(style), "ok connection_reset broken_pipe never");
}

TEST(cell, calls_an_end_of_file_eof_in_every_style) {
  observation const last = outcome_of(reset_run("native")).seen.back();
  for (std::string_view const style : {"native", "sync", "handlers", "coroutines"})
    EXPECT_EQ(cell_text(last, style), "eof");
}

TEST(cell, of_a_windows_code_is_its_number_or_says_that_the_call_blocks) {
  windows_code code;
  code.value = 10054;
  EXPECT_EQ(cell_text(code), "10054");
  code.kind = answer::blocks;
  EXPECT_EQ(cell_text(code), "blocks");
  code.kind = answer::no_call;
  EXPECT_EQ(cell_text(code), "n/a");
  code.kind = answer::unknown;
  EXPECT_EQ(cell_text(code), "?");
}

}  // namespace
}  // namespace hangup::lab
