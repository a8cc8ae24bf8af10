#include "lab/report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "lab/report/report_table.hpp"
#include "lab/report/wrap.hpp"
#include "tests/lab/hand_made_results.hpp"
#include "tests/support/print.hpp"

namespace hangup::lab {
namespace {

using test::add_runs;
using test::reports;
using test::reset_after_fin_run;
using test::reset_run;
using test::result_of;
using test::witnessed_reports;
using testing::Contains;
using testing::Not;
using testing::StartsWith;

using lines = std::vector<std::string>;

/// Without the spaces that only line columns up.
std::string squeezed(std::string_view line) {
  std::string out;
  for (char const c : line)
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

lines report(decltype(report_format::write) write, std::vector<experiment_result> const& results) {
  std::ostringstream out;
  set_layout(out, {.width = 150});
  write(out, results);
  std::istringstream in(out.str());
  lines all;
  for (std::string line; std::getline(in, line);)
    all.push_back(squeezed(line));
  return all;
}

using text_report = reports;

TEST_F(text_report, shows_the_recorded_row_above_what_was_seen_in_each_style) {
  lines const text = report(write_text_report, {expected});
  EXPECT_THAT(text, Contains("hand-made a server that resets"));
  auto const heading = std::find(text.begin(), text.end(), "send recv send recv Windows would say ending");
  ASSERT_NE(heading, text.end());
  EXPECT_EQ(heading[1], "recorded 0 10054 10054 10054");
  EXPECT_EQ(heading[2], "native ok ECONNRESET EPIPE eof 0 10054 10054 10054 = recorded peer_reset");
  EXPECT_EQ(heading[3],
            "handlers ok connection_reset broken_pipe eof 0 10054 10054 10054 = recorded peer_reset");
  EXPECT_THAT(text, Contains("why: Because it is made by hand."));
  EXPECT_THAT(text, Contains("=> as expected and agrees with the record"));
  EXPECT_EQ(text.back(), "1 as expected");
}

TEST_F(text_report, counts_the_outcomes_of_a_race) {
  lines const text = report(write_text_report, {raced});
  EXPECT_THAT(text, Contains("count send recv send recv Windows would say ending"));
  EXPECT_THAT(text,
              Contains("native 12 of 20 ok ECONNRESET EPIPE eof 0 10054 10054 10054 = recorded peer_reset"));
  EXPECT_THAT(text, Contains("native 8 of 20 ok eof EPIPE eof 0 10053 10053 10053 reset_after_fin"));
  EXPECT_THAT(text, Contains("handlers 20 of 20 ok connection_reset broken_pipe never "
                             "0 10054 10054 10054 = recorded peer_reset"));
  EXPECT_THAT(text,
              Contains("=> as expected: the recorded row was seen: native 12 of 20, handlers 20 of 20"));
}

TEST_F(text_report, counts_runs_that_were_repeated_and_not_single_ones) {
  EXPECT_THAT(report(write_text_report, {expected}), Not(Contains(testing::HasSubstr(" of "))));
  add_runs(expected, reset_run("native"));
  EXPECT_THAT(report(write_text_report, {expected}), Contains(StartsWith("native 2 of 2 ok ")));
}

TEST_F(text_report, says_agreement_only_where_it_is) {
  experiment_result const other = result_of(ordinary, {reset_after_fin_run("native")});
  EXPECT_THAT(report(write_text_report, {other}),
              Contains("native ok eof EPIPE eof 0 10053 10053 10053 reset_after_fin"));
}

TEST_F(text_report, says_what_differs_beside_the_table_and_once_more_at_the_end) {
  lines const text = report(write_text_report, {expected, different, broken});
  std::string const differs = "DIFFERS: native: expected the ending refused, observed peer_reset (1 of 1)";
  std::string const failed = "FAILED: native: the server did not start";
  EXPECT_THAT(text, Contains("=> " + differs));
  ASSERT_GE(text.size(), 3U);
  EXPECT_EQ((lines{text.end() - 3, text.end()}),
            (lines{"1 as expected, 1 differs, 1 failed", "wrong: " + differs, "hand-made: " + failed}));
}

TEST_F(text_report, names_the_evidence_for_what_windows_would_say) {
  EXPECT_THAT(report(write_text_report, {expected}),
              Contains("rule: 10054 recorded: Wine conformance test ws2_32/sock.c, test_tcp_reset"));
}

TEST_F(text_report, says_how_the_server_ended_where_that_was_the_strategys_doing) {
  EXPECT_THAT(report(write_text_report, {expected}), Not(Contains(StartsWith("the server "))));
  ordinary.strategy = "process_abort";
  for (style_result& style : expected.styles)
    style.runs[0].server_exit = "was killed by signal 6 (SIGABRT)";
  EXPECT_THAT(report(write_text_report, {expected}),
              Contains("the server was killed by signal 6 (SIGABRT)").Times(1));
}

TEST_F(text_report, leaves_the_cells_empty_where_no_transfer_was_reached) {
  experiment_result const refused = result_of(ordinary, {test::refused_run("native")});
  EXPECT_THAT(report(write_text_report, {refused}), Contains("native refused"));
}

TEST_F(text_report, says_what_is_not_available_beside_the_table_and_once_more_at_the_end) {
  lines const text = report(write_text_report, {expected, unavailable});
  std::string const verdict = "not available here: it needs a network of its own: no";
  EXPECT_THAT(text, Contains("=> " + verdict));
  ASSERT_GE(text.size(), 2U);
  EXPECT_EQ((lines{text.end() - 2, text.end()}),
            (lines{"1 as expected, 1 not available", "hand-made: " + verdict}));
}

using witnessed_text_report = witnessed_reports;

TEST_F(witnessed_text_report, shows_what_windows_is_known_to_say_below_what_was_seen) {
  lines const text = report(write_text_report, {seen()});
  auto const row = std::find(text.begin(), text.end(), "Windows, blocking 0 10054 ? blocks documented");
  ASSERT_NE(row, text.end());
  EXPECT_EQ(row[1], "Windows, IOCP 0 64 n/a 10054 documented");
  EXPECT_THAT(row[-1], StartsWith("handlers "));
  EXPECT_THAT(text, Contains("Windows rows: a page"));
  EXPECT_THAT(text, Contains("another source: another page"));

  ordinary.windows = {};
  for (std::string const beginning : {"Windows, ", "Windows rows", "another source"})
    EXPECT_THAT(report(write_text_report, {seen()}), Not(Contains(StartsWith(beginning))));
}

TEST_F(witnessed_text_report, shows_the_wire_of_the_first_run_from_its_first_segment_on) {
  EXPECT_THAT(report(write_text_report, {seen()}),
              Contains("wire (native): C:SYN 0.0ms, S:SYN 0.1ms, C:14B 0.2ms; after the plan: S:RST 4.0ms"));
  run = test::witnessed(reset_run("native"), {});
  EXPECT_THAT(report(write_text_report, {seen()}), Contains("wire (native): nothing"));
  run = test::witnessed(reset_run("native"), std::vector<segment>(12, test::client_fin));
  EXPECT_THAT(report(write_text_report, {seen()}), Contains(testing::EndsWith("C:FIN 1.1ms")));
  run = test::witnessed(reset_run("native"), std::vector<segment>(13, test::client_fin));
  EXPECT_THAT(report(write_text_report, {seen()}), Contains(testing::EndsWith("C:FIN 1.1ms ...")));
}

TEST_F(witnessed_text_report, shows_the_counters_that_say_who_reset_and_why) {
  EXPECT_THAT(report(write_text_report, {seen()}), Contains("kernel: OutRsts 1, TCPAbortOnData 2"));
  run.counters = {{"InSegs", 6}};
  EXPECT_THAT(report(write_text_report, {seen()}), Contains("kernel: no reset, no time-out"));
}

TEST_F(witnessed_text_report, shows_how_much_of_an_answer_arrived_where_there_was_one) {
  EXPECT_THAT(report(write_text_report, {seen()}), Not(Contains(StartsWith("answer: "))));
  run.events.push_back({.at = {}, .body = server_action{.connection = 1, .name = "sent", .bytes = 4096}});
  EXPECT_THAT(report(write_text_report, {seen()}), Contains("answer: 4096 bytes sent, 0 received"));
}

TEST_F(witnessed_text_report, says_why_there_was_no_witness) {
  run = reset_run("native");
  run.no_cell = "--no-cells was given";
  lines const text = report(write_text_report, {seen()});
  EXPECT_THAT(text, Contains("witness: not available here: --no-cells was given"));
  for (std::string const beginning : {"wire", "kernel"})
    EXPECT_THAT(text, Not(Contains(StartsWith(beginning))));
}

TEST_F(text_report, shows_the_connect_alone_where_it_is_expected_to_fail) {
  ordinary.connect = "refused";
  ordinary.recorded = {};
  lines const text = report(write_text_report, {result_of(ordinary, {test::refused_run("native")})});
  EXPECT_THAT(text, Contains("connect Windows would say ending"));
  EXPECT_THAT(text, Contains("native ECONNREFUSED 10061 refused"));
}

TEST_F(text_report, tells_what_was_on_the_wire_during_the_plan_from_what_came_after) {
  using namespace std::chrono_literals;
  record run = reset_run("native");  // its last call is at 4 ms
  run.in_cell = true;
  run.events.push_back({.at = 1ms, .body = segment{.bytes = 14}});
  run.events.push_back({.at = 5ms, .body = segment{.from_server = true, .fin = true}});
  run.events.push_back({.at = 6ms, .body = segment{.rst = true}});
  EXPECT_THAT(report(write_text_report, {result_of(ordinary, {run})}),
              Contains("wire (native): C:14B 0.0ms; after the plan: S:FIN 4.0ms, C:RST 5.0ms"));
}

using markdown_report = reports;

TEST_F(markdown_report, holds_the_same_table) {
  lines const text = report(write_markdown_report, {expected});
  EXPECT_THAT(text, Contains("### hand-made"));
  EXPECT_THAT(text, Contains("| | send | recv | send | recv | Windows would say | ending |"));
  EXPECT_THAT(text, Contains("| --- | --- | --- | --- | --- | --- | --- |"));
  EXPECT_THAT(text, Contains("| recorded | 0 | 10054 | 10054 | 10054 | | |"));
  EXPECT_THAT(
      text,
      Contains("| native | ok | ECONNRESET | EPIPE | eof | 0 10054 10054 10054 = recorded | peer_reset |"));
  EXPECT_THAT(text, Contains("Result: as expected and agrees with the record"));
  EXPECT_EQ(text.back(), "1 as expected");
}

TEST_F(markdown_report, has_a_column_of_counts_for_a_race) {
  lines const text = report(write_markdown_report, {raced});
  EXPECT_THAT(text, Contains("| | count | send | recv | send | recv | Windows would say | ending |"));
  EXPECT_THAT(text, Contains("| recorded | | 0 | 10054 | 10054 | 10054 | | |"));
  EXPECT_THAT(text, Contains("| native | 12 of 20 | ok | ECONNRESET | EPIPE | eof | "
                             "0 10054 10054 10054 = recorded | peer_reset |"));
  EXPECT_THAT(text, Contains(StartsWith("Result: as expected: the recorded row was seen: native 12 of 20")));
}

TEST_F(markdown_report, says_what_is_not_available) {
  EXPECT_THAT(report(write_markdown_report, {unavailable}),
              Contains("Result: not available here: it needs a network of its own: no"));
}

using witnessed_markdown_report = witnessed_reports;

TEST_F(witnessed_markdown_report, holds_the_windows_rows_and_the_witnesses) {
  lines const text = report(write_markdown_report, {seen()});
  EXPECT_THAT(text, Contains("| Windows, blocking | 0 | 10054 | ? | blocks | documented | |"));
  EXPECT_THAT(text, Contains("| Windows, IOCP | 0 | 64 | n/a | 10054 | documented | |"));
  EXPECT_THAT(
      text, Contains("- wire (native): C:SYN 0.0ms, S:SYN 0.1ms, C:14B 0.2ms; after the plan: S:RST 4.0ms"));
  EXPECT_THAT(text, Contains("- kernel: OutRsts 1, TCPAbortOnData 2"));
}

using summary_report = reports;

TEST_F(summary_report, names_no_outcome_where_it_could_not_be_run) {
  lines const text = report(write_summary_report, {unavailable});
  ASSERT_EQ(text.size(), 3U);
  EXPECT_EQ(text[2],
            "| hand-made | `abortive` unread | `send; recv; send; recv` | not available here | | | |");
}

TEST_F(summary_report, has_one_row_for_each_experiment) {
  for (std::string_view const style : {"handlers", "coroutines"})
    ordinary.expected[std::string(style)].back() = "eof";
  lines const text = report(write_summary_report, {expected, different});
  ASSERT_EQ(text.size(), 4U);
  EXPECT_EQ(text[2],
            "| hand-made | `abortive` unread | `send; recv; send; recv` | ok, ECONNRESET, EPIPE, eof | "
            "ok, connection_reset, broken_pipe, eof | 0, 10054, 10054, 10054 | peer_reset |");
  EXPECT_THAT(text[3], StartsWith("| wrong |"));
}

TEST_F(summary_report, names_no_outcome_where_a_race_decides_all) {
  lines const text = report(write_summary_report, {raced});
  EXPECT_EQ(text[2],
            "| hand-made | `abortive` unread | `send; recv; send; recv` | "
            "differs from run to run | | | |");
  EXPECT_EQ(std::count(text[2].begin(), text[2].end(), '|'), std::count(text[0].begin(), text[0].end(), '|'));
}

TEST_F(summary_report, names_all_outcomes_that_may_be_seen_where_a_race_decides_one) {
  ordinary.expected["native"][1] = "connection_reset|eof";
  for (completion const last : {completion::completed, completion::never_completed})
    EXPECT_EQ(
        report(write_summary_report,
               {result_of(ordinary, {reset_run("native"), reset_run("handlers", last)})})[2],
        "| hand-made | `abortive` unread | `send; recv; send; recv` | ok, ECONNRESET or eof, EPIPE, eof | "
        "ok, connection_reset, broken_pipe, eof or never | 0, 10054, 10054, 10054 | peer_reset |");
}

TEST_F(summary_report, takes_what_windows_would_say_from_a_style_that_came_to_the_ending) {
  experiment_result const mixed = result_of(ordinary, {reset_after_fin_run("native"), reset_run("handlers")});
  EXPECT_THAT(report(write_summary_report, {mixed})[2], testing::HasSubstr("| 0, 10054, 10054, 10054 |"));
}

TEST_F(summary_report, shows_the_connect_alone_where_it_fails) {
  ordinary.connect = "refused";
  ordinary.ends = ending::refused;
  EXPECT_EQ(report(write_summary_report, {result_of(ordinary, {test::refused_run("native")})})[2],
            "| hand-made | `abortive` unread | `connect` | ECONNREFUSED | | 10061 | refused |");
}

/// No file and no client gets that far; the tables hold nevertheless.
TEST_F(reports, hold_results_of_any_number) {
  record longer = reset_run("native");
  for (int i = 0; i < 40; ++i)
    longer.events.push_back(longer.events.back());
  record shorter = reset_run("handlers");
  shorter.events.resize(3);
  experiment_result const odd = result_of(ordinary, {longer, shorter, reset_run("sync")});
  ordinary.expected["handlers"].clear();
  ordinary.recorded.codes.resize(20, 10054);
  ordinary.windows = {
      .blocking = {"0"}, .overlapped = std::vector<std::string>(30, "64"), .source = "a page"};
  for (report_format const& format : all_report_formats()) {
    lines const text = report(format.write, {odd});
    EXPECT_THAT(text, Contains(testing::HasSubstr("hand-made"))) << format.name;
  }
}

TEST(table, breaks_the_widest_cells_between_words_where_the_stream_is_narrower) {
  std::ostringstream out;
  set_layout(out, {.width = 20});
  write_table(out, {.heading = {"", "a", "Windows would say"}, .rows = {{"native", "ok", "0 10053 10053"}}});
  EXPECT_EQ(out.str(),
            "          a   Windows\n              would\n              say\n"
            "  native  ok  0 10053\n              10053\n");
}

/// Text from a catalogue that somebody sent.
TEST_F(reports, show_foreign_text_without_obeying_it) {
  ordinary.title = "a\033[2Jb | <script>`";
  ordinary.why = ordinary.title + "\nc";
  ordinary.steps = parse_plan("send \"`|<script>\"; recv; send; recv");
  broken.experiment = expected.experiment = &ordinary;
  broken.styles[0].failures = {"\033]0;title\a|<script>"};
  for (report_format const& format : all_report_formats()) {
    std::ostringstream out;
    format.write(out, std::vector{expected, broken});
    EXPECT_EQ(out.str().find('\033'), std::string::npos) << format.name;
    EXPECT_EQ(out.str().find('\a'), std::string::npos) << format.name;
  }
  lines const page = report(write_markdown_report, {expected, broken});
  EXPECT_THAT(page, Contains(R"(a\x1b[2Jb \| &lt;script>`)"));
  EXPECT_THAT(page, Contains(R"(Result: FAILED: native: \x1b]0;title\x07\|&lt;script>)"));
  EXPECT_THAT(page,
              Contains(testing::HasSubstr("client: `` --plan \"send \"`|<script>\"; recv; send; recv\" ``")));
  EXPECT_THAT(report(write_summary_report, {expected})[2],
              testing::HasSubstr("| `` send \"`\\|<script>\"; recv; send; recv `` |"));
}

TEST(table, has_a_column_for_the_longest_row) {
  std::ostringstream out;
  write_table(out, {.heading = {"", "a"}, .rows = {{"1"}, {}, {"1", "2", "3", "4"}}});
  EXPECT_EQ(out.str(), "     a\n  1\n\n  1  2  3  4\n");
}

TEST_F(reports, count_the_verdicts_in_words) {
  using all = std::vector<experiment_result>;
  EXPECT_EQ(summary_line(all{}), "0 as expected");
  EXPECT_EQ(summary_line(all{expected, raced}), "2 as expected");
  EXPECT_EQ(summary_line(all{expected, different}), "1 as expected, 1 differs");
  EXPECT_EQ(summary_line(all{different, different, broken}), "0 as expected, 2 differ, 1 failed");
  EXPECT_EQ(summary_line(all{unavailable, expected}), "1 as expected, 1 not available");
}

TEST(report_formats, have_names_of_their_own_a_summary_and_a_writer) {
  std::vector<std::string_view> names;
  for (report_format const& format : all_report_formats()) {
    EXPECT_EQ(std::count(names.begin(), names.end(), format.name), 0) << format.name;
    EXPECT_NE(format.summary, "") << format.name;
    EXPECT_NE(format.write, nullptr) << format.name;
    names.push_back(format.name);
  }
}

}  // namespace
}  // namespace hangup::lab
