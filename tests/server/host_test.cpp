#include "server/host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <list>
#include <type_traits>

#include "common/options/errors.hpp"
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
    server_world world = world_.make();
    world.tls = tls_;
    host_.emplace(io_, options_, std::move(world));
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
  host_options options_;
  std::shared_ptr<tls_context> tls_;
  std::optional<host> host_;
  bool done_ = false;
};

TEST_F(host_on_loopback, tells_the_port_it_took) {
  host const& h = start("hold");
  EXPECT_NE(h.endpoint().port(), 0);
  ASSERT_FALSE(world_.actions().empty());
  EXPECT_EQ(world_.actions().front().name, "listening");
  EXPECT_EQ(world_.actions().front().connection, 0U);
  EXPECT_EQ(world_.actions().front().detail, "127.0.0.1:" + std::to_string(h.endpoint().port()));
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
  for (tcp::socket& client : clients)
    EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
  for (std::uint64_t number = 1; number <= 20; ++number)
    EXPECT_THAT(world_.calls_on(number), ElementsAre("accepted", "close")) << number;
  EXPECT_EQ(host_->counts(), (tally{.accepted = 20, .hung_up = 20}));
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
  EXPECT_EQ(host_->counts(), (tally{.accepted = 1, .hung_up = 1}));
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

/// Every strategy with every trigger that lets it wait, on a client that sends nothing.
TEST_F(host_on_loopback, a_stop_is_never_an_ending_whatever_the_strategy_and_the_trigger) {
  for (strategy const& tested : all_strategies()) {
    if (tested.hang_up == nullptr || tested.before_accept != nullptr) continue;  // see listener_test.cpp
    for (trigger const& when : {trigger{.kind = trigger_kind::unread},
                                {.kind = trigger_kind::read, .bytes = 5},
                                {.kind = trigger_kind::after, .delay = std::chrono::hours(1)}}) {
      SCOPED_TRACE(std::string(tested.about.name) + " at " + to_string(when));
      options_.trigger = when;
      test::fake_world outside;
      options_.strategy = &tested;
      host_.emplace(io_, options_, outside.make());
      host_->start([] {});
      tcp::socket const client = connected();
      ASSERT_TRUE(test::run_until(io_, [&] { return outside.find("accepted") != nullptr; }));
      host_->stop();
      ASSERT_TRUE(runs_out_of_work());
      EXPECT_THAT(outside.calls_on(1), when.kind == trigger_kind::after
                                           ? testing::ElementsAreArray({"accepted", "close", "waited"})
                                           : testing::ElementsAreArray({"accepted", "close"}));
      EXPECT_THAT(test::fake_world::ends(), testing::IsEmpty());
      EXPECT_EQ(host_->counts(), tally{.accepted = 1});
    }
  }
}

TEST_F(host_on_loopback, a_stop_at_once_is_no_ending_either) {
  for (strategy const& tested : all_strategies()) {
    if (tested.hang_up == nullptr || tested.before_accept != nullptr) continue;
    options_.trigger = {.kind = trigger_kind::read, .bytes = 5};
    start(tested.about.name);
    tcp::socket client = connected();
    ASSERT_TRUE(test::run_until(io_, [this] { return host_->counts().accepted == 1; }));
    asio::write(client, asio::buffer("bytes", 5));
    host_->stop();  // the bytes are there, and the server has not seen them
    ASSERT_TRUE(runs_out_of_work()) << tested.about.name;
    EXPECT_THAT(test::fake_world::ends(), testing::IsEmpty()) << tested.about.name;
    EXPECT_EQ(host_->counts().hung_up, 0U) << tested.about.name;
  }
}

TEST_F(host_on_loopback, a_client_that_keeps_it_waiting_is_closed_and_not_hung_up) {
  options_.trigger = {.kind = trigger_kind::read, .bytes = 5};
  options_.trigger_limit = std::chrono::milliseconds(1);
  start("process_abort");
  tcp::socket client = connected();
  EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "gave_up", "close"));
  EXPECT_THAT(test::fake_world::ends(), testing::IsEmpty());
  EXPECT_EQ(host_->counts(), (tally{.accepted = 1, .gave_up = 1}));
}

TEST_F(host_on_loopback, a_greeting_that_nobody_reads_is_given_up) {
  options_.greeting = std::string(32U << 20U, 'x');
  options_.trigger_limit = std::chrono::milliseconds(1);
  start("abortive");
  tcp::socket const client = connected();
  ASSERT_TRUE(test::run_until(io_, [this] { return world_.find("close") != nullptr; }));
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "sent", "gave_up", "close"));
}

TEST_F(host_on_loopback, with_once_a_port_scan_uses_nothing_up) {
  options_.once = true;
  options_.trigger = {.kind = trigger_kind::read, .bytes = 5};
  start("abortive");
  connected().close();
  ASSERT_TRUE(test::run_until(io_, [this] { return world_.find("client_ended_first") != nullptr; }));
  EXPECT_FALSE(done_);
  tcp::socket const silent = connected();
  tcp::socket client = connected();
  asio::write(client, asio::buffer("bytes", 5));
  EXPECT_EQ(read_to_the_end(client).first, asio::error::connection_reset);
  EXPECT_TRUE(runs_out_of_work()) << "the silent one is closed";
  EXPECT_TRUE(done_);
  EXPECT_EQ(host_->counts(), (tally{.accepted = 3, .hung_up = 1, .client_ended_first = 1}));
}

TEST_F(host_on_loopback, that_is_quiet_counts_and_reports_nothing) {
  options_.strategy = find_strategy("abortive");
  host_.emplace(io_, options_, server_world{});
  host_->start([] {});
  for (int i = 0; i < 3; ++i) {
    tcp::socket client = connected();
    EXPECT_EQ(read_to_the_end(client).first, asio::error::connection_reset);
  }
  EXPECT_EQ(host_->counts(), (tally{.accepted = 3, .hung_up = 3}));
}

/// A close() that blocks until the test lets it return.
TEST_F(host_on_loopback, a_close_that_blocks_delays_nobody_else_and_no_stop) {
  if (platform::asio_backend() == "IOCP")
    GTEST_SKIP() << "Wine cannot take a socket out of a completion port";
  std::promise<void> let_go;
  std::shared_future<void> const may_return(let_go.get_future());
  std::atomic<int> entered = 0;
  server_world outside = world_.make();
  outside.blocking_close = [may_return, &entered](platform::native_socket socket) {
    ++entered;
    may_return.wait_for(test::patience);
    return platform::close_native(socket);
  };
  options_.strategy = find_strategy("linger_timeout");
  host_.emplace(io_, options_, std::move(outside));
  host_->start([] {});
  tcp::socket const first = connected();
  ASSERT_TRUE(test::poll_until([&] { return io_.poll(), entered == 1; }));
  tcp::socket const second = connected();
  ASSERT_TRUE(test::poll_until([&] { return io_.poll(), entered == 2; })) << "served while the first blocks";
  EXPECT_THAT(world_.calls_on(2), ElementsAre("accepted", "set_linger"));
  host_->stop();
  EXPECT_TRUE(runs_out_of_work()) << "no stop waits for them";
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "set_linger"));
  let_go.set_value();
}

TEST_F(host_on_loopback, a_close_in_a_thread_is_reported_when_it_is_done) {
  if (platform::asio_backend() == "IOCP")
    GTEST_SKIP() << "Wine cannot take a socket out of a completion port";
  start("linger_timeout");
  tcp::socket client = connected();
  EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
  ASSERT_TRUE(test::run_until(io_, [this] { return world_.find("close") != nullptr; }));
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "set_linger", "close"));
  EXPECT_EQ(world_.find("close")->error, error_value{});
}

template <typename Resource>
constexpr bool stays_where_it_is =
    !std::is_copy_constructible_v<Resource> && !std::is_move_constructible_v<Resource> &&
    !std::is_copy_assignable_v<Resource> && !std::is_move_assignable_v<Resource>;
static_assert(stays_where_it_is<host> && stays_where_it_is<listener> && stays_where_it_is<connection>);

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

class host_with_tls : public host_on_loopback {
 protected:
  void SetUp() override {
    if (!tls_is_built_in()) GTEST_SKIP() << "built without OpenSSL";
    tls_ = server_context({});
    options_.once = true;
  }

  /// The connection was not the one of --once: the host goes on.
  void expect_that_it_goes_on() {
    EXPECT_FALSE(done_);
    EXPECT_NO_THROW(connected());
  }
};

TEST_F(host_with_tls, gives_up_a_client_that_does_not_begin_a_handshake) {
  options_.trigger_limit = std::chrono::milliseconds(20);
  start("abortive");
  tcp::socket client = connected();
  EXPECT_EQ(read_to_the_end(client).first, asio::error::eof) << "closed, and not by the strategy";
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "gave_up", "close"));
  EXPECT_EQ(host_->counts(), (tally{.accepted = 1, .gave_up = 1}));
  expect_that_it_goes_on();
}

TEST_F(host_with_tls, does_not_hang_up_a_client_that_speaks_plain_text) {
  start("abortive");
  tcp::socket client = connected();
  asio::write(client, asio::buffer("hello server"));
  EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
  EXPECT_THAT(world_.calls_on(1), ElementsAre("accepted", "tls_handshake", "close"));
  EXPECT_EQ(condition_of(world_.find("tls_handshake")->error), condition::not_tls);
  EXPECT_EQ(host_->counts().client_ended_first, 1U);
  EXPECT_EQ(host_->counts().hung_up, 0U);
  expect_that_it_goes_on();
}

TEST_F(host_with_tls, ends_at_a_stop_in_the_middle_of_a_handshake) {
  for (std::string_view const strategy : {"close_notify", "cut_handshake"}) {
    start(strategy);
    tcp::socket client = connected();
    ASSERT_TRUE(test::run_until(io_, [this] { return world_.find("accepted") != nullptr; }));
    host_->stop();
    EXPECT_TRUE(runs_out_of_work()) << strategy;
    EXPECT_EQ(read_to_the_end(client).first, asio::error::eof);
    EXPECT_EQ(world_.find("close_notify"), nullptr);
    io_.restart();
    world_ = {};
  }
}

}  // namespace
}  // namespace hangup::server
