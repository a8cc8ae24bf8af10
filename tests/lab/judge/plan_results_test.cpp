#include "lab/judge/plan_results.hpp"

#include <gtest/gtest.h>

#include "tests/lab/hand_made.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::lab {
namespace {

/// What is wrong with a record of `send; recv; send; recv` after that change; empty if nothing is.
template <typename Change>
std::string error_after(Change change) {
  record run = test::reset_run("native");
  change(run);
  plan const steps = test::reset_experiment().steps;
  try {
    expect_results_of_plan(steps, run);
  } catch (std::invalid_argument const& problem) {
    return problem.what();
  }
  return {};
}

observation& last_of(record& run) {
  return std::get<observation>(run.events.back().body);
}

TEST(results_of_a_plan, are_one_for_every_step_or_none_if_the_connect_failed) {
  EXPECT_EQ(error_after([](record&) {}), "");
  EXPECT_EQ(error_after([](record& run) { run = test::refused_run("native"); }), "");
}

TEST(results_of_a_plan, are_no_more_than_it_has_steps) {
  EXPECT_EQ(error_after([](record& run) {
              run.events.push_back(run.events.back());
              last_of(run).step = 5;
            }),
            "the client reported a step 5, but its plan has 4");
  EXPECT_EQ(error_after([](record& run) { run.events.push_back(run.events.back()); }),
            "the client reported 2 results for step 4 (recv), expected 1");
  EXPECT_EQ(error_after([](record& run) { last_of(run).step = 4294967295; }),
            "the client reported a step 4294967295, but its plan has 4");
}

TEST(results_of_a_plan, are_no_fewer) {
  EXPECT_EQ(error_after([](record& run) { run.events.pop_back(); }),
            "the client reported 0 results for step 4 (recv), expected 1");
  EXPECT_EQ(error_after([](record& run) { run.events.clear(); }),
            "the client reported 0 results for step 0 (connect), expected 1");
}

TEST(results_of_a_plan, are_of_the_operations_that_it_names) {
  EXPECT_EQ(error_after([](record& run) { last_of(run).op = operation::send; }),
            "the client reported send for step 4 (recv)");
  EXPECT_EQ(error_after([](record& run) { last_of(run).step = 0; }),
            "the client reported recv for step 0 (connect)");
}

TEST(results_of_a_plan, are_two_for_a_step_of_two_operations) {
  plan const steps = parse_plan("both");
  record run = test::refused_run("native");
  std::get<observation>(run.events.back().body).error = {};
  for (operation const op : {operation::send, operation::recv}) {
    EXPECT_THROW(expect_results_of_plan(steps, run), std::invalid_argument);
    run.events.push_back(run.events.back());
    last_of(run).step = 1;
    last_of(run).op = op;
  }
  EXPECT_NO_THROW(expect_results_of_plan(steps, run));
}

}  // namespace
}  // namespace hangup::lab
