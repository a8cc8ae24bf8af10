#include "lab/run/wire_clock.hpp"

#include <algorithm>

namespace hangup::lab {

void wire_clock::read_at(nanoseconds now, nanoseconds offset) {
  last_ = std::max(last_, now_);
  now_ = std::max(last_, now);
  offset_ = offset;
}

wire_clock::nanoseconds wire_clock::time_of(nanoseconds stamp) {
  return last_ = std::clamp(stamp - offset_, last_, now_);
}

}  // namespace hangup::lab
