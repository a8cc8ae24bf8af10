#include "common/record/ending.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/print.hpp"

namespace hangup {
namespace {

TEST(ending, every_ending_has_a_name_of_its_own_and_is_found_by_it) {
  std::set<std::string_view> names;
  for (ending const ends : all_endings()) {
    EXPECT_TRUE(names.insert(to_string(ends)).second) << to_string(ends);
    EXPECT_EQ(ending_named(to_string(ends)), ends);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ending::undetermined) + 1);
}

TEST(ending, another_word_is_no_ending) {
  for (std::string_view const word : {"", "reset", "PEER_RESET", "?"})
    EXPECT_EQ(ending_named(word), std::nullopt);
}

TEST(ending, every_ending_has_a_sentence_of_its_own_without_a_full_stop) {
  std::set<std::string_view> sentences;
  for (ending const ends : all_endings()) {
    EXPECT_TRUE(sentences.insert(sentence(ends)).second) << sentence(ends);
    ASSERT_GT(sentence(ends).size(), 10U);
    EXPECT_NE(sentence(ends).back(), '.');
  }
}

}  // namespace
}  // namespace hangup
