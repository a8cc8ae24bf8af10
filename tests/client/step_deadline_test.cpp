#include "client/step_deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "tests/support/loopback.hpp"

namespace hangup::client {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::system::error_code;
using clock = std::chrono::steady_clock;

/// A timer as the operation that a deadline bounds.
class bounded : public testing::Test {
 protected:
  asio::io_context io_;
  asio::steady_timer operation_{io_};
};

TEST_F(bounded, an_operation_that_takes_too_long_is_cancelled) {
  step_deadline deadline(io_.get_executor());
  std::optional<error_code> reported;
  bool had_run_out = false;
  operation_.expires_after(24h);
  operation_.async_wait(deadline.bound(1ms, [&](error_code const& ec) {
    had_run_out = deadline.disarm();
    reported = ec;
  }));
  ASSERT_TRUE(test::run_until(io_, [&] { return reported.has_value(); }));
  EXPECT_EQ(reported, asio::error::operation_aborted);
  EXPECT_TRUE(had_run_out);
}

TEST_F(bounded,
       an_operation_that_goes_on_when_it_is_cancelled_is_cancelled_again_and_then_meets_the_last_resort) {
  step_deadline deadline(io_.get_executor());
  unsigned cancelled = 0;
  bool ended = false, had_run_out = false;
  asio::steady_timer last(io_, asio::steady_timer::time_point::max());
  deadline.set_last_resort([&] { last.cancel(); });
  auto slot = deadline.bound(1ms, [] {}).get_cancellation_slot();
  slot.assign([&](asio::cancellation_type) { ++cancelled; });
  last.async_wait([&](error_code const&) {
    had_run_out = deadline.disarm();
    ended = true;
  });
  ASSERT_TRUE(test::run_until(io_, [&] { return ended; }));
  EXPECT_TRUE(had_run_out);
  EXPECT_EQ(cancelled, 2U);
}

TEST_F(bounded, an_operation_that_is_quick_enough_is_left_alone) {
  step_deadline deadline(io_.get_executor());
  std::optional<error_code> reported;
  bool had_run_out = true;
  operation_.expires_after(1ms);
  operation_.async_wait(deadline.bound(24h, [&](error_code const& ec) {
    had_run_out = deadline.disarm();
    reported = ec;
  }));
  ASSERT_TRUE(test::run_until(io_, [&] { return reported.has_value(); }));
  EXPECT_EQ(reported, error_code());
  EXPECT_FALSE(had_run_out);
}

TEST_F(bounded, a_cancel_from_elsewhere_is_not_taken_for_the_deadline) {
  step_deadline deadline(io_.get_executor());
  std::optional<error_code> reported;
  bool had_run_out = true;
  operation_.expires_after(24h);
  operation_.async_wait(deadline.bound(24h, [&](error_code const& ec) {
    had_run_out = deadline.disarm();
    reported = ec;
  }));
  operation_.cancel();
  ASSERT_TRUE(test::run_until(io_, [&] { return reported.has_value(); }));
  EXPECT_EQ(reported, asio::error::operation_aborted);
  EXPECT_FALSE(had_run_out);
}

TEST_F(bounded, a_deadline_serves_one_operation_after_another_whatever_became_of_the_one_before) {
  step_deadline deadline(io_.get_executor());
  for (bool const quick : {true, false, true, false, false, true}) {
    std::optional<error_code> reported;
    operation_.expires_after(quick ? clock::duration::zero() : clock::duration(24h));
    operation_.async_wait(deadline.bound(quick ? clock::duration(24h) : 1ms, [&](error_code const& ec) {
      EXPECT_EQ(deadline.disarm(), !quick);
      reported = ec;
    }));
    ASSERT_TRUE(test::run_until(io_, [&] { return reported.has_value(); }));
    EXPECT_EQ(reported == asio::error::operation_aborted, !quick);
  }
}

// One whose time has run out, and then one that somebody else cancels.
TEST_F(bounded, an_operation_is_not_blamed_for_the_time_of_the_one_before) {
  step_deadline deadline(io_.get_executor());
  for (bool const ours : {true, false}) {
    std::optional<error_code> reported;
    operation_.expires_after(24h);
    operation_.async_wait(deadline.bound(ours ? clock::duration(1ms) : 24h, [&](error_code const& ec) {
      EXPECT_EQ(deadline.disarm(), ours);
      reported = ec;
    }));
    if (!ours) operation_.cancel();
    ASSERT_TRUE(test::run_until(io_, [&] { return reported.has_value(); }));
    EXPECT_EQ(reported, asio::error::operation_aborted);
  }
}

TEST_F(bounded, a_short_time_after_a_long_one_is_kept) {
  step_deadline deadline(io_.get_executor());
  std::optional<error_code> first, second;
  operation_.expires_after(0ns);
  operation_.async_wait(deadline.bound(24h, [&](error_code const& ec) {
    first = ec;
    deadline.disarm();
    operation_.expires_after(24h);
    operation_.async_wait(deadline.bound(1ms, [&](error_code const& ended) {
      EXPECT_TRUE(deadline.disarm());
      second = ended;
    }));
  }));
  ASSERT_TRUE(test::run_until(io_, [&] { return second.has_value(); }));
  EXPECT_EQ(first, error_code());
  EXPECT_EQ(second, asio::error::operation_aborted);
}

// Both the operation and its deadline are due when the context runs: the deadline's handler is queued already
// when the operation's disarms it, and finds the next operation in its place.
TEST_F(bounded, a_deadline_that_comes_late_does_not_cancel_the_next_operation) {
  constexpr auto limit = 50ms;
  step_deadline deadline(io_.get_executor());
  std::optional<error_code> second;
  asio::steady_timer next(io_);
  operation_.expires_after(0ns);
  operation_.async_wait(deadline.bound(limit, [&](error_code const&) {
    EXPECT_FALSE(deadline.disarm());
    next.expires_after(0ns);
    next.async_wait(deadline.bound(limit, [&](error_code const& ec) {
      EXPECT_FALSE(deadline.disarm());
      second = ec;
    }));
  }));
  auto const both_due = clock::now() + limit;
  ASSERT_TRUE(test::poll_until([&] { return clock::now() > both_due; }));
  ASSERT_TRUE(test::run_until(io_, [&] { return second.has_value(); }));
  EXPECT_EQ(second, error_code());
}

TEST_F(bounded, a_deadline_that_goes_stops_its_clock_and_leaves_the_operation_alone) {
  std::optional<error_code> reported;
  {
    step_deadline deadline(io_.get_executor());
    operation_.expires_after(5ms);
    operation_.async_wait(deadline.bound(1ms, [&](error_code const& ec) { reported = ec; }));
  }
  ASSERT_TRUE(test::run_until(io_, [this] { return io_.stopped(); })) << "the clock still runs";
  EXPECT_EQ(reported, error_code());
}

}  // namespace
}  // namespace hangup::client
