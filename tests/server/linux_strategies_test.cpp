#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <list>

#include "server/host.hpp"
#include "tests/lab/processes.hpp"
#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/own_network.hpp"
#include "tests/support/tcp_info.hpp"

// What each strategy puts on the wire, with the counters of a network of its own as the witness.

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using test::family;
using testing::ElementsAre;

std::int64_t counted(std::string const& name) {
  return platform::network_counters().at(name);
}

/// A host and its one client, both in this thread.
class hung_up {
 public:
  hung_up(std::string_view strategy_name, family address_family, trigger when = {},
          std::string greeting = {}) {
    options_.listen = test::loopback(address_family);
    options_.strategy = find_strategy(strategy_name);
    options_.trigger = when;
    options_.greeting = std::move(greeting);
    host_.emplace(io_, options_, world_.make());
    host_->start([] {});
    client.connect(host_->endpoint());
  }

  /// Runs the server until it has done so.
  testing::AssertionResult has_done(std::string_view name) {
    if (test::run_until(io_, [&] { return world_.find(name) != nullptr; }))
      return testing::AssertionSuccess();
    return testing::AssertionFailure() << name << " was not done";
  }
  server_action const& done(std::string_view name) const { return *world_.find(name); }
  std::vector<std::string> calls() const { return world_.calls_on(1); }

  error_code send(std::string_view text) {
    error_code ec;
    asio::write(client, asio::buffer(text), ec);
    return ec;
  }

  /// The client reads, and the server goes on, until the end or an error.
  std::pair<std::string, error_code> read_to_the_end() {
    std::string text;
    std::optional<error_code> ended;
    asio::async_read(client, asio::dynamic_buffer(text), [&](error_code ec, std::size_t) { ended = ec; });
    EXPECT_TRUE(test::run_until(io_, [&] { return ended.has_value(); }));
    return {text, ended.value_or(error_code())};
  }

  bool client_reaches(tcp_state wanted) {
    return test::poll_until([&] { return test::state_of(client) == wanted; });
  }
  bool bytes_are_acknowledged() {
    return test::poll_until([this] { return test::all_acknowledged(client); });
  }
  error_code pending_error() { return platform::take_socket_error(client.native_handle()); }

 private:
  asio::io_context io_;
  test::fake_world world_;
  host_options options_;
  std::optional<host> host_;

 public:
  tcp::socket client{io_};
};

constexpr trigger once_unread{.kind = trigger_kind::unread};

class strategy_in_own_network : public testing::TestWithParam<family> {
 protected:
  void SetUp() override {
    if (std::string const why = test::missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
    if (std::string const why = test::no_own_network(); !why.empty()) GTEST_SKIP() << why;
  }
};

INSTANTIATE_TEST_SUITE_P(loopback, strategy_in_own_network, testing::ValuesIn(test::both_families),
                         [](auto const& tested) { return test::name_of(tested.param); });

TEST_P(strategy_in_own_network, unread_close_waits_for_bytes_and_resets_over_them) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("unread_close", address_family);
    ASSERT_TRUE(run.has_done("accepted"));
    EXPECT_EQ(test::state_of(run.client), tcp_state::established) << "nothing has come yet";
    run.send("bytes");
    ASSERT_TRUE(run.has_done("close"));
    EXPECT_THAT(run.calls(), ElementsAre("accepted", "unread", "close"));
    EXPECT_EQ(run.read_to_the_end().second, asio::error::connection_reset);
    EXPECT_EQ(counted("TCPAbortOnClose"), 1);
    EXPECT_EQ(counted("OutRsts"), 1);
  });
}

TEST_P(strategy_in_own_network, lingering_close_delivers_answer_and_fin_where_a_close_would_reset) {
  test::in_own_network([address_family = GetParam()] {
    hung_up cured("lingering_close", address_family, once_unread, "answer");
    cured.send("bytes");
    ASSERT_TRUE(cured.has_done("shutdown_send"));
    EXPECT_EQ(cured.read_to_the_end(), std::pair(std::string("answer"), error_code(asio::error::eof)));
    cured.client.close();
    ASSERT_TRUE(cured.has_done("close"));
    EXPECT_EQ(cured.done("drained").bytes, 5U);
    EXPECT_EQ(counted("OutRsts"), 0);

    hung_up reset("close", address_family, once_unread, "answer");
    reset.send("bytes");
    ASSERT_TRUE(reset.has_done("close"));
    EXPECT_EQ(reset.read_to_the_end().second, asio::error::connection_reset);
    EXPECT_EQ(counted("OutRsts"), 1);
  });
}

TEST_P(strategy_in_own_network, lingering_close_gives_up_a_client_that_never_finishes) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("lingering_close", address_family);
    ASSERT_TRUE(run.has_done("close"));
    EXPECT_THAT(run.calls(), ElementsAre("accepted", "shutdown_send", "drain_limit", "close"));
    EXPECT_EQ(run.send("late"), error_code());
    ASSERT_TRUE(run.client_reaches(tcp_state::closed));
    EXPECT_EQ(counted("OutRsts"), 1) << "the answer to what came too late";
  });
}

TEST_P(strategy_in_own_network, shutdown_receive_says_nothing_and_the_clients_bytes_are_acknowledged) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("shutdown_receive", address_family);
    ASSERT_TRUE(run.has_done("shutdown_receive"));
    EXPECT_EQ(run.done("shutdown_receive").error, error_value{});
    EXPECT_EQ(run.send("bytes"), error_code());
    EXPECT_TRUE(run.bytes_are_acknowledged());
    EXPECT_EQ(test::state_of(run.client), tcp_state::established);
    EXPECT_EQ(counted("OutRsts"), 0);
  });
}

TEST_P(strategy_in_own_network, blackhole_acknowledges_nothing_where_hold_does) {
  test::in_own_network([address_family = GetParam()] {
    hung_up silent("blackhole", address_family), held("hold", address_family);
    ASSERT_TRUE(silent.has_done("drop_incoming"));
    EXPECT_EQ(silent.done("drop_incoming").error, error_value{});
    EXPECT_EQ(silent.send("bytes"), error_code());
    ASSERT_TRUE(test::poll_until([&] { return test::retransmits(silent.client); }));
    EXPECT_FALSE(test::all_acknowledged(silent.client));
    EXPECT_EQ(test::state_of(silent.client), tcp_state::established);
    EXPECT_EQ(held.send("bytes"), error_code());
    EXPECT_TRUE(held.bytes_are_acknowledged());
    EXPECT_FALSE(test::retransmits(held.client));
  });
}

TEST_P(strategy_in_own_network, vanish_sends_nothing_and_the_next_segment_is_answered_with_a_reset) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("vanish", address_family);
    ASSERT_TRUE(run.has_done("accepted"));
    auto const sent = counted("OutSegs");
    ASSERT_TRUE(run.has_done("close"));
    EXPECT_THAT(run.calls(), ElementsAre("accepted", "forget_on_close", "close"));
    EXPECT_EQ(run.done("forget_on_close").error, error_value{});
    EXPECT_EQ(counted("OutSegs"), sent);
    EXPECT_EQ(test::state_of(run.client), tcp_state::established);
    EXPECT_EQ(run.send("bytes"), error_code());
    ASSERT_TRUE(run.client_reaches(tcp_state::closed));
    EXPECT_EQ(run.pending_error(), asio::error::connection_reset);
    EXPECT_EQ(counted("OutRsts"), 1);
  });
}

TEST_P(strategy_in_own_network, vanish_without_the_right_says_so_and_sends_a_fin) {
  test::in_child([address_family = GetParam()] {
    test::become_ordinary_user();
    hung_up run("vanish", address_family);
    ASSERT_TRUE(run.has_done("close"));
    EXPECT_EQ(run.done("forget_on_close").error, value_of(asio::error::no_permission));
    EXPECT_EQ(run.read_to_the_end().second, asio::error::eof);
  });
}

TEST_P(strategy_in_own_network, reject_resets_the_client_and_the_server_notices_nothing) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("reject", address_family);
    ASSERT_TRUE(run.has_done("reject"));
    EXPECT_EQ(run.done("reject").error, error_value{});
    EXPECT_EQ(test::state_of(run.client), tcp_state::established);
    EXPECT_EQ(run.send("bytes"), error_code());
    ASSERT_TRUE(run.client_reaches(tcp_state::closed));
    EXPECT_EQ(run.pending_error(), asio::error::connection_reset);
    EXPECT_THAT(run.calls(), ElementsAre("accepted", "reject"));
    EXPECT_EQ(counted("TCPAbortOnData") + counted("TCPAbortOnClose"), 0);
  });
}

TEST_P(strategy_in_own_network, inherited_sends_nothing_until_the_child_that_holds_the_socket_dies) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("inherited", address_family);
    ASSERT_TRUE(run.has_done("close"));
    EXPECT_THAT(run.calls(), ElementsAre("accepted", "fork", "close"));
    EXPECT_EQ(run.send("bytes"), error_code());
    EXPECT_TRUE(run.bytes_are_acknowledged());
    EXPECT_EQ(test::state_of(run.client), tcp_state::established);

    auto const holders = test::descendants_of(::getpid());
    ASSERT_EQ(holders.size(), 1U);
    ::kill(holders.front(), SIGKILL);
    ASSERT_TRUE(run.client_reaches(tcp_state::closed));
    EXPECT_EQ(run.pending_error(), asio::error::connection_reset) << "over the bytes that nobody read";
  });
}

TEST_P(strategy_in_own_network, inherited_starts_no_more_children_than_it_may_and_says_so) {
  test::in_own_network([address_family = GetParam()] {
    asio::io_context io;
    test::fake_world fake;
    server_world outside = fake.make();
    outside.most_children = 2;
    host_options options;
    options.listen = test::loopback(address_family);
    options.strategy = find_strategy("inherited");
    host strangers_welcome(io, options, std::move(outside));
    strangers_welcome.start([] {});
    std::list<tcp::socket> clients;
    for (int i = 0; i < 3; ++i)
      clients.emplace_back(io).connect(strangers_welcome.endpoint());
    ASSERT_TRUE(test::run_until(io, [&] { return fake.calls_on(3).size() == 3; }));
    EXPECT_EQ(test::descendants_of(::getpid()).size(), 2U);
    EXPECT_THAT(fake.calls_on(3), ElementsAre("accepted", "fork", "close"));
    auto const refused = std::find_if(fake.actions().begin(), fake.actions().end(), [](auto const& action) {
      return action.connection == 3 && action.name == "fork";
    });
    EXPECT_EQ(refused->error, value_of(asio::error::try_again));
    EXPECT_EQ(refused->detail, "refused: 2 children are the limit");
  });
}

TEST_P(strategy_in_own_network, linger_then_destructor_finishes_where_abortive_resets) {
  test::in_own_network([address_family = GetParam()] {
    hung_up trap("linger_then_destructor", address_family);
    EXPECT_EQ(trap.read_to_the_end().second, asio::error::eof);
    EXPECT_THAT(trap.calls(), ElementsAre("accepted", "set_linger", "destroy"));
    EXPECT_EQ(counted("OutRsts") + counted("TCPAbortOnData"), 0);

    hung_up meant("abortive", address_family);
    EXPECT_EQ(meant.read_to_the_end().second, asio::error::connection_reset);
    EXPECT_EQ(counted("OutRsts"), 1);
    EXPECT_EQ(counted("TCPAbortOnData"), 1);
  });
}

TEST_P(strategy_in_own_network, shutdown_then_abort_sends_the_fin_before_the_reset) {
  test::in_own_network([address_family = GetParam()] {
    hung_up trap("shutdown_then_abort", address_family);
    ASSERT_TRUE(trap.has_done("close"));
    ASSERT_TRUE(trap.client_reaches(tcp_state::closed));
    EXPECT_EQ(trap.pending_error(), asio::error::broken_pipe) << "what a reset after a FIN leaves";
    EXPECT_EQ(trap.read_to_the_end().second, asio::error::eof);
    EXPECT_EQ(counted("OutRsts"), 1);

    hung_up meant("abortive", address_family);
    ASSERT_TRUE(meant.has_done("close"));
    ASSERT_TRUE(meant.client_reaches(tcp_state::closed));
    EXPECT_EQ(meant.pending_error(), asio::error::connection_reset) << "without a FIN";
  });
}

TEST_P(strategy_in_own_network, unread_then_shutdown_resets_after_its_fin) {
  test::in_own_network([address_family = GetParam()] {
    hung_up trap("unread_then_shutdown", address_family);
    trap.send("bytes");
    ASSERT_TRUE(trap.has_done("close"));
    EXPECT_THAT(trap.calls(), ElementsAre("accepted", "unread", "shutdown_send", "close"));
    ASSERT_TRUE(trap.client_reaches(tcp_state::closed));
    EXPECT_EQ(trap.pending_error(), asio::error::broken_pipe);
    EXPECT_EQ(trap.read_to_the_end().second, asio::error::eof);
    EXPECT_EQ(counted("OutRsts"), 1);

    hung_up graceful("graceful", address_family, once_unread);
    graceful.send("bytes");
    graceful.client.shutdown(tcp::socket::shutdown_send);
    ASSERT_TRUE(graceful.has_done("close"));
    EXPECT_EQ(graceful.read_to_the_end().second, asio::error::eof);
    EXPECT_EQ(counted("OutRsts"), 1) << "who reads does not reset";
  });
}

TEST_P(strategy_in_own_network, reset_mid_transfer_loses_what_its_send_had_accepted) {
  test::in_own_network([address_family = GetParam()] {
    hung_up run("reset_mid_transfer", address_family);
    ASSERT_TRUE(run.has_done("close"));
    EXPECT_THAT(run.calls(), ElementsAre("accepted", "sent", "set_linger", "close"));
    auto const [text, ended] = run.read_to_the_end();
    EXPECT_EQ(ended, asio::error::connection_reset);
    EXPECT_GT(text.size(), 0U);
    EXPECT_LT(text.size(), run.done("sent").bytes);
    EXPECT_EQ(counted("TCPAbortOnData"), 1);
  });
}

TEST_P(strategy_in_own_network, close_in_the_middle_of_an_answer_loses_nothing) {
  test::in_own_network([address_family = GetParam()] {
    std::string const answer(8U << 20U, 'x');
    hung_up run("close", address_family, {}, answer);
    auto const [text, ended] = run.read_to_the_end();
    EXPECT_EQ(ended, asio::error::eof);
    EXPECT_EQ(text.size(), answer.size());
    EXPECT_EQ(counted("OutRsts"), 0);
  });
}

/// SO_LINGER as the strategy leaves it, seen through a copy of the server's socket: {on, seconds}.
std::pair<int, int> linger_left_by(std::string_view strategy_name) {
  asio::io_context io;
  test::fake_world fake;
  connection_resources shared(io.get_executor(), fake.make());
  test::socket_pair ends(io, family::ipv4);
  int const copy = ::fcntl(ends.server.native_handle(), F_DUPFD_CLOEXEC, 0);
  auto const peer = std::make_shared<connection>(std::move(ends.server), 1, shared);
  asio::co_spawn(io, find_strategy(strategy_name)->hang_up(*peer), asio::detached);
  io.run();
  auto const left = test::option<linger>(copy, SOL_SOCKET, SO_LINGER);
  ::close(copy);
  return {left.l_onoff, left.l_linger};
}

TEST(linger, is_set_to_0_for_a_reset_to_2_seconds_for_a_wait_and_taken_back_by_the_destructor) {
  EXPECT_EQ(linger_left_by("abortive"), std::pair(1, 0));
  EXPECT_EQ(linger_left_by("shutdown_then_abort"), std::pair(1, 0));
  EXPECT_EQ(linger_left_by("linger_timeout"), std::pair(1, 2));
  EXPECT_EQ(linger_left_by("linger_then_destructor").first, 0);
  EXPECT_EQ(linger_left_by("close").first, 0);
}

}  // namespace
}  // namespace hangup::server
