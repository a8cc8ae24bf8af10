#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "common/record/ending.hpp"
#include "common/record/observation.hpp"

namespace hangup::test {

/// What a call came back with; `never` when it did not.
struct outcome {
  completion status = completion::completed;
  error_value error{};
};

inline constexpr outcome ok{};
inline constexpr outcome never{completion::never_completed, {}};

/// As Linux numbers it, or Winsock.
inline outcome linux_error(condition id) {
  error_row const& row = row_of(id);
  return {completion::completed, row.own ? row.own : error_value{code_space::linux_errno, row.posix.value}};
}
inline outcome windows_error(int value) {
  return {completion::completed, {code_space::windows, value}};
}

inline observation saw(operation op, outcome const& reported, tcp_state before, tcp_state after) {
  return {.op = op, .status = reported.status, .error = reported.error, .before = before, .after = after};
}

/// A row of the evidence: what the client saw after a connect that succeeded, how that connection ended, and
/// what WSAGetLastError() says on Windows after each send and recv (`0 10054 -`; `-`: still blocking).
struct evidence_row {
  std::string name;
  std::vector<observation> seen;
  ending ends;
  std::optional<std::string> windows{};  ///< empty where the evidence says nothing about Windows
};

std::vector<evidence_row> const& evidence_rows();

inline void PrintTo(evidence_row const& row, std::ostream* out) {
  *out << row.name;
}

}  // namespace hangup::test
