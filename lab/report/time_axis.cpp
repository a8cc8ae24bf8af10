#include "lab/report/time_axis.hpp"

#include <algorithm>
#include <cmath>

#include "common/text/enum_names.hpp"

namespace hangup::lab {
namespace {

using std::chrono::nanoseconds;

constexpr enum_names<time_axis::logarithmic> axis_names = {"order", "linear", "logarithmic"};

/// Where a time is between 0 and 1.
double share_of(nanoseconds at, nanoseconds last, time_axis axis) {
  double const time = static_cast<double>(std::max(at, nanoseconds()).count());
  double const whole = static_cast<double>(std::max(last, nanoseconds(1)).count());
  constexpr double microsecond = 1000;  // what is below it is all the same on the logarithmic axis
  return axis == time_axis::linear ? time / whole
                                   : std::log1p(time / microsecond) / std::log1p(whole / microsecond);
}

}  // namespace

std::string_view to_string(time_axis axis) {
  return name_in(axis_names, axis);
}

std::vector<double> row_positions(std::vector<nanoseconds> const& times, time_axis axis, double row_height) {
  std::vector<double> positions;
  double const height = row_height * static_cast<double>(times.size());
  for (nanoseconds const at : times) {
    double const least = positions.empty() ? 0 : positions.back() + row_height;
    double const wanted = axis == time_axis::order ? least : share_of(at, times.back(), axis) * height;
    positions.push_back(std::max(least, wanted));
  }
  return positions;
}

}  // namespace hangup::lab
