#include "client/policy.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hangup::client {
namespace {

using namespace std::chrono_literals;

constexpr limits half_a_second{.operation = 500ms};

TEST(policy, an_operation_has_the_bound_less_what_it_has_taken) {
  for (operation const op : {operation::connect, operation::send, operation::recv, operation::both,
                             operation::await_readable, operation::await_state, operation::close}) {
    EXPECT_EQ(time_left(half_a_second, op, 0ms), 500ms) << to_string(op);
    EXPECT_EQ(time_left(half_a_second, op, 120ms), 380ms) << to_string(op);
    EXPECT_EQ(time_left(half_a_second, op, 500ms), 0ms) << to_string(op);
    EXPECT_EQ(time_left(half_a_second, op, 2s), 0ms) << to_string(op) << ": never less than nothing";
  }
}

TEST(policy, each_piece_of_a_recv_all_has_the_bound_until_all_of_them_have_taken_ten_times_that) {
  EXPECT_EQ(time_left(half_a_second, operation::recv_all, 0ms), 500ms);
  EXPECT_EQ(time_left(half_a_second, operation::recv_all, 4s), 500ms);
  EXPECT_EQ(time_left(half_a_second, operation::recv_all, 4900ms), 100ms);
  EXPECT_EQ(time_left(half_a_second, operation::recv_all, 5s), 0ms);
}

TEST(policy, the_look_up_of_the_name_is_part_of_the_connect_and_of_nothing_else) {
  limits const given{.operation = 500ms, .looked_up_for = 200ms};
  EXPECT_EQ(time_left(given, operation::connect, 0ms), 300ms);
  EXPECT_EQ(time_left(given, operation::connect, 250ms), 50ms);
  EXPECT_EQ(time_left(given, operation::connect, 400ms), 0ms);
  EXPECT_EQ(time_left(given, operation::recv, 0ms), 500ms);
}

TEST(policy, the_longest_bound_there_is_does_not_wrap) {
  constexpr limits no_end{.operation = std::chrono::nanoseconds::max()};
  EXPECT_EQ(time_left(no_end, operation::recv_all, 0ms), std::chrono::nanoseconds::max());
  EXPECT_GT(time_left(no_end, operation::recv_all, 24h), 24h);
}

TEST(policy, only_cancel_and_both_ask_for_an_ability) {
  for (step const& s : parse_plan("wait 1s; await-readable; await-state CLOSED; keepalive 1s 1s 1; "
                                  "user-timeout 1s; linger 1s; send; recv; recv-all; shutdown-send; "
                                  "shutdown-receive; so-error; close; abort-locally")
                           .steps)
    EXPECT_TRUE(is_available(s.op, {})) << to_string(s);
  EXPECT_FALSE(is_available(operation::cancel, {.cancels_reads = false, .reads_while_writing = true}));
  EXPECT_TRUE(is_available(operation::cancel, {.cancels_reads = true, .reads_while_writing = false}));
  EXPECT_FALSE(is_available(operation::both, {.cancels_reads = true, .reads_while_writing = false}));
  EXPECT_TRUE(is_available(operation::both, {.cancels_reads = false, .reads_while_writing = true}));
}

std::vector<operation> order_of(walk& run, bool connected) {
  std::vector<operation> order;
  for (step const* s = run.first(connected); s != nullptr; s = run.next()) {
    order.push_back(s->op);
    EXPECT_EQ(run.number(), order.size());
  }
  return order;
}

TEST(policy, a_plan_is_walked_in_order_over_a_connection_and_again_after_a_restart) {
  plan const steps = parse_plan("send; recv; shutdown-send");
  std::vector const all{operation::send, operation::recv, operation::shutdown_send};
  walk run(steps, {});
  EXPECT_EQ(run.number(), 0U) << "the connect";
  EXPECT_EQ(order_of(run, true), all);
  EXPECT_EQ(run.next(), nullptr) << "it stays over";
  run.restart();
  EXPECT_EQ(run.number(), 0U);
  EXPECT_EQ(order_of(run, true), all);
}

TEST(policy, nothing_comes_after_a_connect_that_failed) {
  plan const steps = parse_plan("send; recv");
  walk run(steps, {});
  EXPECT_TRUE(order_of(run, false).empty());
}

}  // namespace
}  // namespace hangup::client
