#include "lab/report/wrap.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <sstream>
#include <vector>

namespace hangup::lab {
namespace {

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
    std::string const out = wrapped(head, text);
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
  std::string const fits = wrapped(head, std::string(90, 'a') + " bbbb");
  EXPECT_EQ(fits, head + std::string(90, 'a') + " bbbb\n");
  EXPECT_EQ(fits.size(), 101U) << "the line end is not a column";
  EXPECT_EQ(wrapped(head, std::string(90, 'a') + " bbbbb"), head + std::string(90, 'a') + "\n     bbbbb\n");
}

}  // namespace
}  // namespace hangup::lab
