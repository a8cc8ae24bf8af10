#include "client/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/print.hpp"

namespace hangup::client {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(histogram, tells_percentiles_to_three_percent_over_all_magnitudes) {
  for (std::int64_t const unit : {1, 1'000, 1'000'000, 1'000'000'000}) {
    histogram took;
    for (int i = 1; i <= 1000; ++i)
      took.add(std::chrono::nanoseconds(i * unit));
    for (double const share : {0.5, 0.9, 0.99}) {
      double const exact = 1000 * share * static_cast<double>(unit);
      EXPECT_NEAR(static_cast<double>(took.percentile(share).count()), exact, 0.033 * exact + 1) << unit;
    }
    EXPECT_EQ(took.percentile(1).count(), 1000 * unit) << "and the longest exactly";
    EXPECT_EQ(took.longest().count(), 1000 * unit);
  }
}

TEST(histogram, holds_the_shortest_and_the_longest_there_is) {
  histogram took;
  EXPECT_EQ(took.percentile(0.5), 0ns) << "nothing counted";
  took.add(-1ns);
  EXPECT_EQ(took.percentile(1), 0ns);
  took.add(std::chrono::nanoseconds::max());
  EXPECT_EQ(took.percentile(1), std::chrono::nanoseconds::max());
}

TEST(histogram, two_add_up) {
  histogram fast, slow;
  for (int i = 0; i < 90; ++i)
    fast.add(10ns);
  for (int i = 0; i < 10; ++i)
    slow.add(1us);
  fast.add(slow);
  EXPECT_EQ(fast.percentile(0.9), 10ns);
  EXPECT_EQ(fast.percentile(0.91), 1us);
}

std::vector<observation> run_with(error_value recv, std::chrono::nanoseconds took) {
  return {{.step = 0, .op = operation::connect, .after = tcp_state::established, .elapsed = 1us},
          {.step = 1,
           .op = operation::recv,
           .error = recv,
           .before = tcp_state::established,
           .after = tcp_state::closed,
           .elapsed = took}};
}

error_value const reset{code_space::linux_errno, 104};
error_value const eof{code_space::asio_misc, 2};

TEST(tally, counts_each_outcome_and_has_the_commonest_first) {
  tally seen;
  for (error_value const recv : {eof, reset, reset})
    seen.add(run_with(recv, 2us));
  auto const outcomes = seen.outcomes();
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].count, 2U);
  EXPECT_EQ(outcomes[0].came, ending::peer_reset);
  EXPECT_THAT(outcomes[0].steps, ElementsAre("ok", "connection_reset"));
  EXPECT_EQ(outcomes[1].count, 1U);
  EXPECT_EQ(seen.runs(), 3U);
  EXPECT_EQ(seen.runs_that_ended(ending::peer_reset), 2U);
  EXPECT_TRUE(seen.ever_connected());
}

TEST(tally, keeps_runs_apart_that_look_alike_and_ended_otherwise) {
  auto after_fin = run_with(reset, 1us);
  after_fin[1].before = tcp_state::close_wait;
  tally seen;
  seen.add(run_with(reset, 1us));
  seen.add(after_fin);
  EXPECT_EQ(seen.outcomes().size(), 2U);
  EXPECT_EQ(seen.runs_that_ended(ending::peer_reset), 1U);
  EXPECT_EQ(seen.runs_that_ended(ending::reset_after_fin), 1U);
}

TEST(tally, times_each_step_also_where_a_pair_ends_in_either_order) {
  observation const connect{.step = 0, .op = operation::connect, .elapsed = 1ns};
  observation const read{.step = 1, .op = operation::recv, .elapsed = 5ns};
  observation const write{.step = 1, .op = operation::send, .elapsed = 9ns};
  tally seen;
  seen.add({connect, read, write});
  seen.add({connect, write, read});
  ASSERT_EQ(seen.times().size(), 3U);
  EXPECT_EQ(seen.times()[1].op, operation::recv);
  EXPECT_EQ(seen.times()[1].took.longest(), 5ns);
  EXPECT_EQ(seen.times()[2].took.longest(), 9ns);
}

TEST(tally, that_of_one_thread_adds_to_that_of_another) {
  tally one, other;
  one.add(run_with(reset, 1us));
  other.add(run_with(reset, 4us));
  other.add({{.step = 0, .op = operation::connect, .error = {code_space::linux_errno, 111}}});
  one.add(other);
  EXPECT_EQ(one.runs(), 3U);
  EXPECT_EQ(one.runs_that_ended(ending::peer_reset), 2U);
  EXPECT_EQ(one.runs_that_ended(ending::refused), 1U);
  EXPECT_EQ(one.times()[1].took.longest(), 4us);
}

}  // namespace
}  // namespace hangup::client
