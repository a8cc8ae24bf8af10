#include "lab/report/time_axis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hangup::lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(row_positions, in_order_are_evenly_spread) {
  EXPECT_THAT(row_positions({-5ms, 0ns, 1us, 10s}, time_axis::order, 20), ElementsAre(0, 20, 40, 60));
  EXPECT_THAT(row_positions({}, time_axis::order, 20), ElementsAre());
}

TEST(row_positions, on_the_linear_axis_follow_the_time) {
  EXPECT_THAT(row_positions({0s, 1s, 2s, 4s}, time_axis::linear, 20), ElementsAre(0, 20, 40, 80));
}

TEST(row_positions, are_never_closer_than_a_row_and_never_out_of_order) {
  for (time_axis const axis : {time_axis::order, time_axis::linear, time_axis::logarithmic}) {
    auto const places = row_positions({-1s, 0ns, 1ns, 2ns, 1ms, 1ms, 1s, 1s}, axis, 20);
    ASSERT_EQ(places.size(), 8U);
    for (std::size_t i = 1; i < places.size(); ++i)
      EXPECT_GE(places[i] - places[i - 1], 20) << to_string(axis) << i;
  }
}

TEST(row_positions, on_the_logarithmic_axis_have_a_millisecond_halfway_to_a_second) {
  auto const places = row_positions({0ns, 1ms, 1s}, time_axis::logarithmic, 20);
  EXPECT_NEAR(places[1], 30, 0.01);
  EXPECT_NEAR(places[2], 60, 0.01);
}

}  // namespace
}  // namespace hangup::lab
