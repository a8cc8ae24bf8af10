#include <gtest/gtest.h>

#include <winsock2.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>

#include "common/platform/platform.hpp"
#include "common/platform/sockets.hpp"
#include "tests/support/loopback.hpp"

// One number, two causes: Winsock says WSAETIMEDOUT of a deadline of ours and of a connection that timed out.

namespace hangup {
namespace {

using namespace std::chrono_literals;

TEST(winsocks_time_out, is_our_deadline_where_one_was_set_and_has_passed) {
  boost::system::error_code const timed_out = boost::asio::error::timed_out;
  EXPECT_TRUE(platform::deadline_passed(timed_out, 300ms, 300ms));
  EXPECT_FALSE(platform::deadline_passed(timed_out, 100ms, 300ms)) << "the connection's own";
  EXPECT_FALSE(platform::deadline_passed(timed_out, 21s, 0ms))
      << "of a connect, whose calls have no deadline";
  EXPECT_FALSE(platform::deadline_passed(boost::asio::error::connection_reset, 300ms, 300ms));
}

TEST(winsocks_time_out, is_what_a_blocking_call_says_at_its_deadline) {
  boost::asio::io_context io;
  test::socket_pair ends(io, test::family::ipv4);
  auto const socket = static_cast<SOCKET>(ends.client.native_handle());
  ASSERT_FALSE(platform::set_blocking_deadline(socket, 50ms));
  auto const began = platform::monotonic_now();
  char incoming = 0;
  ASSERT_EQ(::recv(socket, &incoming, 1, 0), SOCKET_ERROR);
  auto const said = platform::last_socket_error();
  EXPECT_EQ(said, boost::asio::error::timed_out);
  EXPECT_TRUE(platform::deadline_passed(said, platform::monotonic_now() - began, 50ms));
}

}  // namespace
}  // namespace hangup
