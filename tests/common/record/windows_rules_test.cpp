#include "common/record/windows_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "common/record/classify.hpp"
#include "tests/common/record/evidence_rows.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

using test::linux_error;
using test::never;
using test::ok;
using test::saw;
using enum tcp_state;

/// `0 10053 -`: one word for each send and recv.
std::string codes(std::vector<observation> const& seen) {
  std::string text;
  auto const said = windows_would_say(seen, classify(seen));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!transfers(seen[i].op)) continue;
    if (!text.empty()) text += ' ';
    text += said.at(i).kind == answer::code  ? std::to_string(said[i].value)
            : said[i].kind == answer::blocks ? "-"
                                             : "?";
  }
  return text;
}

std::vector<test::evidence_row> rows_with_codes() {
  std::vector<test::evidence_row> rows = test::evidence_rows();
  std::erase_if(rows, [](test::evidence_row const& row) { return !row.windows; });
  return rows;
}

class windows_evidence : public testing::TestWithParam<test::evidence_row> {};

TEST_P(windows_evidence, gives_the_codes_of_the_row) {
  EXPECT_EQ(codes(GetParam().seen), GetParam().windows);
}

TEST_P(windows_evidence, every_answer_names_its_source) {
  for (windows_code const& said : windows_would_say(GetParam().seen, GetParam().ends))
    EXPECT_NE(said.source, "");
}

INSTANTIATE_TEST_SUITE_P(rows, windows_evidence, testing::ValuesIn(rows_with_codes()),
                         [](auto const& tested) { return tested.param.name; });

TEST(windows_rules, a_never_in_the_last_step_does_not_change_the_codes) {
  int tried = 0;
  for (test::evidence_row const& row : rows_with_codes()) {
    auto seen = row.seen;
    seen.back().status = completion::never_completed;
    bool const blocks_there_too = row.ends == ending::still_open;
    if (blocks_there_too || classify(seen) != row.ends)
      continue;  // or it is the last step that told the ending
    EXPECT_EQ(codes(seen), row.windows) << row.name;
    ++tried;
  }
  EXPECT_GE(tried, 10);
}

/// Whether every code that Windows gives an ended connection is known as well as `known`.
testing::AssertionResult is_known(ending ends, evidence known, int value) {
  observation const failed =
      saw(operation::recv, linux_error(condition::connection_reset), established, closed);
  windows_code const said = windows_would_say({{failed}}, ends).at(0);
  if (said.value == value && said.known == known) return testing::AssertionSuccess();
  return testing::AssertionFailure() << to_string(ends) << ": " << said.value << ", "
                                     << to_string(said.known);
}

TEST(windows_rules, each_ending_has_its_number_and_says_how_that_is_known) {
  EXPECT_TRUE(is_known(ending::peer_reset, evidence::recorded, 10054));
  EXPECT_TRUE(is_known(ending::reset_after_fin, evidence::recorded, 10053));
  EXPECT_TRUE(is_known(ending::aborted_locally, evidence::documented, 10053));
  EXPECT_TRUE(is_known(ending::timed_out, evidence::documented, 10060));
  EXPECT_TRUE(is_known(ending::own_shutdown, evidence::recorded, 10058));
  EXPECT_TRUE(is_known(ending::cancelled, evidence::recorded, 995));
}

TEST(windows_rules, are_known_without_a_run_for_every_ending_that_is_determined) {
  for (ending const ends : all_endings()) {
    windows_code const rule = windows_rule(ends);
    bool const no_rule = ends == ending::not_connected || ends == ending::undetermined;
    EXPECT_EQ(rule.kind, no_rule ? answer::unknown : answer::code) << to_string(ends);
    EXPECT_EQ(rule.value == 0, ends == ending::still_open || ends == ending::peer_finished || no_rule)
        << to_string(ends);
    EXPECT_NE(rule.source, "") << to_string(ends);
  }
  EXPECT_EQ(windows_rule(ending::refused).value, 10061);
}

TEST(windows_rules, a_refused_connect_is_10061_and_an_accepted_one_0) {
  observation const refused = saw(operation::connect, linux_error(condition::refused), unavailable, closed);
  EXPECT_EQ(windows_would_say({{refused}}, ending::refused).at(0).value, 10061);
  observation const accepted = saw(operation::connect, ok, unavailable, established);
  observation const reset = saw(operation::recv, linux_error(condition::connection_reset), closed, closed);
  EXPECT_EQ(windows_would_say({{accepted, reset}}, ending::peer_reset).at(0).value, 0);
}

TEST(windows_rules, a_call_on_a_socket_that_we_have_closed_is_10038) {
  observation const cancelled =
      saw(operation::close, linux_error(condition::operation_aborted), established, unavailable);
  observation const closed_socket =
      saw(operation::send, linux_error(condition::bad_descriptor), unavailable, unavailable);
  EXPECT_EQ(windows_would_say({{cancelled, closed_socket}}, ending::cancelled).at(1).value, 10038);
  EXPECT_EQ(windows_would_say({{closed_socket}}, ending::still_open).at(0).value, 10038);
}

TEST(windows_rules, the_reset_shows_in_the_call_after_the_write_that_caused_it) {
  observation const written = saw(operation::send, ok, close_wait, closed);
  observation const eof = saw(operation::recv, linux_error(condition::eof), closed, closed);
  EXPECT_EQ(codes({written, eof}), "0 10053") << "Linux still says EOF there";
  observation const unanswered = saw(operation::send, ok, close_wait, close_wait);
  observation const open_eof = saw(operation::recv, linux_error(condition::eof), close_wait, close_wait);
  EXPECT_EQ(codes({unanswered, open_eof}), "0 0") << "nothing but the FIN came";
  EXPECT_EQ(codes({unanswered, open_eof, eof}), "0 10053 10053")
      << "it came later, and over loopback at once";
}

TEST(windows_rules, a_call_that_blocks_here_blocks_there_until_a_fin_has_come) {
  observation const blocked = saw(operation::recv, never, established, established);
  EXPECT_EQ(codes({blocked, blocked}), "- -");
  observation const eof = saw(operation::recv, linux_error(condition::eof), close_wait, close_wait);
  observation const no_edge = saw(operation::recv, never, close_wait, close_wait);
  EXPECT_EQ(codes({eof, no_edge}), "0 0") << "blocking Winsock reads EOF as often as it is asked";
}

TEST(windows_rules, an_ending_that_is_not_known_has_no_code) {
  observation const written = saw(operation::send, ok, established, established);
  observation const pipe =
      saw(operation::send, linux_error(condition::broken_pipe), unavailable, unavailable);
  ASSERT_EQ(classify(std::vector{written, pipe}), ending::undetermined);
  EXPECT_EQ(codes({written, pipe}), "0 ?");
}

TEST(windows_rules, an_unreachable_peer_has_the_code_of_the_connect_and_none_where_a_connection_stood) {
  for (auto const& [id, code] :
       {std::pair(condition::host_unreachable, 10065), std::pair(condition::network_unreachable, 10051)}) {
    observation const at_connect = saw(operation::connect, linux_error(id), unavailable, closed);
    windows_code const said = windows_would_say({{at_connect}}, ending::unreachable).at(0);
    EXPECT_EQ(said.value, code);
    EXPECT_EQ(said.known, evidence::documented);
    observation const later = saw(operation::recv, linux_error(id), established, closed);
    EXPECT_EQ(windows_would_say({{later}}, ending::unreachable).at(0).kind, answer::unknown);
  }
}

TEST(windows_rules, a_connect_that_was_given_up_here_blocks_there) {
  observation const given_up = saw(operation::connect, never, unavailable, syn_sent);
  EXPECT_EQ(windows_would_say({{given_up}}, ending::not_connected).at(0).kind, answer::blocks);
}

/// What is said at each step, whether or not it transfers anything.
std::vector<int> values(std::vector<observation> const& seen) {
  std::vector<int> all;
  for (windows_code const& said : windows_would_say(seen, classify(seen)))
    all.push_back(said.kind == answer::code ? said.value : -1);
  return all;
}

TEST(windows_rules, so_error_after_a_fin_and_a_reset_has_no_code_because_nobody_has_recorded_one) {
  std::vector const seen = {saw(operation::send, ok, close_wait, closed),
                            saw(operation::so_error, linux_error(condition::broken_pipe), closed, closed)};
  EXPECT_EQ(windows_would_say(seen, ending::reset_after_fin).at(1).kind, answer::unknown);
}

TEST(windows_rules, so_error_has_a_code_only_where_somebody_has_recorded_or_documented_one) {
  auto const so_error = [](condition id) {
    return saw(operation::so_error, linux_error(id), closed, closed);
  };
  observation const reset =
      saw(operation::recv, linux_error(condition::connection_reset), established, closed);
  windows_code const told =
      windows_would_say({{reset, saw(operation::so_error, ok, closed, closed)}}, ending::peer_reset).at(1);
  EXPECT_EQ(told.value, 0);
  EXPECT_EQ(told.known, evidence::recorded) << "a read has taken the error";
  EXPECT_EQ(windows_would_say({{so_error(condition::connection_reset)}}, ending::peer_reset).at(0).known,
            evidence::inferred)
      << "asked first";
  for (auto const& [id, ends] : {std::pair(condition::timed_out, ending::timed_out),
                                 {condition::connection_aborted, ending::aborted_locally}})
    EXPECT_EQ(windows_would_say({{so_error(id)}}, ends).at(0).kind, answer::unknown) << to_string(ends);
  observation const open = saw(operation::so_error, ok, established, established);
  EXPECT_EQ(windows_would_say({{open}}, ending::still_open).at(0).known, evidence::documented);
}

TEST(windows_rules, of_the_calls_after_a_fin_and_a_reset_each_cites_who_recorded_it) {
  observation const written = saw(operation::send, ok, close_wait, closed);
  observation const eof = saw(operation::recv, linux_error(condition::eof), closed, closed);
  observation const broken = saw(operation::send, linux_error(condition::broken_pipe), closed, closed);
  auto const said = windows_would_say({{written, eof, broken, eof, broken}}, ending::reset_after_fin);
  EXPECT_NE(said.at(1).source.find("test_shutdown"), std::string_view::npos);
  for (std::size_t const later : {2U, 3U}) {
    EXPECT_NE(said.at(later).source.find("seed"), std::string_view::npos) << later;
    EXPECT_EQ(said.at(later).known, evidence::recorded);
  }
  EXPECT_EQ(said.at(4).value, 10053);
  EXPECT_EQ(said.at(4).known, evidence::inferred) << "the seed's clients made three calls";
  EXPECT_NE(windows_would_say({{written, broken}}, ending::reset_after_fin).at(1).source.find("52im"),
            std::string_view::npos);
}

TEST(windows_rules, a_direction_that_we_shut_down_has_no_code_once_a_reset_has_come) {
  observation const finished = saw(operation::shutdown_send, ok, established, fin_wait_2);
  observation const reset =
      saw(operation::recv, linux_error(condition::connection_reset), fin_wait_2, closed);
  observation const broken = saw(operation::send, linux_error(condition::broken_pipe), closed, closed);
  auto const said = windows_would_say({{finished, reset, broken}}, ending::peer_reset);
  EXPECT_EQ(said.at(1).value, 10054);
  EXPECT_EQ(said.at(2).kind, answer::unknown);
}

TEST(windows_rules, so_error_stays_0_and_takes_the_error_from_nobody) {
  observation const taken =
      saw(operation::so_error, linux_error(condition::connection_reset), closed, closed);
  observation const eof = saw(operation::recv, linux_error(condition::eof), closed, closed);
  std::vector<observation> const seen = {taken, eof};
  ASSERT_EQ(classify(seen), ending::peer_reset);
  EXPECT_EQ(values(seen), (std::vector{0, 10054})) << "Linux says EOF to the read";
  windows_code const said = windows_would_say(seen, ending::peer_reset).at(0);
  EXPECT_EQ(said.known, evidence::inferred) << "nobody has recorded it asked first";
  EXPECT_NE(said.source.find("SO_ERROR"), std::string_view::npos);
}

TEST(windows_rules, two_pending_operations_are_both_told_of_the_reset) {
  observation const reset =
      saw(operation::send, linux_error(condition::connection_reset), established, closed);
  observation const eof = saw(operation::recv, linux_error(condition::eof), established, closed);
  observation const next = saw(operation::recv, never, closed, closed);
  std::vector<observation> both = {eof, reset, next};
  both[0].step = both[1].step = 1;
  both[2].step = 2;
  EXPECT_EQ(values(both), (std::vector{10054, 10054, 10054}));
}

TEST(windows_rules, an_abort_of_our_own_is_told_to_the_calls_after_it_or_to_the_read_that_it_ended) {
  auto const aborted = linux_error(condition::connection_aborted);
  EXPECT_EQ(values({saw(operation::abort_locally, ok, established, closed),
                    saw(operation::recv, aborted, closed, closed),
                    saw(operation::send, linux_error(condition::broken_pipe), closed, closed)}),
            (std::vector{0, 10053, 10053}));
  EXPECT_EQ(values({saw(operation::abort_locally, aborted, established, closed),
                    saw(operation::recv, linux_error(condition::eof), closed, closed)}),
            (std::vector{10053, 10053}));
}

TEST(windows_rules, our_own_shutdown_is_told_to_the_calls_that_use_what_was_shut_down) {
  auto const eof = linux_error(condition::eof);
  auto const broken = linux_error(condition::broken_pipe);
  observation const finished = saw(operation::shutdown_send, ok, established, fin_wait_2);
  EXPECT_EQ(values({finished, saw(operation::send, broken, fin_wait_2, fin_wait_2),
                    saw(operation::recv, never, fin_wait_2, fin_wait_2)}),
            (std::vector{0, 10058, -1}))
      << "receiving goes on";
  EXPECT_EQ(values({saw(operation::shutdown_receive, ok, established, established),
                    saw(operation::recv, eof, established, established),
                    saw(operation::send, ok, established, established)}),
            (std::vector{0, 10058, 0}))
      << "sending goes on";
  EXPECT_EQ(values({saw(operation::shutdown_receive, ok, established, established), finished,
                    saw(operation::send, broken, fin_wait_2, fin_wait_2),
                    saw(operation::recv, eof, fin_wait_2, fin_wait_2)}),
            (std::vector{0, 0, 10058, 10058}))
      << "test_shutdown, SD_SEND and SD_RECEIVE";
  EXPECT_EQ(values({saw(operation::shutdown_receive, ok, established, established),
                    saw(operation::recv, never, close_wait, close_wait)}),
            (std::vector{0, 10058}))
      << "the peer's FIN makes no difference";
  EXPECT_EQ(values({finished, saw(operation::recv_all, eof, fin_wait_2, closed),
                    saw(operation::send, broken, closed, closed), saw(operation::recv, eof, closed, closed)}),
            (std::vector{0, 0, 10058, 0}))
      << "the EOF is the peer's FIN";
}

TEST(windows_rules, a_connection_that_both_sides_finished_reads_eof_as_often_as_it_is_asked) {
  auto const eof = linux_error(condition::eof);
  EXPECT_EQ(values({saw(operation::shutdown_send, ok, established, fin_wait_2),
                    saw(operation::recv, eof, fin_wait_2, closed), saw(operation::recv, eof, closed, closed),
                    saw(operation::recv, never, closed, closed)}),
            (std::vector{0, 0, 0, 0}));
}

TEST(windows_rules, our_own_cancel_is_told_to_the_one_operation_that_it_ended) {
  EXPECT_EQ(
      values({saw(operation::cancel, linux_error(condition::operation_aborted), established, established),
              saw(operation::send, ok, established, established),
              saw(operation::recv, never, established, established)}),
      (std::vector{995, 0, -1}));
}

TEST(windows_rules, what_the_style_cannot_do_is_no_call) {
  observation skipped = saw(operation::cancel, ok, established, established);
  skipped.status = completion::not_available;
  observation const reset =
      saw(operation::recv, linux_error(condition::connection_reset), established, closed);
  auto const said = windows_would_say({{skipped, reset, skipped}}, ending::peer_reset);
  EXPECT_EQ(said.at(0), windows_code{.kind = answer::no_call});
  EXPECT_EQ(said.at(1).value, 10054);
  EXPECT_EQ(said.at(2).kind, answer::no_call) << "nor after the end of the connection";
}

TEST(windows_rules, an_option_is_set_without_a_code_even_after_the_end) {
  observation const reset =
      saw(operation::recv, linux_error(condition::connection_reset), established, closed);
  for (operation const option :
       {operation::keepalive, operation::user_timeout, operation::linger, operation::await_state}) {
    EXPECT_EQ(values({reset, saw(option, ok, closed, closed)}), (std::vector{10054, 0})) << to_string(option);
  }
}

TEST(windows_rules, waiting_is_no_socket_call_and_has_no_code) {
  observation const reset = saw(operation::recv, linux_error(condition::connection_reset), closed, closed);
  observation const waited = saw(operation::wait, ok, closed, closed);
  EXPECT_EQ(windows_would_say({{reset, waited}}, ending::peer_reset).at(1).value, 0);
}

TEST(windows_rules, every_observation_has_an_answer) {
  for (test::evidence_row const& row : test::evidence_rows())
    EXPECT_EQ(windows_would_say(row.seen, row.ends).size(), row.seen.size()) << row.name;
}

TEST(windows_rules, evidence_is_found_by_its_name) {
  for (evidence const known : {evidence::recorded, evidence::documented, evidence::inferred})
    EXPECT_EQ(evidence_named(to_string(known)), known);
  EXPECT_EQ(evidence_named("copied"), std::nullopt);
}

}  // namespace
}  // namespace hangup
