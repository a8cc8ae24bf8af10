#include "lab/explain/message_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/thrown.hpp"

namespace hangup::lab {
namespace {

std::string document(std::string const& entry) {
  return R"({"schema": 1, "family": "f", "title": "F", "entries": [)" + entry + "]}";
}

std::string entry(std::string const& pattern, std::string const& more = "") {
  return R"({"pattern": ")" + pattern +
         R"(", "who": "tcp", "happened": "h", "check": "c", "when": "any", "evidence": "documented", "source": "s",
            "lines": ["l"])" +
         more + "}";
}

message_book book(std::string const& entries) {
  std::string const text = document(entries);
  std::string_view const documents[] = {text};
  return message_book(parse_messages(documents));
}

std::string pattern_found(message_book const& in, std::string_view line) {
  message_entry const* const found = in.find(line);
  return found == nullptr ? "" : found->pattern;
}

TEST(a_line, is_found_by_the_pattern_that_says_most) {
  auto const known = book(entry("connection reset") + ',' + entry("connection reset by peer") + ',' +
                          entry("read*connection reset by peer"));
  EXPECT_EQ(pattern_found(known, "Connection  RESET"), "connection reset");
  EXPECT_EQ(pattern_found(known, "[Errno 104] Connection reset by peer"), "connection reset by peer");
  EXPECT_EQ(pattern_found(known, "read: Connection reset by peer"), "read*connection reset by peer");
  EXPECT_EQ(pattern_found(known, "Connection reset by peer: read"), "connection reset by peer")
      << "the parts of a pattern have an order";
  EXPECT_EQ(pattern_found(known, "connection rest"), "");
  EXPECT_EQ(pattern_found(known, ""), "");
}

TEST(a_line, is_found_by_words_around_an_error_only_where_nothing_else_fits) {
  auto const known = book(entry("error sending request for url", R"(, "wraps": true)") + ',' +
                          entry("error sending", R"(, "wraps": true)") + ',' + entry("is gone"));
  EXPECT_EQ(pattern_found(known, "error sending request for url (http://h/): it is gone"), "is gone");
  EXPECT_EQ(pattern_found(known, "error sending request for url (http://h/)"),
            "error sending request for url");
}

TEST(a_line, is_found_by_words_that_leave_its_ending_open_only_where_no_others_fit) {
  auto const known =
      book(entry("the handshake failed", R"(, "endings": ["undetermined"])") + ',' +
           entry("it was lost somehow", R"(, "endings": ["peer_finished", "peer_reset", "timed_out"])") +
           ',' + entry("bad record", R"(, "endings": ["peer_reset"])"));
  EXPECT_EQ(pattern_found(known, "the handshake failed: bad record"), "bad record");
  EXPECT_EQ(pattern_found(known, "it was lost somehow: bad record"), "bad record");
  EXPECT_EQ(pattern_found(known, "the handshake failed"), "the handshake failed");
}

TEST(a_line, is_compared_in_lower_case_of_any_language) {
  EXPECT_EQ(comparable("A\t\n B"), "a b");
  EXPECT_EQ(comparable("СОЕДИНЕНИЕ Ёж ÜBER ΣΚ"), "соединение ёж über σκ");
  EXPECT_EQ(comparable("a\xff"
                       "B"),
            "a\xff"
            "b")
      << "also where it is no UTF-8";
}

TEST(an_entry, that_is_none_is_refused_with_its_place) {
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { book(entry("Upper case")); }),
            "f: entry 1: 'pattern': 'Upper case': expected 'upper case'");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { book(entry("long enough") + ',' + entry("ab*cde")); }),
            "f: entry 2: 'pattern': 'ab*cde': expected six bytes or more without a star");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { book(entry("long enough", R"(, "sorce": "x")")); }),
            "f: entry 1: 'sorce': did you mean 'source'?");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { book(entry("long enough", R"(, "errors": ["fnord"])")); }),
            "f: entry 1: 'errors': 'fnord': expected the name of a condition");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { book(entry("long enough", R"(, "endings": ["fnord"])")); }),
            "f: entry 1: 'endings': 'fnord': expected the name of an ending");
}

TEST(built_in_messages, are_each_there_once) {
  std::set<std::string_view> patterns;
  for (message_entry const& known : built_in_messages().entries())
    EXPECT_TRUE(patterns.insert(known.pattern).second) << known.family << ": " << known.pattern;
  EXPECT_GT(patterns.size(), 500U);
}

/// Or by one that says no less.
TEST(built_in_messages, answer_their_own_lines) {
  for (message_entry const& known : built_in_messages().entries())
    for (std::string const& line : known.lines) {
      message_entry const* const found = built_in_messages().find(line);
      ASSERT_NE(found, nullptr) << known.family << ": " << line;
      for (condition const error : known.errors)
        EXPECT_NE(std::ranges::find(found->errors, error), found->errors.end())
            << known.family << ": " << line << "\nis found by " << found->family << ": " << found->pattern
            << "\nwhich does not say " << to_string(error);
    }
}

TEST(built_in_messages, say_what_they_say_in_sentences) {
  for (message_entry const& known : built_in_messages().entries()) {
    EXPECT_TRUE(known.happened.ends_with('.')) << known.pattern << ": " << known.happened;
    EXPECT_TRUE(known.check.ends_with('.')) << known.pattern << ": " << known.check;
    EXPECT_NE(sentence_of_who(known.who), "") << known.pattern;
  }
}

TEST(built_in_messages, leave_lines_alone_that_tell_of_no_error) {
  for (std::string_view const line :
       {"Error: 110 tests failed", "error code 32 from parser", "wrote EOF marker", "exit code 104",
        "Listening on port 10054", "GET /reset HTTP/1.1\" 200 512", "127.0.0.1:54104 accepted",
        "32 passed, 1 failed", "connection 7 closed normally", "version 1.0.53", "took 10053 ms"})
    EXPECT_EQ(pattern_found(built_in_messages(), line), "") << line;
}

}  // namespace
}  // namespace hangup::lab
