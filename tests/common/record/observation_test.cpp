#include "common/record/observation.hpp"

#include <gtest/gtest.h>

namespace hangup {
namespace {

using namespace std::chrono_literals;

observation reset_in_step_2() {
  return {.step = 2,
          .op = operation::recv,
          .error = {code_space::linux_errno, row_of(condition::connection_reset).posix.value},
          .before = tcp_state::established,
          .after = tcp_state::closed,
          .elapsed = 1'234'567ns};
}

TEST(observation, is_described_with_its_code_what_winsock_calls_it_and_both_states) {
  observation const seen = reset_in_step_2();
  EXPECT_EQ(describe(seen), "step 2 recv: " + describe(seen.error) +
                                " = Winsock 10054 WSAECONNRESET, 0 bytes, ESTABLISHED -> CLOSED, 1.235 ms");
}

TEST(observation, a_success_is_described_without_a_winsock_code) {
  EXPECT_EQ(describe({.step = 1, .op = operation::send, .bytes = 14, .elapsed = 20us}),
            "step 1 send: success, 14 bytes, ? -> ?, 0.020 ms");
}

TEST(observation, a_missing_completion_is_described_as_such_and_not_as_a_success) {
  observation seen = reset_in_step_2();
  seen.status = completion::never_completed;
  seen.error = {};
  EXPECT_EQ(describe(seen), "step 2 recv: never completed, 0 bytes, ESTABLISHED -> CLOSED, 1.235 ms");
  seen.found = at_deadline::silent;
  EXPECT_EQ(describe(seen),
            "step 2 recv: never completed: nothing to tell, 0 bytes, ESTABLISHED -> CLOSED, 1.235 ms");
}

TEST(observation, a_step_that_the_style_cannot_do_is_described_as_such) {
  EXPECT_EQ(describe({.step = 1, .op = operation::cancel, .status = completion::not_available}),
            "step 1 cancel: not available in this style, ? -> ?, 0.000 ms");
}

TEST(observation, bytes_are_described_only_where_there_can_be_any) {
  EXPECT_EQ(describe({.step = 3, .op = operation::wait}), "step 3 wait: success, ? -> ?, 0.000 ms");
  EXPECT_EQ(describe({.step = 0, .op = operation::connect}), "connect: success, ? -> ?, 0.000 ms");
  EXPECT_EQ(describe({.step = 1, .op = operation::recv_all, .bytes = 7}),
            "step 1 recv-all: success, 7 bytes, ? -> ?, 0.000 ms");
}

TEST(observation, an_operation_that_never_completed_has_neither_succeeded_nor_failed) {
  observation seen = reset_in_step_2();
  EXPECT_TRUE(seen.failed_with(condition::connection_reset));
  EXPECT_FALSE(seen.failed_with(condition::eof));
  seen.status = completion::never_completed;
  EXPECT_FALSE(seen.failed_with(condition::connection_reset));
  seen.error = {};
  EXPECT_FALSE(seen.succeeded());
}

TEST(observation, the_cell_of_a_table_is_one_word) {
  EXPECT_EQ(outcome_name({}), "ok");
  EXPECT_EQ(outcome_name(reset_in_step_2()), "connection_reset");
  EXPECT_EQ(outcome_name({.error = row_of(condition::eof).own}), "eof");
  EXPECT_EQ(outcome_name({.status = completion::never_completed}), "never");
  EXPECT_EQ(outcome_name({.status = completion::not_available}), "n/a");
  EXPECT_EQ(outcome_name({.error = {code_space::other, 7}}), "unlisted");
}

TEST(observation, a_completion_is_found_by_its_name) {
  for (completion const status :
       {completion::completed, completion::never_completed, completion::not_available})
    EXPECT_EQ(completion_named(to_string(status)), status);
}

}  // namespace
}  // namespace hangup
