#pragma once

#include <iosfwd>
#include <string>

#include "lab/sweep/sweep.hpp"

namespace hangup::lab {

/// Where a share lies, with 95 % confidence.
struct interval {
  double low = 0;
  double high = 1;
};

/// Wilson's score interval of `count` in `runs`: it stays between 0 and 1, and says something of 0 in `runs`.
interval wilson(unsigned count, unsigned runs);

/// `text`, `json` or `csv`. Throws std::invalid_argument for another name.
using sweep_format = void (*)(std::ostream& out, sweep_options const& options, sweep_result const& result);
sweep_format sweep_format_named(std::string const& name);

}  // namespace hangup::lab
