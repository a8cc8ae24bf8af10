#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hangup::lab {

/// How far down a moment is: each row the same distance (`order`), or by its time.
enum class time_axis : std::uint8_t { order, linear, logarithmic };

std::string_view to_string(time_axis axis);

/// How far down each of these times is, from 0; they are in order. No two are closer than `row`, because
/// their texts would overlap: so on the axes of time too, what is close together is drawn apart.
std::vector<double> row_positions(std::vector<std::chrono::nanoseconds> const& times, time_axis axis,
                                  double row);

}  // namespace hangup::lab
