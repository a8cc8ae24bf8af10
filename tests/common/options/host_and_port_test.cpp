#include "common/options/host_and_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/options/errors.hpp"
#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

TEST(host_and_port, are_told_apart) {
  auto const read = [](std::string const& text) { return parse_host_and_port("listen", text); };
  EXPECT_EQ(read("127.0.0.1:9999").host, "127.0.0.1");
  EXPECT_EQ(read("127.0.0.1:9999").port, 9999);
  EXPECT_EQ(read("[::1]:80").host, "::1");
  EXPECT_EQ(read("[::1]:80").port, 80);
  EXPECT_EQ(read("localhost:0").host, "localhost");
  EXPECT_EQ(read("localhost:65535").port, 65535);
  for (std::string const text : {":80", "80"}) {
    EXPECT_EQ(read(text).host, "127.0.0.1") << text;
    EXPECT_EQ(read(text).port, 80) << text;
  }
}

TEST(host_and_port, without_a_port_is_rejected) {
  for (std::string const text : {"", ":", "host", "host:", "65536", ":65536", "80x", "-1", "host:port",
                                 "host:-1", "host:65536", "host:80x"})
    EXPECT_EQ(thrown_by<usage_error>([&] { parse_host_and_port("listen", text); }),
              "--listen: '" + text +
                  "': expected HOST:PORT such as 127.0.0.1:9999 or [::1]:9999, or a PORT "
                  "of this host");
}

TEST(host_and_port, of_ipv6_needs_its_brackets) {
  for (std::string const text : {"::1:80", "fe80::1:80", "[::1:80", "::1]:80"})
    EXPECT_EQ(thrown_by<usage_error>([&] { parse_host_and_port("connect", text); }),
              "--connect: '" + text + "': expected an IPv6 address in brackets, such as [::1]:9999");
}

TEST(host_and_port, of_empty_brackets_is_rejected) {
  EXPECT_THAT(thrown_by<usage_error>([] { parse_host_and_port("connect", "[]:80"); }),
              testing::StartsWith("--connect: '[]:80'"));
}

}  // namespace
}  // namespace hangup
