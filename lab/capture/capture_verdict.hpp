#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/record/ending.hpp"
#include "lab/capture/connection.hpp"

namespace hangup::lab {

/// How a connection went, as far as the wire tells.
enum class course : std::uint8_t {
  open,         ///< nothing had ended it when the capture did
  half_closed,  ///< one FIN
  orderly,      ///< two
  reset,
  refused,      ///< the SYN was answered with a reset, or with ICMP
  no_answer,    ///< the SYN was answered with nothing
  unanswered,   ///< it stood, and what was sent again and again was never acknowledged
  unreachable,  ///< ICMP said so
  last = unreachable
};

std::string_view to_string(course went);

struct capture_verdict {
  course went = course::open;
  std::optional<side> by{};                                         ///< who ended it, or ended it first
  packet_number proof = 0;                                          ///< the packet that shows it
  ending client = ending::still_open, server = ending::still_open;  ///< as seen from there
  unsigned suspicion = 0;  ///< the higher, the more worth a look; 0 where all went well
};

/// From what the packets said: the same words as for a run of the lab. What happened inside a host (a cancel,
/// a shutdown before a send, which call was pending) is not on the wire, and not told. Pure.
capture_verdict judge(connection const& seen);

/// One sentence: who ended it and how, with the packets that prove it.
std::string story_of(connection const& seen, capture_verdict const& judged);

/// What Linux told the program on a side where a connection ended so.
std::string_view linux_told(ending ended);

}  // namespace hangup::lab
