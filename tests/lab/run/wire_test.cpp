#include "lab/run/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>

#include "common/options/errors.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/own_network.hpp"

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

/// Puts a pipe that nobody writes to in the place of the socket that segments come from.
void take_packet_socket_away() {
  std::array<int, 2> hung_up{};
  ASSERT_EQ(::pipe(hung_up.data()), 0);
  ::close(hung_up[1]);
  for (int descriptor = 0; descriptor < hung_up[0]; ++descriptor) {
    int domain = 0;
    socklen_t size = sizeof domain;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_PACKET) {
      EXPECT_EQ(::dup2(hung_up[0], descriptor), descriptor);
      return;
    }
  }
  FAIL() << "libpcap has none";
}

TEST(a_capture, that_libpcap_cannot_go_on_with_is_an_error_and_not_the_end_of_the_connection) {
  if (std::string const why = test::no_own_network(); !why.empty()) GTEST_SKIP() << why;
  test::in_own_network([] {
    asio::io_context io;
    wire_capture wire("");
    test::socket_pair const ends(io, test::family::ipv4);
    auto const port = ends.server.local_endpoint().port();
    EXPECT_THAT(wire.segments(port), testing::SizeIs(2)) << "the two SYN";
    take_packet_socket_away();
    try {
      wire.segments(port);
      ADD_FAILURE() << "taken for the end";
    } catch (unavailable_error const& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("capture on lo: "));
    }
  });
}

}  // namespace
}  // namespace hangup::lab
