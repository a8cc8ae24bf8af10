#include "lab/run/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace hangup::lab {
namespace {

using words = std::vector<std::string>;

TEST(words, are_separated_by_blanks_unless_quotes_hold_them_together) {
  for (auto const& [text, expected] : std::vector<std::pair<std::string, words>>{
           {"", {}},
           {" \t", {}},
           {"wine  server.exe ", {"wine", "server.exe"}},
           {"\"/a path/server\" -x", {"/a path/server", "-x"}},
           {"'/a path/server'", {"/a path/server"}},
           {R"(C:\a\server.exe "it's" '')", {R"(C:\a\server.exe)", "it's", ""}},
           {"env A='b c'd", {"env", "A=b cd"}}})
    EXPECT_EQ(split_words(text), expected) << text;
}

TEST(words, with_a_quote_that_is_not_closed_are_refused) {
  for (std::string const text : {"'", "a \"b", "'a' 'b"})
    EXPECT_THROW(split_words(text), std::invalid_argument) << text;
}

TEST(words, that_were_quoted_are_read_back) {
  words const all = {"plain", "two words", "it's", "say \"no\"", "'\"'\"", "", "a\\b"};
  EXPECT_EQ(split_words(quote_words(all)), all);
}

}  // namespace
}  // namespace hangup::lab
