#include "common/text/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hangup {
namespace {

using names = std::array<std::string_view, 4>;
constexpr names strategies = {"close", "graceful", "abortive", "half_close"};

TEST(nearest, finds_the_name_with_the_fewest_edits) {
  EXPECT_EQ(nearest("abortiv", strategies), "abortive");    // one left out
  EXPECT_EQ(nearest("abbortive", strategies), "abortive");  // one too many
  EXPECT_EQ(nearest("halfclose", strategies), "half_close");
  EXPECT_EQ(nearest("half-close", strategies), "half_close");  // one replaced
  EXPECT_EQ(nearest("claose", strategies), "close");
  EXPECT_EQ(nearest("close", strategies), "close");
}

TEST(nearest, finds_the_first_name_that_contains_the_word_where_no_name_is_near) {
  constexpr std::array<std::string_view, 3> endings = {"process_exit", "process_abort", "close_then_exit"};
  EXPECT_EQ(nearest("abort", endings), "process_abort");
  EXPECT_EQ(nearest("exit", endings), "process_exit");
  EXPECT_EQ(nearest("ess", endings), "") << "three letters are in many endings";
}

TEST(nearest, finds_nothing_where_nothing_is_near) {
  EXPECT_EQ(nearest("fnord", strategies), "");
  EXPECT_EQ(nearest("", strategies), "");
  EXPECT_EQ(nearest("close", {}), "");
}

TEST(nearest, a_short_name_is_not_near_to_any_two_letters) {
  constexpr std::array<std::string_view, 2> two_letters = {"on", "at"};
  EXPECT_EQ(nearest("xy", two_letters), "") << "replacing every letter is not a slip";
}

TEST(nearest, of_two_equally_near_names_the_first_is_suggested) {
  constexpr std::array<std::string_view, 2> both = {"read", "real"};
  EXPECT_EQ(nearest("reaf", both), "read");
}

TEST(nearest, a_suggestion_names_the_nearest_or_else_all) {
  EXPECT_EQ(suggestion("gracefull", strategies), ": did you mean 'graceful'?");
  EXPECT_EQ(suggestion("fnord", strategies), ": expected one of: close, graceful, abortive, half_close");
}

}  // namespace
}  // namespace hangup
