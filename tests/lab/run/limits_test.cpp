#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "lab/run/schedule.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/programs.hpp"

// The lab fits the number of its cells to what it may use.

namespace hangup::lab {
namespace {

using test::ended;
using words = std::vector<std::string>;

TEST(cells_at_once, are_96_where_nothing_limits_them) {
  EXPECT_EQ(cells_at_once({}), 96U);
  EXPECT_EQ(cells_at_once({.descriptors = 1024, .processes = 4096, .memory = 4ULL << 30}), 96U);
}

TEST(cells_at_once, are_fewer_where_a_limit_is_lower_and_at_least_one) {
  EXPECT_LT(cells_at_once({.descriptors = 32}), 5U);
  EXPECT_LT(cells_at_once({.processes = 60}), 8U);
  EXPECT_LT(cells_at_once({.memory = 512 << 20}), 20U);
  EXPECT_EQ(cells_at_once({.descriptors = 0, .processes = 0, .memory = 0}), 1U);
}

/// The lab with eight runs, started by prlimit(1) with a lower limit.
void expect_all_as_expected(words by) {
  if (!std::filesystem::exists("/usr/bin/prlimit")) GTEST_SKIP() << "no /usr/bin/prlimit here";
  ended const said =
      test::lab({"run", "abortive", "close", "unread-close", "reset-before-fin", "--repeat", "3"}, by);
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_THAT(said.out, testing::EndsWith("\n4 as expected\n"));
}

TEST(a_low_limit, of_descriptors_makes_the_lab_slower_and_nothing_else) {
  expect_all_as_expected({"/usr/bin/prlimit", "--nofile=40"});
}

TEST(a_low_limit, of_processes_makes_the_lab_slower_and_nothing_else) {
  if (test::as_ordinary_user().empty()) GTEST_SKIP() << "the tests beside this one count as well";
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  words by = test::as_ordinary_user("61234");  // nobody else's: what other tests run would count
  by.insert(by.end(), {"/usr/bin/prlimit", "--nproc=60"});
  expect_all_as_expected(by);
}

}  // namespace
}  // namespace hangup::lab
