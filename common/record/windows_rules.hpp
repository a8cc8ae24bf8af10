#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/record/ending.hpp"
#include "common/record/observation.hpp"

namespace hangup {

/// How well a statement about Windows is known.
enum class evidence : std::uint8_t {
  recorded,    ///< seen on real Windows: a conformance test or a published measurement
  documented,  ///< Microsoft's documentation
  inferred,    ///< follows from the others by our reasoning
};

std::string_view to_string(evidence known);
std::optional<evidence> evidence_named(std::string_view name);

/// What kind of answer Windows would have given.
enum class answer : std::uint8_t {
  code,
  blocks,   ///< the call would still be blocking
  no_call,  ///< this style has no such call
  unknown,  ///< what was observed does not say what came, so neither does a rule
};

/// What the same blocking Winsock call would have reported at one step.
struct windows_code {
  answer kind = answer::code;
  int value = 0;  ///< of `code`: WSAGetLastError(), 0 for success and for an orderly EOF
  evidence known = evidence::inferred;
  std::string_view source{};  ///< where the rule comes from
  bool operator==(windows_code const&) const = default;
};

/// What blocking calls report once a connection has ended in that way: the rule behind windows_would_say().
/// `value` is 0 where calls go on succeeding (`still_open`, `peer_finished`); `unknown` where there is no
/// rule.
windows_code windows_rule(ending ended_as);

/// For each observation of `seen`, what blocking Winsock would have said had Windows received the same
/// segments. Derived from what was observed here (ending, step, TCP state), never from a recorded row. Pure.
std::vector<windows_code> windows_would_say(std::span<observation const> seen, ending ended_as);

}  // namespace hangup
