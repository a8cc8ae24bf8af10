#include "lab/run/wire_clock.hpp"

#include <gtest/gtest.h>

namespace hangup::lab {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;

constexpr nanoseconds epoch = hours(500'000);  // how far the wall clock is ahead

TEST(wire_clock, puts_a_stamp_on_the_monotonic_clock) {
  wire_clock clock(10s);
  clock.read_between(12s, 12s, epoch);
  EXPECT_EQ(clock.time_of(epoch + 10500ms), 10500ms);
  EXPECT_EQ(clock.time_of(epoch + 11s), 11s);
  clock.read_between(14s, 14s, epoch);
  EXPECT_EQ(clock.time_of(epoch + 13s), 13s);
}

/// On a busy machine a reading takes long.
TEST(wire_clock, leaves_a_segment_that_came_during_a_reading_where_it_was) {
  wire_clock clock(10s);
  clock.read_between(11s, 13s, epoch);
  EXPECT_EQ(clock.time_of(epoch + 12s), 12s);
  clock.read_between(14s, 15s, epoch);
  EXPECT_EQ(clock.time_of(epoch + 12500ms), 12500ms) << "the reading before had passed its place already";
}

/// The wall clock is set by `step` after the first segment was read.
class a_step : public testing::TestWithParam<nanoseconds> {};

TEST_P(a_step, between_two_readings_moves_no_segment_out_of_the_time_between_them) {
  wire_clock clock(10s);
  clock.read_between(12s, 12s, epoch);
  EXPECT_EQ(clock.time_of(epoch + 11s), 11s);
  clock.read_between(14s, 14s, epoch + GetParam());
  nanoseconds const before_step = clock.time_of(epoch + 12500ms);
  EXPECT_GE(before_step, 12s);
  EXPECT_LE(before_step, 14s);
  nanoseconds const after_step = clock.time_of(epoch + GetParam() + 13s);
  EXPECT_GE(after_step, before_step) << "the order of the capture stays";
  EXPECT_LE(after_step, 14s);
}

TEST_P(a_step, that_lies_between_the_readings_of_two_segments_moves_neither) {
  wire_clock clock(10s);
  clock.read_between(12s, 12s, epoch);
  EXPECT_EQ(clock.time_of(epoch + 11s), 11s);
  clock.read_between(14s, 14s, epoch + GetParam());
  EXPECT_EQ(clock.time_of(epoch + GetParam() + 13s), 13s);
}

INSTANTIATE_TEST_SUITE_P(of, a_step, testing::Values(seconds(3600), seconds(-3600), 10ms, -10ms),
                         [](auto const& row) { return "number_" + std::to_string(row.index); });

}  // namespace
}  // namespace hangup::lab
