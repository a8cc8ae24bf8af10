#include "server/host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <list>

#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/system.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using testing::ElementsAre;

class host_on_loopback : public testing::Test {
 protected:
  host_on_loopback() { options_.listen = test::loopback(test::family::ipv4); }

  host& start(std::string_view strategy_name) {
    options_.strategy = find_strategy(strategy_name);
    host_.emplace(io_, options_, world_.make());
    host_->start([this] { done_ = true; });
    return *host_;
  }

  tcp::socket connected() {
    tcp::socket client(io_);
    client.connect(host_->endpoint());
    return client;
  }

  /// What the first read that fails or meets EOF reports, with all that was read before.
  std::pair<error_code, std::string> read_to_the_end(tcp::socket& client) {
    std::optional<error_code> ended;
    std::string text;
    asio::async_read(client, asio::dynamic_buffer(text),
                     [&](error_code const& ec, std::size_t) { ended = ec; });
    EXPECT_TRUE(test::run_until(io_, [&] { return ended.has_value(); }));
    return {ended.value_or(error_code()), text};
  }

  bool runs_out_of_work() {
    return test::run_until(io_, [this] { return io_.stopped(); });
  }

  asio::io_context io_;
  test::fake_world world_;
  options options_;
  std::optional<host> host_;
  bool done_ = false;
};

TEST_F(host_on_loopback, tells_the_port_it_took) {
  host const& h = start("hold");
  EXPECT_NE(h.endpoint().port(), 0);
  ASSERT_FALSE(world_.did().empty());
  EXPECT_EQ(world_.did().front().name, "listening");
  EXPECT_EQ(world_.did().front().connection, 0U);
  EXPECT_EQ(world_.did().front().detail, "127.0.0.1:" + std::to_string(h.endpoint().port()));
}

TEST_F(host_on_loopback, a_port_in_use_is_a_setup_error_that_names_it) {
  options_.listen = start("hold").endpoint();
  std::string const error = thrown_by<setup_error>([this] { host(io_, options_, world_.make()); });
  EXPECT_EQ(error, "cannot listen on 127.0.0.1:" + std::to_string(options_.listen.port()) + ": " +
                       describe(value_of(asio::error::address_in_use)));
}

TEST_F(host_on_loopback, numbers_its_connections_and_hangs_up_each) {
  start("close");
  std::list<tcp::socket> clients;
  for (int i = 0; i < 20; ++i)
    clients.push_back(connected());
  for (tcp::socket& each : clients)
    EXPECT_EQ(read_to_the_end(each).first, asio::error::eof);
  for (std::uint64_t number = 1; number <= 20; ++number)
    EXPECT_THAT(world_.calls_on(number), ElementsAre("accepted", "close")) << number;
  EXPECT_EQ(host_->summary(), "20 connections hung up with close");
}

TEST_F(host_on_loopback, greets_before_it_hangs_up) {
  options_.greeting = "hello\n";
  start("close");
  tcp::socket client = connected();
  EXPECT_EQ(read_to_the_end(client), std::pair(error_code(asio::error::eof), std::string("hello\n")));
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "sent", "close"));
  EXPECT_EQ(world_.find("sent")->bytes, 6U);
}

TEST_F(host_on_loopback, with_once_it_is_done_after_one_connection_and_refuses_the_next) {
  options_.once = true;
  start("close");
  tcp::socket client = connected();
  EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
  EXPECT_TRUE(runs_out_of_work());
  EXPECT_TRUE(done_);
  tcp::socket late(io_);
  error_code ec;
  late.connect(host_->endpoint(), ec);
  EXPECT_EQ(ec, asio::error::connection_refused);
  EXPECT_EQ(host_->summary(), "1 connection hung up with close");
}

TEST_F(host_on_loopback, without_once_it_goes_on) {
  start("close");
  for (int i = 0; i < 2; ++i) {
    tcp::socket client = connected();
    EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
  }
  EXPECT_FALSE(done_);
  EXPECT_FALSE(io_.stopped());
}

TEST_F(host_on_loopback, when_stopped_it_closes_what_is_open_and_leaves_no_work) {
  start("hold");
  tcp::socket first = connected();
  tcp::socket second = connected();
  ASSERT_TRUE(test::run_until(io_, [this] { return world_.calls_on(2).size() == 1; }));
  host_->stop();
  EXPECT_TRUE(runs_out_of_work());
  EXPECT_EQ(read_to_the_end(first).first, asio::error::eof);
  EXPECT_EQ(read_to_the_end(second).first, asio::error::eof);
  EXPECT_NE(world_.find("close_listener"), nullptr);
  EXPECT_THAT(world_.calls_on(1), testing::UnorderedElementsAre("accepted", "close", "drained"));
}

TEST_F(host_on_loopback, every_trigger_gives_way_when_stopped_and_what_follows_it_too) {
  for (trigger const& when : {trigger{.kind = trigger_kind::unread},
                              {.kind = trigger_kind::read, .bytes = 5},
                              {.kind = trigger_kind::after, .delay = std::chrono::hours(1)}}) {
    for (std::string_view const strategy_name : {"abortive", "hold", "shutdown_receive"}) {
      options_.trigger = when;
      start(strategy_name);
      tcp::socket const client = connected();
      auto const before = world_.did().size();
      ASSERT_TRUE(test::run_until(io_, [&] { return world_.did().size() > before; }));
      host_->stop();
      ASSERT_TRUE(runs_out_of_work()) << strategy_name << " at " << to_string(when);
    }
  }
}

TEST_F(host_on_loopback, stopping_twice_is_stopping_once) {
  start("hold");
  host_->stop();
  host_->stop();
  EXPECT_TRUE(runs_out_of_work());
  EXPECT_EQ(std::ranges::count(world_.calls_on(0), "close_listener"), 1);
}

TEST_F(host_on_loopback, a_client_that_ends_first_does_not_disturb_the_next) {
  if (test::on_wine()) GTEST_SKIP() << test::wine_loses_it;
  options_.trigger = {.kind = trigger_kind::unread};
  start("abortive");
  tcp::socket quitter = connected();
  test::reset(quitter);
  ASSERT_TRUE(test::run_until(io_, [this] { return world_.find("client_ended_first") != nullptr; }));
  EXPECT_EQ(world_.find("client_ended_first")->connection, 1U);

  tcp::socket client = connected();
  asio::write(client, asio::buffer("bytes", 5));
  EXPECT_EQ(read_to_the_end(client).first, asio::error::connection_reset);
  EXPECT_THAT(world_.calls_on(2), ElementsAre("accepted", "unread", "set_linger", "close"));
}

}  // namespace
}  // namespace hangup::server
