#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "lab/experiment.hpp"

namespace hangup {

/// Explains what `text` (a number, a name, a pasted log line) may mean: what it is called everywhere, its
/// causes, how to tell them apart, which experiments of `catalogue` reproduce it, and what a client should
/// do. False, with nothing written, when it means nothing that is known.
bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue);

}  // namespace hangup
