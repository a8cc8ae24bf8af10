#pragma once

#include <iosfwd>

#include "lab/report/ladder.hpp"

namespace hangup::lab {

struct ladder_text_options {
  bool ascii = false;    ///< arrows and lifelines of `-`, `>` and `|`
  bool states = true;    ///< with lines for the TCP states
  bool counters = true;  ///< with what the kernel counted, as far as it is part of the proof
};

/// For terminals, as wide as the stream's layout: a line for each thing that happened, in order of time,
/// which begins with the time and who it was, so that it can be read aloud.
void write_ladder_text(std::ostream& out, ladder const& drawn, ladder_text_options options = {});

}  // namespace hangup::lab
