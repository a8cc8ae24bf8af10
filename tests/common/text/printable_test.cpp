#include "common/text/printable.hpp"

#include <gtest/gtest.h>

#include <random>

namespace hangup {
namespace {

TEST(printable, text_of_any_language_stays_as_it_is) {
  for (std::string_view const text :
       {"", "plain", "C:\\path", "Verbindung wurde abgebrochen: für", "指定されたネットワーク", "🙂"}) {
    EXPECT_EQ(printable(text), text);
    EXPECT_EQ(printable_lines(text), text);
  }
}

TEST(printable, what_would_change_a_terminal_becomes_a_visible_escape) {
  struct row {
    std::string_view text, shown;
  };
  for (auto const& [text, shown] : {
           row{"\033[2Jgone", "\\x1b[2Jgone"}, row{"a\nb\r\tc", "a\\nb\\r\\tc"},
           row{std::string_view("\0", 1), "\\x00"}, row{"\x7f", "\\x7f"},
           row{"\u009b2J", "\\u009b2J"},    // CSI in one character
           row{"\u202egnp", "\\u202egnp"},  // right to left
           row{"\u2066\u2069", "\\u2066\\u2069"}, row{"\u200b", "\\u200b"},
           row{"\x9b"
               "2J",
               "\\x9b2J"},                          // CSI as a byte, which is no UTF-8
           row{"\xc3", "\\xc3"},                    // cut off
           row{"\xc0\xaf", "\\xc0\\xaf"},           // overlong
           row{"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // half a surrogate pair
       })
    EXPECT_EQ(printable(text), shown);
}

TEST(printable, lines_keep_their_line_feeds_and_nothing_else) {
  EXPECT_EQ(printable_lines("a\tb\nc\r\n\033[m"), "a\tb\nc\\r\n\\x1b[m");
}

TEST(printable, a_markdown_cell_cannot_be_left) {
  EXPECT_EQ(markdown_cell("a | <script>\n| b"), "a \\| &lt;script>\\n\\| b");
}

TEST(printable, whatever_comes_in_nothing_but_visible_characters_comes_out) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string text(random() % 16, '\0');
    for (char& c : text)
      c = static_cast<char>(random());
    std::string const shown = printable(text);
    for (char const c : shown)
      EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << shown;
    EXPECT_EQ(printable(shown), shown);
  }
}

}  // namespace
}  // namespace hangup
