#include <gmock/gmock.h>

#include <filesystem>

#include "common/record/classify.hpp"
#include "tests/client/style_on.hpp"
#include "tests/support/own_network.hpp"
#include "tests/support/tcp_info.hpp"

// The steps that need rights over the network, or a look into the client's socket.

namespace hangup::client {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::system::error_code;
using test::outcomes;
using test::peer;
using testing::ElementsAre;

class linux_step_on : public test::style_on {
 protected:
  /// The peer's read, once the client has done what the test is about.
  static error_code end_at(peer::socket& client) {
    error_code ec = asio::error::timed_out;
    std::array<char, 64> incoming;
    do
      if (!peer::is_readable(client)) return asio::error::timed_out;
    while (client.read_some(asio::buffer(incoming), ec) != 0 && !ec);
    return ec;
  }
};

INSTANTIATE_TEST_SUITE_P(registry, linux_step_on, test::styles_and_families(),
                         test::name_of_style_and_family);

/// The client's end of the connection to `peer`, among our own descriptors; -1 where there is none.
int socket_connected_to(asio::ip::tcp::endpoint const& peer) {
  for (auto const& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    int const descriptor = std::stoi(entry.path().filename());
    asio::ip::tcp::endpoint other;
    socklen_t size = static_cast<socklen_t>(other.capacity());
    if (::getpeername(descriptor, other.data(), &size) == 0 && other == peer) return descriptor;
  }
  return -1;
}

TEST_P(linux_step_on, keepalive_user_timeout_and_linger_set_the_options_of_the_clients_socket) {
  peer const reads(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  std::vector<std::vector<int>> options;
  on_observation_ = [&](observation const&) {
    int const socket = socket_connected_to(reads.endpoint());
    auto const tcp = [socket](int name) { return test::option(socket, IPPROTO_TCP, name); };
    options.push_back({test::option(socket, SOL_SOCKET, SO_KEEPALIVE), tcp(TCP_KEEPIDLE), tcp(TCP_KEEPINTVL),
                       tcp(TCP_KEEPCNT), tcp(TCP_USER_TIMEOUT),
                       test::option<linger>(socket, SOL_SOCKET, SO_LINGER).l_linger});
  };
  auto const result = run({reads.endpoint()}, "keepalive 7s 5s 3; user-timeout 250ms; linger 2s");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "ok", "ok"));
  ASSERT_EQ(options.size(), 4U);
  std::vector<int> expected = options[0];
  EXPECT_EQ(expected[0], 0) << "off at first";
  std::copy_n(std::array{1, 7, 5, 3}.begin(), 4, expected.begin());
  EXPECT_EQ(options[1], expected) << "keepalive, and nothing else";
  expected[4] = 250;
  EXPECT_EQ(options[2], expected) << "user-timeout, and nothing else";
  expected[5] = 2;
  EXPECT_EQ(options[3], expected) << "linger, and nothing else";
}

/// In a network of its own each of these may destroy its connection.
class step_in_own_network : public linux_step_on {
 protected:
  void SetUp() override {
    linux_step_on::SetUp();
    if (std::string const why = test::no_own_network(); !why.empty()) GTEST_SKIP() << why;
  }

  /// Runs the plan against `script`, which is done when this returns.
  run_result run_against(std::function<void(peer::socket&)> script, std::string_view plan_text) {
    peer const other(address_family(), std::move(script));
    auto result = run({other.endpoint()}, plan_text);
    finished_ = true;
    return result;
  }
};

INSTANTIATE_TEST_SUITE_P(registry, step_in_own_network, test::styles_and_families(),
                         test::name_of_style_and_family);

error_value const not_permitted{code_space::linux_errno, EPERM};
error_value const software_caused_connection_abort{code_space::linux_errno, ECONNABORTED};

TEST_P(step_in_own_network, abort_locally_is_connection_aborted_to_the_next_call_and_a_reset_to_the_peer) {
  test::in_own_network([this] {
    error_code at_peer;
    auto const result = run_against([&at_peer](peer::socket& client) { at_peer = end_at(client); },
                                    "send; abort-locally; recv; send");
    ASSERT_THAT(outcomes(result), ElementsAre("ok", "ok 14", "ok", "connection_aborted", "broken_pipe"));
    EXPECT_EQ(result.seen[2].after, tcp_state::closed);
    EXPECT_EQ(result.seen[3].error, software_caused_connection_abort);
    EXPECT_EQ(classify(result.seen), ending::aborted_locally);
    EXPECT_EQ(at_peer, asio::error::connection_reset);
  });
}

TEST_P(step_in_own_network, abort_locally_during_recv_is_delivered_to_the_pending_read) {
  test::in_own_network([this] {
    error_code at_peer;
    auto const result = run_against([&at_peer](peer::socket& client) { at_peer = end_at(client); },
                                    "abort-locally during-recv; send");
    ASSERT_THAT(outcomes(result), ElementsAre("ok", "connection_aborted", "broken_pipe"));
    observation const& read = result.seen[1];
    EXPECT_EQ(read.op, operation::abort_locally);
    EXPECT_EQ(read.error, software_caused_connection_abort);
    EXPECT_EQ(read.before, tcp_state::established);
    EXPECT_EQ(read.after, tcp_state::closed);
    EXPECT_EQ(classify(result.seen), ending::aborted_locally);
    EXPECT_EQ(at_peer, asio::error::connection_reset);
  });
}

TEST_P(step_in_own_network, abort_locally_after_the_fin_is_eof_to_a_recv_and_the_truth_to_a_send) {
  test::in_own_network([this] {
    auto const half_closes = [](peer::socket& client) {
      client.shutdown(peer::socket::shutdown_send);
      end_at(client);
    };
    auto const result = run_against(half_closes, "await-state CLOSE_WAIT; abort-locally; recv; send");
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "ok", "eof", "connection_aborted"));
    EXPECT_EQ(classify(result.seen), ending::aborted_locally);
  });
}

TEST_P(step_in_own_network, user_timeout_makes_unacknowledged_data_a_timeout) {
  test::in_own_network([this] {
    auto const falls_silent = [this](peer::socket& client) {
      platform::drop_incoming(client.native_handle());
      asio::write(client, asio::buffer("x", 1));  // from now on nothing is acknowledged
      test::poll_until([this] { return finished_.load(); });
      test::reset(client);
    };
    auto const result = run_against(falls_silent, "recv 1; user-timeout 1ms; send; recv; send");
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 1", "ok", "ok 14", "timed_out", "broken_pipe"));
    EXPECT_EQ(classify(result.seen), ending::timed_out);
  });
}

TEST_P(linux_step_on, abort_locally_without_the_right_is_refused_and_the_connection_lives_on) {
  test::in_child([this] {
    test::become_ordinary_user();
    peer const reads(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
    auto const result = run({reads.endpoint()}, "abort-locally; send");
    ASSERT_THAT(outcomes(result), ElementsAre("ok", "unlisted", "ok 14"));
    EXPECT_EQ(result.seen[1].error, not_permitted);
    EXPECT_EQ(classify(result.seen), ending::still_open);
  });
}

TEST_P(linux_step_on, abort_locally_during_recv_without_the_right_leaves_the_connection_as_it_was) {
  test::in_child([this] {
    test::become_ordinary_user();
    peer const reads(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
    auto const result = run({reads.endpoint()}, "abort-locally during-recv; send", 100ms);
    ASSERT_THAT(outcomes(result), ElementsAre("ok", is_asynchronous() ? "unlisted" : "never", "ok 14"));
    EXPECT_EQ(result.seen[1].error, is_asynchronous() ? not_permitted : error_value{});
    EXPECT_EQ(classify(result.seen), ending::still_open);
  });
}

}  // namespace
}  // namespace hangup::client
