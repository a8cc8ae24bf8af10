#include "common/record/classify.hpp"

#include <gtest/gtest.h>

#include "tests/common/record/evidence_rows.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

using test::linux_error;
using test::never;
using test::ok;
using test::saw;
using enum tcp_state;

class classify_evidence : public testing::TestWithParam<test::evidence_row> {};

TEST_P(classify_evidence, gives_the_ending_of_the_row) {
  EXPECT_EQ(classify(GetParam().seen), GetParam().ends);
}

TEST_P(classify_evidence, a_step_that_never_completes_at_the_end_changes_nothing) {
  auto seen = GetParam().seen;
  seen.push_back(saw(operation::recv, never, seen.back().after, seen.back().after));
  EXPECT_EQ(classify(seen), GetParam().ends);
}

INSTANTIATE_TEST_SUITE_P(rows, classify_evidence, testing::ValuesIn(test::evidence_rows()),
                         [](auto const& tested) { return tested.param.name; });

/// A connection that was open, and then these.
ending classify_after_connect(std::vector<observation> seen) {
  seen.insert(seen.begin(), saw(operation::connect, ok, unavailable, established));
  return classify(seen);
}

TEST(classify, a_reset_after_our_write_into_close_wait_is_reset_after_fin) {
  auto const reset = linux_error(condition::connection_reset);
  EXPECT_EQ(classify_after_connect({saw(operation::send, ok, close_wait, close_wait),
                                    saw(operation::recv, reset, closed, closed)}),
            ending::reset_after_fin);
  EXPECT_EQ(classify_after_connect({saw(operation::send, ok, established, established),
                                    saw(operation::recv, reset, closed, closed)}),
            ending::peer_reset)
      << "the same codes without a FIN are the peer's own reset";
}

TEST(classify, a_broken_pipe_needs_a_fin_or_our_own_shutdown_to_mean_anything) {
  auto const broken = linux_error(condition::broken_pipe);
  EXPECT_EQ(classify_after_connect({saw(operation::send, broken, close_wait, closed)}),
            ending::reset_after_fin);
  for (tcp_state const ours : {fin_wait_1, fin_wait_2, closing, last_ack})
    EXPECT_EQ(classify_after_connect({saw(operation::send, broken, ours, ours)}), ending::own_shutdown);
  for (tcp_state const other : {unavailable, established, closed})
    EXPECT_EQ(classify_after_connect({saw(operation::send, broken, other, closed)}), ending::undetermined);
}

TEST(classify, an_eof_in_an_established_connection_is_our_own_doing) {
  auto const eof = linux_error(condition::eof);
  EXPECT_EQ(classify_after_connect({saw(operation::recv, eof, established, established)}),
            ending::own_shutdown);
  EXPECT_EQ(classify_after_connect({saw(operation::recv, eof, established, close_wait)}),
            ending::peer_finished);
  EXPECT_EQ(classify_after_connect({saw(operation::recv, eof, unavailable, unavailable)}),
            ending::peer_finished);
}

TEST(classify, an_abort_means_another_thing_in_another_numbering) {
  auto const in_close_wait = [](test::outcome const& reported) {
    return classify_after_connect({saw(operation::send, reported, close_wait, closed)});
  };
  EXPECT_EQ(in_close_wait(linux_error(condition::connection_aborted)), ending::aborted_locally);
  EXPECT_EQ(in_close_wait(test::windows_error(10053)), ending::reset_after_fin);
}

TEST(classify, the_first_observation_that_settles_it_decides) {
  auto const reset = linux_error(condition::connection_reset);
  auto const timed_out = linux_error(condition::timed_out);
  EXPECT_EQ(classify_after_connect({saw(operation::recv, reset, established, closed),
                                    saw(operation::recv, timed_out, closed, closed)}),
            ending::peer_reset);
  EXPECT_EQ(classify_after_connect({saw(operation::recv, timed_out, established, closed),
                                    saw(operation::recv, reset, closed, closed)}),
            ending::timed_out);
}

/// Of a read and a write that were pending together: the observations of one step, in the order in which they
/// were made.
ending classify_both(observation first, observation second) {
  first.step = second.step = 1;
  return classify_after_connect({first, second});
}

TEST(classify, of_two_pending_operations_the_one_with_the_error_decides_whichever_came_first) {
  observation const reset_read =
      saw(operation::recv, linux_error(condition::connection_reset), established, closed);
  observation const reset_write =
      saw(operation::send, linux_error(condition::connection_reset), established, closed);
  observation const eof = saw(operation::recv, linux_error(condition::eof), established, closed);
  observation const broken = saw(operation::send, linux_error(condition::broken_pipe), established, closed);
  EXPECT_EQ(classify_both(eof, reset_write), ending::peer_reset);
  EXPECT_EQ(classify_both(reset_write, eof), ending::peer_reset);
  EXPECT_EQ(classify_both(broken, reset_read), ending::peer_reset);
  EXPECT_EQ(classify_both(reset_read, broken), ending::peer_reset);
  observation later_reset = reset_write;
  later_reset.step = 1;  // and the read before it was a step of its own
  EXPECT_EQ(classify_after_connect({eof, later_reset}), ending::reset_after_fin)
      << "an EOF that was told before is a FIN";
}

TEST(classify, of_two_pending_operations_an_eof_and_a_broken_pipe_are_a_fin_and_a_reset) {
  observation const eof = saw(operation::recv, linux_error(condition::eof), established, close_wait);
  observation const broken = saw(operation::send, linux_error(condition::broken_pipe), established, closed);
  EXPECT_EQ(classify_both(eof, broken), ending::reset_after_fin);
  EXPECT_EQ(classify_both(broken, eof), ending::reset_after_fin);
  observation const blocked = saw(operation::recv, never, established, closed);
  EXPECT_EQ(classify_both(blocked, broken), ending::undetermined) << "without the EOF it says nothing";
}

TEST(classify, of_two_pending_operations_a_success_does_not_hide_the_error) {
  observation const written = saw(operation::send, ok, established, established);
  observation const timed_out = saw(operation::recv, linux_error(condition::timed_out), established, closed);
  EXPECT_EQ(classify_both(timed_out, written), ending::timed_out);
  EXPECT_EQ(classify_both(written, timed_out), ending::timed_out);
  observation const blocked = saw(operation::recv, never, established, established);
  EXPECT_EQ(classify_both(blocked, written), ending::still_open);
}

TEST(classify, an_abort_of_our_own_is_known_whether_or_not_anybody_asks_afterwards) {
  observation const abort = saw(operation::abort_locally, ok, established, closed);
  EXPECT_EQ(classify_after_connect({abort}), ending::aborted_locally);
  auto const aborted = linux_error(condition::connection_aborted);
  EXPECT_EQ(classify_after_connect({abort, saw(operation::recv, aborted, closed, closed)}),
            ending::aborted_locally);
  EXPECT_EQ(classify_after_connect({saw(operation::abort_locally, aborted, established, closed)}),
            ending::aborted_locally)
      << "during a read, which reports it";
  EXPECT_EQ(classify_after_connect({saw(operation::abort_locally, ok, established, established)}),
            ending::still_open)
      << "the read came first";
  test::outcome const not_permitted{completion::completed, {code_space::linux_errno, 1}};
  EXPECT_EQ(classify_after_connect({saw(operation::abort_locally, not_permitted, established, established)}),
            ending::still_open);
}

TEST(classify, a_connection_that_both_sides_finished_was_not_reset) {
  auto const eof = linux_error(condition::eof);
  for (tcp_state const then : {fin_wait_1, fin_wait_2})
    EXPECT_EQ(classify_after_connect({saw(operation::shutdown_send, ok, established, then),
                                      saw(operation::recv, eof, then, closed)}),
              ending::peer_finished)
        << "we finished first";
  EXPECT_EQ(classify_after_connect({saw(operation::recv, eof, established, close_wait),
                                    saw(operation::shutdown_send, ok, close_wait, closed)}),
            ending::peer_finished)
      << "the peer finished first";
  EXPECT_EQ(classify_after_connect({saw(operation::recv, eof, established, close_wait),
                                    saw(operation::send, ok, close_wait, closed)}),
            ending::reset_after_fin)
      << "we never finished, so CLOSED is a reset";
  EXPECT_EQ(classify_after_connect({saw(operation::shutdown_send, ok, established, fin_wait_2),
                                    saw(operation::recv, never, fin_wait_2, closed)}),
            ending::undetermined)
      << "the peer never finished";
}

TEST(classify, a_write_after_our_own_shutdown_is_our_own_doing_whatever_the_state) {
  auto const broken = linux_error(condition::broken_pipe);
  observation const shut_down = saw(operation::shutdown_send, ok, established, fin_wait_1);
  observation const eof = saw(operation::recv, linux_error(condition::eof), fin_wait_2, closed);
  EXPECT_EQ(classify_after_connect({shut_down, eof, saw(operation::send, broken, closed, closed)}),
            ending::own_shutdown);
  observation failed = shut_down;
  failed.error = {code_space::linux_errno, 107};  // ENOTCONN
  failed.after = established;
  EXPECT_EQ(classify_after_connect({failed, saw(operation::send, broken, closed, closed)}),
            ending::undetermined);
}

TEST(classify, our_own_cancel_is_the_ending_where_nothing_else_is_known) {
  auto const cancelled = linux_error(condition::operation_aborted);
  for (operation const ours : {operation::cancel, operation::close}) {
    observation const seen = saw(ours, cancelled, established, established);
    EXPECT_EQ(classify_after_connect({seen}), ending::cancelled);
    EXPECT_EQ(classify_after_connect({seen, saw(operation::send, ok, established, established)}),
              ending::cancelled);
    EXPECT_EQ(classify_after_connect(
                  {seen, saw(operation::recv, linux_error(condition::eof), established, close_wait)}),
              ending::peer_finished)
        << "the connection lived on, and then the peer finished";
  }
}

TEST(classify, the_error_that_so_error_takes_counts_as_any_other) {
  auto const reset = linux_error(condition::connection_reset);
  auto const eof = linux_error(condition::eof);
  EXPECT_EQ(classify_after_connect(
                {saw(operation::so_error, reset, closed, closed), saw(operation::recv, eof, closed, closed)}),
            ending::peer_reset);
  EXPECT_EQ(classify_after_connect(
                {saw(operation::so_error, ok, closed, closed), saw(operation::recv, eof, closed, closed)}),
            ending::reset_after_fin)
      << "nobody was told of a reset, so that EOF is a FIN";
}

TEST(classify, a_step_that_the_style_cannot_do_reports_nothing) {
  observation skipped =
      saw(operation::cancel, linux_error(condition::operation_aborted), established, established);
  skipped.status = completion::not_available;
  EXPECT_EQ(classify_after_connect({skipped}), ending::still_open);
}

TEST(classify, a_step_that_never_completed_reports_nothing) {
  observation seen = saw(operation::recv, linux_error(condition::connection_reset), established, established);
  seen.status = completion::never_completed;
  EXPECT_EQ(classify_after_connect({seen}), ending::still_open);
}

TEST(classify, a_connect_that_failed_or_was_given_up_is_no_connection) {
  for (condition const id : {condition::address_not_available, condition::too_many_files,
                             condition::no_buffer_space, condition::interrupted, condition::in_progress})
    EXPECT_EQ(classify(std::vector{saw(operation::connect, linux_error(id), unavailable, closed)}),
              ending::not_connected)
        << to_string(id);
  test::outcome const unheard_of{completion::completed, {code_space::linux_errno, 1}};
  EXPECT_EQ(classify(std::vector{saw(operation::connect, unheard_of, unavailable, closed)}),
            ending::not_connected);
  for (tcp_state const state : {syn_sent, unavailable, closed})
    EXPECT_EQ(classify(std::vector{saw(operation::connect, never, unavailable, state)}),
              ending::not_connected);
  EXPECT_EQ(classify(std::vector{saw(operation::connect, never, unavailable, established)}),
            ending::still_open)
      << "it stands, and nobody told us";
}

TEST(classify, what_the_network_or_a_rule_of_our_host_says_is_unreachable_before_and_after_it_stood) {
  for (condition const id : {condition::network_unreachable, condition::host_unreachable,
                             condition::network_down, condition::access_denied}) {
    EXPECT_EQ(classify(std::vector{saw(operation::connect, linux_error(id), unavailable, closed)}),
              ending::unreachable)
        << to_string(id);
    for (operation const op : {operation::recv, operation::send, operation::so_error})
      EXPECT_EQ(classify_after_connect({saw(op, linux_error(id), established, closed)}), ending::unreachable)
          << to_string(id);
    EXPECT_EQ(
        classify_after_connect({saw(operation::abort_locally, linux_error(id), established, established)}),
        ending::still_open)
        << "the call itself was not permitted";
  }
  EXPECT_EQ(classify_after_connect({saw(operation::recv, test::windows_error(10065), established, closed)}),
            ending::unreachable);
}

TEST(classify, a_port_that_is_closed_is_refused_to_a_connect_and_unreachable_to_a_connection) {
  auto const refused = linux_error(condition::refused);
  EXPECT_EQ(classify(std::vector{saw(operation::connect, refused, unavailable, closed)}), ending::refused);
  EXPECT_EQ(classify_after_connect({saw(operation::recv, refused, established, closed)}), ending::unreachable)
      << "ICMP port unreachable, until retransmission gave up";
}

TEST(classify, without_any_observation_nothing_has_ended) {
  EXPECT_EQ(classify({}), ending::still_open);
}

}  // namespace
}  // namespace hangup
