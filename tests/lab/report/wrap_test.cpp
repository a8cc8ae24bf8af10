#include "lab/report/wrap.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <sstream>
#include <vector>

namespace hangup::lab {
namespace {

std::string shown(wrapped const& lines, layout page = {}) {
  std::ostringstream out;
  set_layout(out, page);
  out << lines;
  return out.str();
}

std::vector<std::string> words_of(std::string const& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

TEST(wrapped_text, keeps_every_word_and_exceeds_100_columns_with_a_single_word_only) {
  std::mt19937 random(1);  // the same texts every time
  std::string const head = "  cause 1   ";
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (auto n = random() % 60; n > 0; --n)
      text += std::string(text.empty() ? "" : " ") +
              std::string(1 + random() % (random() % 10 == 0 ? 130 : 12), 'x');
    std::string const out = shown(wrapped(head, text));
    ASSERT_TRUE(out.starts_with(head) && out.ends_with('\n'));
    EXPECT_EQ(words_of(out.substr(head.size())), words_of(text));
    std::istringstream in(out);
    for (std::string line; std::getline(in, line);) {
      EXPECT_EQ(line.find_first_not_of(' ', line.starts_with(head) ? head.size() : 0),
                text.empty() ? line.npos : head.size());
      bool const one_word = words_of(line.substr(head.size())).size() == 1;
      EXPECT_TRUE(line.size() <= 100 || one_word) << line;
    }
  }
}

TEST(wrapped_text, fills_a_line_to_exactly_100_columns) {
  std::string const head = "why: ";
  std::string const fits = shown(wrapped(head, std::string(90, 'a') + " bbbb"));
  EXPECT_EQ(fits, head + std::string(90, 'a') + " bbbb\n");
  EXPECT_EQ(fits.size(), 101U) << "the line end is not a column";
  EXPECT_EQ(shown(wrapped(head, std::string(90, 'a') + " bbbbb")),
            head + std::string(90, 'a') + "\n     bbbbb\n");
}

TEST(wrapped_text, is_as_wide_as_the_stream_was_told) {
  EXPECT_EQ(shown(wrapped("why: ", "one two three four five six"), {.width = 40}),
            "why: one two three four five six\n");
  EXPECT_EQ(shown(wrapped("why: ", "one two three four five six"), {.width = 25}),
            "why: one two three four\n     five six\n");
  EXPECT_EQ(shown(wrapped("a-name-that-leaves-no-room  ", "one two three four five six"), {.width = 40}),
            "a-name-that-leaves-no-room\n    one two three four five six\n");
}

TEST(wrapped_text, is_coloured_only_where_colours_are_shown) {
  EXPECT_EQ(shown(wrapped("=> ", "well", paint::good)), "=> well\n");
  EXPECT_EQ(shown(wrapped("=> ", "well", paint::good), {.colors = true}), "=> \033[32mwell\033[0m\n");
  EXPECT_EQ(shown(wrapped("=> ", "well"), {.colors = true}), "=> well\n");
}

TEST(wrapped_text, moves_no_cursor_whoever_wrote_it) {
  EXPECT_EQ(shown(wrapped("\033[2J", "a\nb \033]0;x\a")), "\\x1b[2Ja\\nb \\x1b]0;x\\x07\n");
}

}  // namespace
}  // namespace hangup::lab
