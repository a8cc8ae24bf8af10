#include "server/listener.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include "common/options/errors.hpp"
#include "server/host.hpp"
#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::server {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using test::family;
using testing::ElementsAre;

/// A listening socket whose backlog the test fills.
class listening_socket : public testing::Test {
 protected:
  void start_waiting(std::chrono::nanoseconds delay) {
    listener_.emplace(acceptor_, delay, journal_);
    asio::co_spawn(io_, listener_->await_connection(), [this](std::exception_ptr) { done_ = true; });
    io_.poll();
  }
  bool completes() {
    return test::run_until(io_, [this] { return done_; });
  }
  std::vector<std::string> const& recorded() {
    journal_->write_out();
    return actions_;
  }
  bool has_done(std::size_t calls) {
    return test::run_until(io_, [this, calls] { return actions_.size() == calls; });
  }

  asio::io_context io_;
  tcp::acceptor acceptor_{io_, test::loopback(family::ipv4)};
  tcp::socket client_{io_};
  std::optional<listener> listener_;
  std::vector<std::string> actions_;
  std::shared_ptr<journal> journal_ =
      std::make_shared<journal>(io_.get_executor(), [this](event const& happened) {
        auto const& action = std::get<server_action>(happened.body);
        actions_.push_back(action.name + (action.error ? " " + describe(action.error) : ""));
      });
  bool done_ = false;
};

std::string const aborted = " " + describe(value_of(asio::error::operation_aborted));

TEST_F(listening_socket, waits_for_a_connection_and_leaves_it_in_the_backlog) {
  start_waiting(0ns);
  EXPECT_TRUE(recorded().empty()) << "there is none yet";
  client_.connect(acceptor_.local_endpoint());
  ASSERT_TRUE(completes());
  EXPECT_THAT(recorded(), ElementsAre("in_backlog", "waited"));
  EXPECT_EQ(acceptor_.accept().remote_endpoint(), client_.local_endpoint());
}

TEST_F(listening_socket, waits_for_its_delay_once_there_is_a_connection) {
  start_waiting(24h);
  client_.connect(acceptor_.local_endpoint());
  ASSERT_TRUE(has_done(1));
  io_.poll();
  EXPECT_FALSE(done_);
  listener_->close();
  ASSERT_TRUE(completes());
  EXPECT_THAT(recorded(), ElementsAre("in_backlog", "close_listener", "waited" + aborted));
}

TEST_F(listening_socket, that_is_closed_ends_a_wait_for_a_connection) {
  start_waiting(24h);
  listener_->close();
  ASSERT_TRUE(completes());
  EXPECT_THAT(recorded(), ElementsAre("close_listener", "in_backlog" + aborted));
}

TEST_F(listening_socket, is_closed_once) {
  start_waiting(0ns);
  listener_->close();
  listener_->close();
  EXPECT_THAT(recorded(), ElementsAre("close_listener"));
}

TEST_F(listening_socket, that_is_closed_resets_what_lies_in_its_backlog_and_nothing_else) {
  tcp::socket accepted_client(io_);
  accepted_client.connect(acceptor_.local_endpoint());
  tcp::socket const accepted = acceptor_.accept();
  client_.connect(acceptor_.local_endpoint());
  start_waiting(0ns);
  listener_->close();
  ASSERT_TRUE(test::poll_until([this] { return test::state_of(client_) == tcp_state::closed; }));
  EXPECT_EQ(platform::take_socket_error(static_cast<platform::native_socket>(client_.native_handle())),
            asio::error::connection_reset);
  EXPECT_EQ(test::state_of(accepted_client), tcp_state::established);
}

/// The host with the strategies that act before a connection is accepted.
class backlog_of_a_host : public testing::Test {
 protected:
  backlog_of_a_host() { options_.listen = test::loopback(family::ipv4); }

  void start(std::string_view strategy_name, std::chrono::nanoseconds delay = 0ns) {
    options_.strategy = find_strategy(strategy_name);
    options_.trigger = {.kind = trigger_kind::after, .delay = delay};
    host_.emplace(io_, options_, world_.make());
    host_->start([] {});
  }
  tcp::socket connected() {
    tcp::socket client(io_);
    client.connect(host_->endpoint());
    return client;
  }
  error_code connect_fails_with() {
    tcp::socket client(io_);
    error_code ec;
    client.connect(host_->endpoint(), ec);
    return ec;
  }
  bool has_done(std::string_view name, std::uint64_t connection) {
    return test::run_until(io_, [this, name, connection] {
      auto const calls = world_.calls_on(connection);
      return std::find(calls.begin(), calls.end(), name) != calls.end();
    });
  }
  bool runs_out_of_work() {
    return test::run_until(io_, [this] { return io_.stopped(); });
  }

  asio::io_context io_;
  test::fake_world world_;
  host_options options_;
  std::optional<host> host_;
};

TEST_F(backlog_of_a_host, late_accept_waits_before_it_accepts_and_not_again_afterwards) {
  start("late_accept", 1ms);
  tcp::socket client = connected();
  asio::write(client, asio::buffer("bytes", 5));
  client.close();
  ASSERT_TRUE(has_done("close", 1));
  EXPECT_THAT(world_.calls_on(0), ElementsAre("listening", "in_backlog", "waited"));
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "drained", "close"));
  EXPECT_EQ(world_.find("drained")->bytes, 5U) << "sent before anybody accepted";
  EXPECT_EQ(world_.find("drained")->error, value_of(asio::error::eof));
}

TEST_F(backlog_of_a_host, late_accept_accepts_a_client_that_has_reset_already_and_reads_the_reset) {
  start("late_accept", 1ms);
  tcp::socket client = connected();
  test::reset(client);
  ASSERT_TRUE(has_done("close", 1));
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "drained", "close"));
  EXPECT_EQ(world_.find("accepted")->error, error_value{});
  EXPECT_EQ(world_.find("drained")->error, value_of(asio::error::connection_reset));
}

TEST_F(backlog_of_a_host, late_accept_is_late_for_the_first_connection_only) {
  start("late_accept", 1ms);
  for (std::uint64_t number : {1U, 2U}) {
    connected().close();
    ASSERT_TRUE(has_done("close", number));
  }
  EXPECT_THAT(world_.calls_on(0), ElementsAre("listening", "in_backlog", "waited"));
}

TEST_F(backlog_of_a_host, a_stop_ends_the_delay_before_accept) {
  start("late_accept", 24h);
  tcp::socket client = connected();
  ASSERT_TRUE(has_done("in_backlog", 0));
  host_->stop();
  ASSERT_TRUE(runs_out_of_work());
  EXPECT_TRUE(world_.calls_on(1).empty()) << "nothing was accepted";
  EXPECT_EQ(test::state_of(client), tcp_state::closed) << "as every connection in a backlog that is closed";
}

TEST_F(backlog_of_a_host, listener_close_accepts_nobody_and_resets_who_has_connected) {
  start("listener_close");
  tcp::socket first = connected(), second = connected();
  ASSERT_TRUE(runs_out_of_work());
  EXPECT_THAT(world_.calls_on(0), ElementsAre("listening", "in_backlog", "waited", "close_listener"));
  EXPECT_TRUE(world_.calls_on(1).empty());
  for (tcp::socket* const client : {&first, &second}) {
    char byte = 0;
    error_code ec;
    client->read_some(asio::buffer(&byte, 1), ec);
    EXPECT_EQ(ec, asio::error::connection_reset);
  }
  EXPECT_EQ(connect_fails_with(), asio::error::connection_refused);
  EXPECT_EQ(host_->counts(), tally{});
}

TEST_F(backlog_of_a_host, listener_close_with_once_is_done_when_the_listener_is_closed) {
  bool done = false;
  options_.once = true;
  options_.strategy = find_strategy("listener_close");
  host_.emplace(io_, options_, world_.make());
  host_->start([&done] { done = true; });
  tcp::socket const client = connected();
  ASSERT_TRUE(runs_out_of_work());
  EXPECT_TRUE(done);
}

TEST_F(backlog_of_a_host, refuse_takes_the_port_and_answers_nobody) {
  start("refuse");
  EXPECT_NE(host_->endpoint().port(), 0);
  EXPECT_EQ(connect_fails_with(), asio::error::connection_refused);
  io_.run();
  EXPECT_THAT(world_.calls_on(0), ElementsAre("listening")) << "that is what the lab waits for";
}

TEST_F(backlog_of_a_host, refuse_leaves_the_port_to_nobody_else_until_it_is_stopped) {
  start("refuse");
  host_options second = options_;
  second.listen = host_->endpoint();
  second.strategy = find_strategy("close");
  auto const listen_there = [&] { host(io_, second, world_.make()); };
  EXPECT_THAT(thrown_by<setup_error>(listen_there), testing::StartsWith("cannot listen on "));
  host_->stop();
  EXPECT_EQ(thrown_by<setup_error>(listen_there), "(nothing was thrown)");
}

}  // namespace
}  // namespace hangup::server
