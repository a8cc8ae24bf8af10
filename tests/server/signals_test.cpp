#include "server/signals.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <boost/asio/executor_work_guard.hpp>
#include <csignal>

#include "common/platform/platform.hpp"
#include "tests/support/loopback.hpp"

namespace hangup::server {
namespace {

/// In a process of its own: the first signal stops nothing but is heard, the second is sent.
[[noreturn]] void hear_one_and_send(int first, int second) {
  boost::asio::io_context io;
  auto const work = boost::asio::make_work_guard(io);
  int heard = 0;
  signals const received(
      io, [&heard] { ++heard; }, [] {});
  ::raise(first);
  if (!test::run_until(io, [&heard] { return heard == 1; })) ::_exit(1);
  ::raise(second);
  ::_exit(2);
}

TEST(signals, the_first_asks_and_a_second_ends_the_process_at_once) {
  for (int const first : {SIGINT, SIGTERM, SIGHUP})
    for (int const second : {SIGINT, SIGTERM, SIGHUP})
      EXPECT_EXIT(hear_one_and_send(first, second), testing::KilledBySignal(second), "")
          << first << ", " << second;
}

TEST(signals, a_hang_up_that_nohup_has_taken_away_stays_ignored) {
  auto const before = std::signal(SIGHUP, SIG_IGN);
  auto const found = platform::exit_signals();
  std::signal(SIGHUP, before);
  EXPECT_EQ(found, (std::vector{SIGINT, SIGTERM}));
}

TEST(signals, that_ask_how_far_it_is_are_answered_each_time) {
  boost::asio::io_context io;
  int told = 0;
  signals received(
      io, [] {}, [&told] { ++told; });
  for (int times = 1; times <= 2; ++times) {
    ::raise(SIGUSR1);
    ASSERT_TRUE(test::run_until(io, [&] { return told == times; }));
  }
  received.clear();
  EXPECT_TRUE(test::run_until(io, [&io] { return io.stopped(); })) << "nothing keeps the context busy";
}

}  // namespace
}  // namespace hangup::server
