#include "server/triggers/wait_for.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"

namespace hangup::server {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::ElementsAre;

/// A connection whose other end the test holds.
class waiting_for : public testing::Test {
 protected:
  void start(trigger when, std::chrono::nanoseconds limit = 24h) {
    asio::co_spawn(
        io_,
        [this, when, limit]() -> asio::awaitable<void> { outcome_ = co_await wait_for(when, limit, *peer_); },
        [this](std::exception_ptr failure) { done_ = !failure; });
    io_.poll();
  }
  bool completes() {
    bool const all = test::run_until(io_, [this] { return done_ && peer_.use_count() == 1; });
    shared_.journal->write_out();
    return all;
  }
  void client_sends(std::string const& text) { asio::write(ends_.client, asio::buffer(text)); }

  asio::io_context io_;
  test::fake_world fake_;
  connection_resources shared_{io_.get_executor(), fake_.make()};
  test::socket_pair ends_{io_, test::family::ipv4};
  std::shared_ptr<connection> peer_ = std::make_shared<connection>(std::move(ends_.server), 1, shared_);
  std::optional<trigger_outcome> outcome_;
  bool done_ = false;
};

TEST_F(waiting_for, accept_is_over_at_once) {
  start({});
  EXPECT_TRUE(done_);
  EXPECT_EQ(outcome_, trigger_outcome::reached);
}

TEST_F(waiting_for, unread_waits_for_bytes_and_leaves_them_where_they_are) {
  start({.kind = trigger_kind::unread});
  EXPECT_FALSE(done_);
  client_sends("bytes");
  ASSERT_TRUE(completes());
  EXPECT_EQ(peer_->socket().available(), 5U);
  EXPECT_EQ(outcome_, trigger_outcome::reached);
  EXPECT_THAT(fake_.calls_on(1), ElementsAre("unread"));
  EXPECT_EQ(fake_.find("unread")->bytes, 5U);
}

TEST_F(waiting_for, unread_is_over_when_the_client_finishes_first) {
  start({.kind = trigger_kind::unread});
  EXPECT_FALSE(done_);
  ends_.client.shutdown(asio::ip::tcp::socket::shutdown_send);
  ASSERT_TRUE(completes());
  EXPECT_EQ(outcome_, trigger_outcome::client_ended);
  EXPECT_THAT(fake_.calls_on(1), ElementsAre("client_ended_first"));
  EXPECT_EQ(fake_.find("client_ended_first")->error, value_of(asio::error::eof));
}

TEST_F(waiting_for, unread_is_over_when_the_client_resets_first) {
  start({.kind = trigger_kind::unread});
  test::reset(ends_.client);
  ASSERT_TRUE(completes());
  EXPECT_THAT(fake_.calls_on(1), ElementsAre("client_ended_first"));
}

TEST_F(waiting_for, read_takes_as_many_bytes_as_asked_and_no_more) {
  start({.kind = trigger_kind::read, .bytes = 5});
  client_sends("12");
  ASSERT_TRUE(test::run_until(io_, [this] { return peer_->socket().available() == 0; }));
  io_.poll();
  EXPECT_FALSE(done_) << "two of five";
  client_sends("345678");
  ASSERT_TRUE(completes());
  EXPECT_EQ(peer_->socket().available(), 3U);
  EXPECT_EQ(fake_.find("read")->bytes, 5U);
}

TEST_F(waiting_for, read_is_over_when_the_client_finishes_first) {
  start({.kind = trigger_kind::read, .bytes = 5});
  client_sends("12");
  ends_.client.close();
  ASSERT_TRUE(completes());
  ASSERT_THAT(fake_.calls_on(1), ElementsAre("client_ended_first"));
  EXPECT_EQ(fake_.actions().front().bytes, 2U);
  EXPECT_EQ(fake_.actions().front().error, value_of(asio::error::eof));
}

TEST_F(waiting_for, after_waits_until_its_time_has_come) {
  start({.kind = trigger_kind::after, .delay = 1ms});
  ASSERT_TRUE(completes());
  ASSERT_THAT(fake_.calls_on(1), ElementsAre("waited"));
  EXPECT_FALSE(fake_.actions().front().error);
}

TEST_F(waiting_for, after_is_cut_short_when_it_is_stopped) {
  start({.kind = trigger_kind::after, .delay = 24h});
  EXPECT_FALSE(done_);
  peer_->stop();
  ASSERT_TRUE(completes());
  EXPECT_EQ(outcome_, trigger_outcome::stopped);
  ASSERT_THAT(fake_.calls_on(1), ElementsAre("close", "waited"));
  EXPECT_EQ(fake_.find("waited")->error, value_of(asio::error::operation_aborted));
}

TEST_F(waiting_for, what_never_comes_is_given_up_after_the_limit_and_the_event_says_so) {
  for (trigger const& when :
       {trigger{.kind = trigger_kind::unread}, {.kind = trigger_kind::read, .bytes = 5}}) {
    start(when, 1ms);
    ASSERT_TRUE(completes());
    EXPECT_EQ(outcome_, trigger_outcome::gave_up);
    EXPECT_EQ(fake_.actions().back().name, "gave_up");
    EXPECT_EQ(fake_.actions().back().error, error_value{});
    EXPECT_EQ(fake_.actions().back().detail, "waiting for " + to_string(when) + " after 1ms");
    EXPECT_TRUE(peer_->socket().is_open());
    done_ = false;
  }
}

TEST_F(waiting_for, a_limit_that_was_not_needed_cuts_nothing_short_later) {
  start({.kind = trigger_kind::read, .bytes = 2}, 1ms);
  client_sends("12");
  // The limit's timer has expired before the loop runs again, and the bytes are there too: either may be
  // first.
  ASSERT_TRUE(completes());
  done_ = false;
  start({.kind = trigger_kind::read, .bytes = 2}, 24h);
  client_sends("34");
  ASSERT_TRUE(completes());
  EXPECT_EQ(outcome_, trigger_outcome::reached);
}

TEST_F(waiting_for, a_stop_is_neither_the_clients_end_nor_the_trigger) {
  for (trigger const& when :
       {trigger{.kind = trigger_kind::unread}, {.kind = trigger_kind::read, .bytes = 5}}) {
    start(when);
    peer_->stop();
    ASSERT_TRUE(completes());
    EXPECT_EQ(outcome_, trigger_outcome::stopped);
    EXPECT_THAT(fake_.calls_on(1), ElementsAre("close"));
    EXPECT_EQ(fake_.find("close")->detail, "stopped");
    done_ = false;
  }
}

}  // namespace
}  // namespace hangup::server
