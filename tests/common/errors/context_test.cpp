#include "common/errors/context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hangup {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(words_of_a_line, are_small_and_the_parts_of_names) {
  EXPECT_THAT(words_of("async_read 104: readTimeout WSARecv ECONNRESET"),
              ElementsAre("async", "read", "read", "timeout", "wsa", "recv", "econnreset"));
  EXPECT_THAT(words_of("42 :-) \xff"), IsEmpty());
  EXPECT_THAT(words_of(""), IsEmpty());
}

TEST(a_line, speaks_of_the_network_or_not) {
  for (std::string_view const line : {"recv error 104", "SocketException", "tcp: 32", "write error 32"})
    EXPECT_TRUE(speaks_of_network(line)) << line;
  for (std::string_view const line :
       {"", "110 tests failed", "error code 32 from parser", "usb 1-1: device descriptor read/64, error -110",
        "error 5 while reading the config file"})
    EXPECT_FALSE(speaks_of_network(line)) << line;
}

TEST(a_line, speaks_of_parsing_or_not) {
  EXPECT_TRUE(speaks_of_parsing("SyntaxError: unexpected EOF while parsing"));
  EXPECT_FALSE(speaks_of_parsing("read: unexpected EOF"));
  EXPECT_FALSE(speaks_of_parsing("Error: Parse Error, code: 'HPE_INVALID_CONSTANT'"));  // Node's HTTP
}

}  // namespace
}  // namespace hangup
