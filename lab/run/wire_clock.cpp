#include "lab/run/wire_clock.hpp"

#include <algorithm>

namespace hangup::lab {

void wire_clock::read_between(nanoseconds began, nanoseconds ended, nanoseconds offset) {
  last_ = std::max(last_, began_);
  began_ = began;
  ended_ = std::max(last_, ended);
  offset_ = offset;
}

wire_clock::nanoseconds wire_clock::time_of(nanoseconds stamp) {
  return last_ = std::clamp(stamp - offset_, last_, ended_);
}

}  // namespace hangup::lab
