#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "common/platform/platform.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/own_network.hpp"
#include "tests/support/tcp_info.hpp"

namespace hangup {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using test::family;

error_code send_to_peer(tcp::socket& from) {
  error_code ec;
  asio::write(from, asio::buffer("bytes", 5), ec);
  return ec;
}

void expect_reset_although_the_server_did_nothing(family address_family) {
  asio::io_context io;
  test::socket_pair ends(io, address_family), untouched(io, address_family);
  ASSERT_EQ(platform::reject_segments_to(ends.server.local_endpoint().port()), error_code());
  EXPECT_EQ(test::state_of(ends.client), tcp_state::established) << "until a segment is sent";
  EXPECT_EQ(send_to_peer(ends.client), error_code());
  ASSERT_TRUE(test::poll_until([&] { return test::state_of(ends.client) == tcp_state::closed; }));
  EXPECT_EQ(platform::take_socket_error(ends.client.native_handle()), asio::error::connection_reset);
  EXPECT_EQ(test::state_of(ends.server), tcp_state::established);
  EXPECT_EQ(ends.server.available(), 0U);

  EXPECT_EQ(send_to_peer(untouched.client), error_code()) << "another port";
  EXPECT_TRUE(test::poll_until([&] { return untouched.server.available() == 5; }));
}

TEST(reject_segments_to, answers_with_a_reset_in_the_servers_name_and_leaves_other_ports_alone) {
  if (std::string const why = test::no_own_network(); !why.empty()) GTEST_SKIP() << why;
  for (family const address_family : test::both_families)
    if (test::missing(address_family).empty())
      test::in_own_network(
          [address_family] { expect_reset_although_the_server_did_nothing(address_family); });
}

TEST(reject_segments_to, is_refused_to_an_ordinary_user) {
  test::in_child([] {
    test::become_ordinary_user();
    ::close(STDERR_FILENO);  // where libnftables says so too
    EXPECT_EQ(platform::reject_segments_to(1), asio::error::no_permission);
  });
}

}  // namespace
}  // namespace hangup
