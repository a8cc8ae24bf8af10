#include "lab/run/network.hpp"

#include <gtest/gtest.h>

namespace hangup::lab {
namespace {

TEST(address_to_connect_to, is_that_of_the_server_or_one_without_a_route_with_its_port) {
  EXPECT_EQ(address_to_connect_to(network_setup::syn_dropped, "127.0.0.1:80"), "127.0.0.1:80");
  EXPECT_EQ(address_to_connect_to(network_setup::no_route, "127.0.0.1:80"), "192.0.2.1:80");
  EXPECT_EQ(address_to_connect_to(network_setup::no_route, "[::1]:80"), "[2001:db8::1]:80");
}

}  // namespace
}  // namespace hangup::lab
