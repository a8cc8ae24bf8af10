#include "common/platform/tcp_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/print.hpp"

namespace hangup {
namespace {

constexpr auto last = tcp_state::closing;

TEST(tcp_state, every_state_has_a_name_of_its_own_and_is_found_by_it) {
  std::set<std::string_view> names;
  for (auto i = 0; i <= static_cast<int>(last); ++i) {
    auto const state = static_cast<tcp_state>(i);
    EXPECT_TRUE(names.insert(to_string(state)).second) << to_string(state);
    EXPECT_EQ(tcp_state_named(to_string(state)), state);
  }
}

TEST(tcp_state, may_be_written_in_either_case_and_with_dashes) {
  EXPECT_EQ(tcp_state_named("close-wait"), tcp_state::close_wait);
  EXPECT_EQ(tcp_state_named("Fin_Wait-1"), tcp_state::fin_wait_1);
}

TEST(tcp_state, another_word_is_no_state) {
  for (std::string_view const word : {"", "OPEN", "CLOSE", "CLOSE WAIT", "FIN_WAIT_3"})
    EXPECT_EQ(tcp_state_named(word), std::nullopt) << word;
}

}  // namespace
}  // namespace hangup
