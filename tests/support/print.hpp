#pragma once

#include <ostream>

#include "common/errors/error_names.hpp"
#include "common/plan/plan.hpp"
#include "common/platform/tcp_state.hpp"
#include "common/record/ending.hpp"
#include "common/record/json.hpp"
#include "common/record/observation.hpp"

/// How GoogleTest prints our values when an expectation fails.
namespace hangup {

inline void PrintTo(condition id, std::ostream* out) {
  *out << to_string(id);
}
inline void PrintTo(error_value error, std::ostream* out) {
  *out << to_string(error.space) << ':' << error.value;
}
inline void PrintTo(ending ends, std::ostream* out) {
  *out << to_string(ends);
}
inline void PrintTo(tcp_state state, std::ostream* out) {
  *out << to_string(state);
}
inline void PrintTo(operation op, std::ostream* out) {
  *out << to_string(op);
}
inline void PrintTo(observation const& seen, std::ostream* out) {
  *out << describe(seen);
}
inline void PrintTo(plan const& p, std::ostream* out) {
  *out << to_string(p);
}
inline void PrintTo(event const& happened, std::ostream* out) {
  *out << to_json(happened);
}

}  // namespace hangup
