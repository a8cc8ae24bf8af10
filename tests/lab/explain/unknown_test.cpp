#include "lab/explain/unknown.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/text/joined.hpp"
#include "lab/explain/understand.hpp"

namespace hangup::lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string said_of(std::string const& text) {
  static auto const catalogue = parse_catalogue(built_in_catalogue());
  return joined(about_unknown(text, catalogue), "\n");
}

TEST(nearest_explained, is_the_name_of_an_ending_or_of_an_error) {
  EXPECT_EQ(nearest_explained("peer_rest"), "peer_reset");
  EXPECT_EQ(nearest_explained("canceled"), "cancelled");
  EXPECT_EQ(nearest_explained("ECONNREST"), "ECONNRESET");
  EXPECT_EQ(nearest_explained("connection_rest"), "connection_reset");
  for (std::string_view const unknown : {"", "xyzzy", "all is well"})
    EXPECT_EQ(nearest_explained(unknown), "") << unknown;
}

TEST(nearest_message, has_most_of_its_words_in_common_though_they_be_misspelt) {
  for (std::string_view const line :
       {"conection resett by peer", "the remote peer did reset our connection"}) {
    message_entry const* const closest = nearest_message(line);
    ASSERT_NE(closest, nullptr) << line;
    EXPECT_THAT(closest->pattern, HasSubstr("reset")) << line;
  }
}

TEST(nearest_message, is_none_where_only_ordinary_words_are_shared) {
  for (std::string_view const line : {"", "xyzzy", "all is well", "the build was started by the user"})
    EXPECT_EQ(nearest_message(line), nullptr) << line;
}

TEST(of_an_unknown_text, it_is_said_what_was_understood) {
  EXPECT_THAT(said_of("frobnicated 104 at db.example:5432"),
              testing::AllOf(StartsWith("'frobnicated 104 at db.example:5432' is no code, name or message"),
                             HasSubstr("104, a number without a category"), HasSubstr("ECONNRESET on Linux"),
                             HasSubstr("db.example:5432, a host and a port")));
  EXPECT_THAT(said_of("curl frobnicated"), HasSubstr("'curl', of "));
  EXPECT_EQ(said_of("all is well").find('\n'), std::string::npos) << "nothing was understood";
}

TEST(of_an_unknown_text, the_nearest_message_can_be_reproduced) {
  EXPECT_THAT(
      said_of("conection resett by peer"),
      testing::AllOf(HasSubstr("\nnearest     "), HasSubstr("\nreproduce   hangup-server --strategy "),
                     HasSubstr("hangup-lab run ")));
}

TEST(of_an_unknown_text, nothing_is_slow) {
  std::string words, letters(1 << 20, 'a'), colons(1 << 20, ':');
  for (int i = 0; i < 100'000; ++i)
    words += "w" + std::string(1, static_cast<char>('a' + i % 26)) + "conection" + std::to_string(i) + ' ';
  for (std::string const& text : {words, letters, colons})
    EXPECT_LT(joined(about_unknown(text, {})).size(), 5000U);
}

}  // namespace
}  // namespace hangup::lab
