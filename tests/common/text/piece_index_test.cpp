#include "common/text/piece_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hangup {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(a_piece_index, names_every_text_that_a_line_contains) {
  piece_index all;
  std::vector<std::string> const texts = {"connection reset", "connection refused", "timed out", "eof"};
  for (std::size_t i = 0; i < texts.size(); ++i)
    all.add(i, {&texts[i], 1});
  all.build();
  EXPECT_THAT(all.candidates_in("read: connection reset by peer"), ElementsAre(0, 3))
      << "and those too short to tell";
  EXPECT_THAT(all.candidates_in("connection refused; connection refused; timed out"), ElementsAre(1, 2, 3));
  EXPECT_THAT(all.candidates_in(""), ElementsAre(3));
}

TEST(a_piece_index, without_short_texts_names_nothing_where_nothing_is) {
  piece_index all;
  std::vector<std::string> const parts = {"upstream", "timed out"};
  all.add(7, parts);
  all.build();
  EXPECT_THAT(all.candidates_in("the upstream has timed out"), ElementsAre(7));
  EXPECT_THAT(all.candidates_in("nothing at all"), IsEmpty());
}

}  // namespace
}  // namespace hangup
