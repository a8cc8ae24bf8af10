#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <csignal>

#include "common/platform/kernel_units.hpp"
#include "common/platform/platform.hpp"
#include "tests/lab/processes.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/own_network.hpp"
#include "tests/support/tcp_info.hpp"

namespace hangup {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using test::family;
using test::option;

constexpr auto no_error = error_code();
constexpr platform::native_socket no_socket = -1;

/// A connection whose two ends the test holds.
class own_socket : public testing::TestWithParam<family> {
 protected:
  void SetUp() override {
    if (std::string const why = test::missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
    ends_.emplace(io_, GetParam());
  }
  tcp::socket& client() { return ends_->client; }
  tcp::socket& server() { return ends_->server; }

  asio::io_context io_;
  std::optional<test::socket_pair> ends_;
};

INSTANTIATE_TEST_SUITE_P(loopback, own_socket, testing::ValuesIn(test::both_families),
                         [](auto const& tested) { return test::name_of(tested.param); });

error_code send_bytes(tcp::socket& from) {
  error_code ec;
  asio::write(from, asio::buffer("bytes", 5), ec);
  return ec;
}

/// Waits until there is something to read, or the end.
error_code receive(tcp::socket& at) {
  error_code ec;
  std::array<char, 16> incoming;
  if (!platform::wait_ready(at.native_handle(), platform::readiness::readable, test::patience, ec))
    return asio::error::timed_out;
  at.read_some(asio::buffer(incoming), ec);
  return ec;
}

struct keepalive_options {
  int on, idle, interval, probes;
  bool operator==(keepalive_options const&) const = default;
};

keepalive_options keepalive_of(tcp::socket& socket) {
  int const s = socket.native_handle();
  return {option(s, SOL_SOCKET, SO_KEEPALIVE), option(s, IPPROTO_TCP, TCP_KEEPIDLE),
          option(s, IPPROTO_TCP, TCP_KEEPINTVL), option(s, IPPROTO_TCP, TCP_KEEPCNT)};
}

TEST_P(own_socket, keepalive_is_off_until_it_is_set_with_all_its_times) {
  EXPECT_EQ(keepalive_of(client()).on, 0);
  EXPECT_EQ(platform::set_keepalive(client().native_handle(), 7s, 3s, 2), no_error);
  EXPECT_EQ(keepalive_of(client()), (keepalive_options{1, 7, 3, 2}));
  EXPECT_EQ(keepalive_of(server()).on, 0) << "the other end";
}

TEST_P(own_socket, the_times_of_keepalive_are_rounded_up_to_seconds) {
  EXPECT_EQ(platform::set_keepalive(client().native_handle(), 1ns, 1001ms, 127), no_error);
  EXPECT_EQ(keepalive_of(client()), (keepalive_options{1, 1, 2, 127}));
  EXPECT_EQ(platform::set_keepalive(client().native_handle(), 0s, 1s, 1), asio::error::invalid_argument);
}

unsigned user_timeout_of(tcp::socket& socket) {
  return option<unsigned>(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT);
}

TEST_P(own_socket, user_timeout_is_set_in_milliseconds_rounded_up) {
  EXPECT_EQ(user_timeout_of(client()), 0U) << "the system's default";
  EXPECT_EQ(platform::set_user_timeout(client().native_handle(), 2s), no_error);
  EXPECT_EQ(user_timeout_of(client()), 2000U);
  EXPECT_EQ(platform::set_user_timeout(client().native_handle(), 1ns), no_error);
  EXPECT_EQ(user_timeout_of(client()), 1U);
}

TEST_P(own_socket, linger_is_on_with_its_time_in_seconds_rounded_up) {
  auto const linger_of = [](tcp::socket& socket) {
    auto const value = option<linger>(socket.native_handle(), SOL_SOCKET, SO_LINGER);
    return std::pair(value.l_onoff, value.l_linger);
  };
  EXPECT_EQ(linger_of(client()).first, 0);
  EXPECT_EQ(platform::set_linger(client().native_handle(), 1001ms), no_error);
  EXPECT_EQ(linger_of(client()), std::pair(1, 2));
  EXPECT_EQ(platform::set_linger(client().native_handle(), 0s), no_error);
  EXPECT_EQ(linger_of(client()), std::pair(1, 0));
}

TEST(kernel_units, what_is_too_long_for_the_field_becomes_the_longest_and_never_a_short_one) {
  using platform::kernel_units;
  using std::chrono::seconds, std::chrono::milliseconds;
  EXPECT_EQ((kernel_units<seconds, int>(1001ms)), 2);
  EXPECT_EQ((kernel_units<seconds, int>(4294967296s)), std::numeric_limits<int>::max());
  EXPECT_EQ((kernel_units<milliseconds, int>(50 * 24h)), std::numeric_limits<int>::max());
  EXPECT_EQ((kernel_units<seconds, unsigned short>(65536s)), 65535);
  EXPECT_EQ((kernel_units<milliseconds, int>(-1ms)), 0);
}

TEST(no_socket_at_all, is_bad_descriptor_to_every_call) {
  EXPECT_EQ(platform::set_keepalive(no_socket, 1s, 1s, 1), asio::error::bad_descriptor);
  EXPECT_EQ(platform::set_user_timeout(no_socket, 1s), asio::error::bad_descriptor);
  EXPECT_EQ(platform::set_linger(no_socket, 1s), asio::error::bad_descriptor);
  EXPECT_EQ(platform::abort_connection(no_socket), asio::error::bad_descriptor);
  EXPECT_EQ(platform::drop_incoming(no_socket), asio::error::bad_descriptor);
  EXPECT_EQ(platform::forget_on_close(no_socket), asio::error::bad_descriptor);
  EXPECT_EQ(platform::take_socket_error(no_socket), asio::error::bad_descriptor);
  EXPECT_EQ(platform::shut_down(no_socket, platform::direction::send), asio::error::bad_descriptor);
}

TEST_P(own_socket, its_error_is_taken_away_by_who_asks_first) {
  test::reset(server());
  ASSERT_TRUE(test::poll_until([this] { return test::state_of(client()) == tcp_state::closed; }));
  EXPECT_EQ(platform::take_socket_error(client().native_handle()), asio::error::connection_reset);
  EXPECT_EQ(platform::take_socket_error(client().native_handle()), no_error);
  EXPECT_EQ(receive(client()), asio::error::eof);
}

TEST_P(own_socket, shut_down_finishes_the_one_direction) {
  EXPECT_EQ(platform::shut_down(client().native_handle(), platform::direction::send), no_error);
  EXPECT_EQ(send_bytes(client()), asio::error::broken_pipe);
  EXPECT_EQ(receive(server()), asio::error::eof);
  EXPECT_EQ(platform::shut_down(server().native_handle(), platform::direction::receive), no_error);
  EXPECT_EQ(send_bytes(server()), no_error) << "the other direction";
  EXPECT_EQ(receive(client()), no_error);
}

TEST_P(own_socket, shut_down_of_receiving_reads_eof_and_says_nothing_to_the_peer) {
  EXPECT_EQ(platform::shut_down(client().native_handle(), platform::direction::receive), no_error);
  EXPECT_EQ(receive(client()), asio::error::eof);
  EXPECT_EQ(test::state_of(server()), tcp_state::established);
  EXPECT_EQ(send_bytes(client()), no_error);
}

class network_of_its_own : public testing::TestWithParam<family> {
 protected:
  void SetUp() override {
    if (std::string const why = test::missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
    if (std::string const why = test::no_own_network(); !why.empty()) GTEST_SKIP() << why;
  }
};

INSTANTIATE_TEST_SUITE_P(loopback, network_of_its_own, testing::ValuesIn(test::both_families),
                         [](auto const& tested) { return test::name_of(tested.param); });

TEST_P(network_of_its_own, abort_connection_is_connection_aborted_here_and_a_reset_there) {
  test::in_own_network([address_family = GetParam()] {
    asio::io_context io;
    test::socket_pair ends(io, address_family), untouched(io, address_family);
    ASSERT_EQ(platform::abort_connection(ends.client.native_handle()), no_error);
    EXPECT_EQ(test::state_of(ends.client), tcp_state::closed);
    EXPECT_EQ(receive(ends.client), asio::error::connection_aborted);
    EXPECT_EQ(receive(ends.server), asio::error::connection_reset);
    EXPECT_EQ(platform::network_counters().at("OutRsts"), 1);
    EXPECT_EQ(test::state_of(untouched.client), tcp_state::established) << "another connection";
    EXPECT_EQ(send_bytes(untouched.client), no_error);
    EXPECT_EQ(receive(untouched.server), no_error);
  });
}

TEST_P(network_of_its_own, forget_on_close_sends_nothing_and_the_next_segment_is_answered_with_a_reset) {
  test::in_own_network([address_family = GetParam()] {
    asio::io_context io;
    test::socket_pair ends(io, address_family);
    auto const sent = [] { return platform::network_counters().at("OutSegs"); };
    ASSERT_EQ(platform::forget_on_close(ends.server.native_handle()), no_error);
    auto const before = sent();
    ends.server.close();
    EXPECT_EQ(sent(), before);
    EXPECT_EQ(test::state_of(ends.client), tcp_state::established);

    EXPECT_EQ(send_bytes(ends.client), no_error);
    EXPECT_EQ(receive(ends.client), asio::error::connection_reset);
    EXPECT_EQ(platform::network_counters().at("OutRsts"), 1);

    test::socket_pair plain(io, address_family);
    auto const before_plain_close = sent();
    plain.server.close();
    EXPECT_GT(sent(), before_plain_close) << "without it there is a FIN";
  });
}

TEST_P(own_socket, an_ordinary_user_may_neither_abort_nor_forget_in_the_hosts_network) {
  test::in_child([this] {
    test::become_ordinary_user();
    EXPECT_EQ(platform::abort_connection(client().native_handle()), asio::error::no_permission);
    EXPECT_EQ(platform::forget_on_close(server().native_handle()), asio::error::no_permission);
    EXPECT_EQ(test::state_of(client()), tcp_state::established);
  });
  server().close();
  EXPECT_EQ(receive(client()), asio::error::eof) << "an ordinary close all the same";
}

TEST_P(network_of_its_own, drop_incoming_acknowledges_nothing_and_delivers_nothing) {
  test::in_own_network([address_family = GetParam()] {
    asio::io_context io;
    test::socket_pair ends(io, address_family);
    EXPECT_EQ(send_bytes(ends.client), no_error);
    EXPECT_TRUE(test::poll_until([&] { return test::all_acknowledged(ends.client); })) << "without it";
    EXPECT_EQ(ends.server.available(), 5U);

    ASSERT_EQ(platform::drop_incoming(ends.server.native_handle()), no_error);
    EXPECT_EQ(send_bytes(ends.client), no_error);
    ASSERT_TRUE(test::poll_until([&] { return test::retransmits(ends.client); }));
    EXPECT_FALSE(test::all_acknowledged(ends.client));
    EXPECT_EQ(ends.server.available(), 5U);
    EXPECT_EQ(test::state_of(ends.client), tcp_state::established);
  });
}

/// The processes that hold something in our name.
std::vector<pid_t> holders() {
  return test::descendants_of(::getpid());
}

TEST_P(own_socket, hold_in_child_keeps_the_connection_after_our_close_and_holds_nothing_else) {
  test::socket_pair const later(io_, GetParam());
  ASSERT_EQ(platform::hold_in_child(server().native_handle()), no_error);
  ASSERT_EQ(holders().size(), 1U);
  pid_t const holder = holders().front();
  EXPECT_TRUE(test::poll_until([holder] { return test::descriptors_of(holder).size() == 1; }));
  EXPECT_THAT(test::descriptors_of(holder), testing::ElementsAre(testing::StartsWith("socket:")));

  server().close();
  EXPECT_EQ(send_bytes(client()), no_error);
  EXPECT_TRUE(test::poll_until([this] { return test::all_acknowledged(client()); }));
  EXPECT_EQ(test::state_of(client()), tcp_state::established);

  platform::end_all_children();
  EXPECT_EQ(receive(client()), asio::error::connection_reset) << "over the bytes that nobody read";
}

TEST_P(own_socket, hold_in_child_ends_with_the_process_that_asked_for_it) {
  test::in_child([this] {
    ASSERT_EQ(platform::hold_in_child(server().native_handle()), no_error);
    EXPECT_EQ(holders().size(), 1U);
  });
  EXPECT_EQ(test::state_of(client()), tcp_state::established) << "we hold it, too";
  server().close();
  EXPECT_EQ(receive(client()), asio::error::eof);
}

}  // namespace
}  // namespace hangup
