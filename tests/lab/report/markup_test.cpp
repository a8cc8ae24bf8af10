#include "lab/report/markup.hpp"

#include <gtest/gtest.h>

#include "tests/lab/report/well_formed.hpp"

namespace hangup::lab {
namespace {

TEST(markup, leaves_what_is_harmless) {
  EXPECT_EQ(markup("close-recv-first, 4.1 ms; \u00e9\u2192\U0001F600"),
            "close-recv-first, 4.1 ms; \u00e9\u2192\U0001F600");
  EXPECT_EQ(markup(""), "");
}

TEST(markup, makes_entities_of_what_is_markup) {
  EXPECT_EQ(markup("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
  EXPECT_EQ(markup(R"(" onload="x" ')"), "&quot; onload=&quot;x&quot; &#39;");
  EXPECT_EQ(markup("&lt;&#60;]]>"), "&amp;lt;&amp;#60;]]&gt;");
}

TEST(markup, shows_what_is_not_printable_or_no_text) {
  EXPECT_EQ(markup(std::string_view("a\0b\x1b[2J\x7f\r\n", 10)), "a\\x00b\\x1b[2J\\x7f\\r\\n");
  EXPECT_EQ(markup("\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80"),
            "\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(markup("\u202e\u2066\ufeff"), "\\u202e\\u2066\\ufeff");
  EXPECT_EQ(markup("a\uFFFEb\uFFFF"), "a\\ufffeb\\uffff") << "no characters of XML";
  EXPECT_EQ(markup("\uFFFD\u00be"), "\uFFFD\u00be");
}

TEST(markup, of_any_byte_is_well_formed_as_content_and_as_an_attribute) {
  for (int byte = 0; byte < 256; ++byte) {
    std::string const text = markup(std::string("<\"&") + static_cast<char>(byte) + "'>");
    std::string element = "<a b=\"";
    element.append(text).append("\">").append(text).append("</a>");
    EXPECT_EQ(test::why_not_well_formed(element), "") << byte;
  }
}

}  // namespace
}  // namespace hangup::lab
