#include "server/trigger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::server {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::ElementsAre;

TEST(trigger, is_printed_as_it_was_read) {
  for (std::string_view const text : {"accept", "unread", "read:14", "read:64k", "after:250ms", "after:1m"})
    EXPECT_EQ(to_string(parse_trigger(text)), text);
}

TEST(trigger, its_argument_goes_where_it_belongs) {
  EXPECT_EQ(parse_trigger("accept"), trigger{});
  EXPECT_EQ(parse_trigger("read:14"), (trigger{.kind = trigger_kind::read, .bytes = 14}));
  EXPECT_EQ(parse_trigger("after:2s"), (trigger{.kind = trigger_kind::after, .delay = 2s}));
}

TEST(trigger, what_is_none_is_rejected_with_what_was_expected) {
  struct row {
    std::string_view text, error;
  };
  constexpr std::string_view grammar = ": expected accept, unread, read:BYTES or after:DURATION";
  for (row const& each : {
           row{"acept", "'acept': did you mean 'accept'?"},
           row{"now", "'now': expected one of: accept, unread, read, after"},
           row{"", "'': expected one of: accept, unread, read, after"},
           row{"read:x", "'x': expected a size such as 14, 64k or 1M"},
           row{"after:5", "'5': expected a duration such as 250ms, 2s or 1m"},
       })
    EXPECT_EQ(thrown_by<std::invalid_argument>([&] { parse_trigger(each.text); }), each.error);
  for (std::string const text : {"read", "after", "accept:1", "unread:"})
    EXPECT_EQ(thrown_by<std::invalid_argument>([&] { parse_trigger(text); }),
              "'" + text + "'" + std::string(grammar));
}

/// A connection whose other end the test holds.
class waiting_for : public testing::Test {
 protected:
  void start(trigger const& t) {
    asio::co_spawn(
        io_, [this, t]() -> asio::awaitable<void> { co_await wait_for(t, *with_); },
        [this](std::exception_ptr failure) { done_ = !failure; });
    io_.poll();
  }
  bool completes() {
    return test::run_until(io_, [this] { return done_ && with_.use_count() == 1; });
  }
  void client_sends(std::string const& text) { asio::write(ends_.client, asio::buffer(text)); }

  asio::io_context io_;
  test::fake_world fake_;
  server_world const world_ = fake_.make();
  test::socket_pair ends_{io_, test::family::ipv4};
  std::shared_ptr<connection> with_ = std::make_shared<connection>(std::move(ends_.server), 1, world_);
  bool done_ = false;
};

TEST_F(waiting_for, accept_is_over_at_once) {
  start({});
  EXPECT_TRUE(done_);
  EXPECT_TRUE(fake_.did().empty());
}

TEST_F(waiting_for, unread_waits_for_bytes_and_leaves_them_where_they_are) {
  start({.kind = trigger_kind::unread});
  EXPECT_FALSE(done_);
  client_sends("bytes");
  ASSERT_TRUE(completes());
  EXPECT_EQ(with_->socket().available(), 5U);
  EXPECT_THAT(fake_.calls_on(1), ElementsAre("unread"));
  EXPECT_EQ(fake_.find("unread")->bytes, 5U);
}

TEST_F(waiting_for, unread_is_over_when_the_client_finishes_or_resets_first) {
  start({.kind = trigger_kind::unread});
  EXPECT_FALSE(done_);
  ends_.client.shutdown(asio::ip::tcp::socket::shutdown_send);
  ASSERT_TRUE(completes());
  EXPECT_THAT(fake_.calls_on(1), ElementsAre("client_ended_first"));
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
  ASSERT_TRUE(test::run_until(io_, [this] { return with_->socket().available() == 0; }));
  io_.poll();
  EXPECT_FALSE(done_) << "two of five";
  client_sends("345678");
  ASSERT_TRUE(completes());
  EXPECT_EQ(with_->socket().available(), 3U);
  EXPECT_EQ(fake_.find("read")->bytes, 5U);
}

TEST_F(waiting_for, read_is_over_when_the_client_finishes_first) {
  start({.kind = trigger_kind::read, .bytes = 5});
  client_sends("12");
  ends_.client.close();
  ASSERT_TRUE(completes());
  ASSERT_THAT(fake_.calls_on(1), ElementsAre("client_ended_first"));
  EXPECT_EQ(fake_.did().front().bytes, 2U);
  EXPECT_EQ(fake_.did().front().error, value_of(asio::error::eof));
}

TEST_F(waiting_for, after_waits_until_its_time_has_come) {
  start({.kind = trigger_kind::after, .delay = 1ms});
  ASSERT_TRUE(completes());
  ASSERT_THAT(fake_.calls_on(1), ElementsAre("waited"));
  EXPECT_FALSE(fake_.did().front().error);
}

TEST_F(waiting_for, after_is_cut_short_when_it_is_stopped) {
  start({.kind = trigger_kind::after, .delay = 24h});
  EXPECT_FALSE(done_);
  with_->stop();
  ASSERT_TRUE(completes());
  ASSERT_THAT(fake_.calls_on(1), ElementsAre("close", "waited"));
  EXPECT_EQ(fake_.find("waited")->error, value_of(asio::error::operation_aborted));
}

}  // namespace
}  // namespace hangup::server
