#include "common/text/escapes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

TEST(escapes, stand_for_the_characters_that_a_command_line_cannot_hold) {
  EXPECT_EQ(unescape(R"(HTTP/1.1 200 OK\r\n\r\nsay \"hi\" \\o/)"), "HTTP/1.1 200 OK\r\n\r\nsay \"hi\" \\o/");
  EXPECT_EQ(unescape("nothing to do"), "nothing to do");
}

TEST(escapes, stand_for_bytes_that_are_no_text) {
  EXPECT_EQ(unescape(R"(\x88\x02\x03\xE9)"), "\x88\x02\x03\xE9");
  EXPECT_EQ(escape("\x88\x02\x03\xE9"), R"(\x88\x02\x03\xe9)");
  EXPECT_EQ(escape("caf\xC3\xA9"), "caf\xC3\xA9") << "UTF-8 can be read as it is";
  EXPECT_EQ(escape("bell\a"), R"(bell\x07)");
}

TEST(escapes, of_any_text_read_back_as_that_text) {
  for (std::string const text :
       {"", "plain", "\\n", "\\\\", "a\nb\rc\"d\\e", "\x01\x7f\xff", "\\x41", "\xC3\xA9"})
    EXPECT_EQ(unescape(escape(text)), text);
}

TEST(escapes, a_byte_has_two_digits) {
  for (std::string_view const text : {"\\x", "\\x4", "\\x4g", "\\x-1"})
    EXPECT_THROW(unescape(text), std::invalid_argument) << text;
}

TEST(escapes, any_other_is_an_error_that_names_it) {
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { unescape("a\\tb"); }),
            "'\\t': expected \\n, \\r, \\\", \\\\ or \\x and two hexadecimal digits");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { unescape("ends with \\"); }),
            "'\\': expected \\n, \\r, \\\", \\\\ or \\x and two hexadecimal digits");
}

}  // namespace
}  // namespace hangup
