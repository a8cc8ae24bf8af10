#include "common/classify.hpp"

#include <gtest/gtest.h>

#include "tests/common/evidence_rows.hpp"
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
  EXPECT_EQ(classify(GetParam().seen), GetParam().how);
}

TEST_P(classify_evidence, a_step_that_never_completes_at_the_end_changes_nothing) {
  auto seen = GetParam().seen;
  seen.push_back(saw(operation::recv, never, seen.back().after, seen.back().after));
  EXPECT_EQ(classify(seen), GetParam().how);
}

INSTANTIATE_TEST_SUITE_P(rows, classify_evidence, testing::ValuesIn(test::evidence_rows()),
                         [](auto const& with) { return with.param.name; });

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
  auto const in_close_wait = [](test::outcome const& how) {
    return classify_after_connect({saw(operation::send, how, close_wait, closed)});
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

TEST(classify, a_step_that_never_completed_reports_nothing) {
  observation seen = saw(operation::recv, linux_error(condition::connection_reset), established, established);
  seen.how = completion::never_completed;
  EXPECT_EQ(classify_after_connect({seen}), ending::still_open);
}

TEST(classify, without_any_observation_nothing_has_ended) {
  EXPECT_EQ(classify({}), ending::still_open);
}

}  // namespace
}  // namespace hangup
