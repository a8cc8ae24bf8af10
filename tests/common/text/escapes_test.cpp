#include "common/text/escapes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

TEST(escapes, stand_for_the_characters_that_a_command_line_cannot_hold) {
  EXPECT_EQ(unescape(R"(HTTP/1.1 200 OK\r\n\r\nsay \"hi\" \\o/)"), "HTTP/1.1 200 OK\r\n\r\nsay \"hi\" \\o/");
  EXPECT_EQ(unescape("nothing to do"), "nothing to do");
}

TEST(escapes, of_any_text_read_back_as_that_text) {
  for (std::string const text : {"", "plain", "\\n", "\\\\", "a\nb\rc\"d\\e"})
    EXPECT_EQ(unescape(escape(text)), text);
}

TEST(escapes, any_other_is_an_error_that_names_it) {
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { unescape("a\\tb"); }),
            "'\\t': expected \\n, \\r, \\\" or \\\\");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { unescape("ends with \\"); }),
            "'\\': expected \\n, \\r, \\\" or \\\\");
}

}  // namespace
}  // namespace hangup
