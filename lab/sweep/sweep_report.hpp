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

/// `text`, `json`, `csv` or `html`. Throws std::invalid_argument for another name.
using sweep_format = void (*)(std::ostream& out, sweep_options const& options, sweep_result const& result);
sweep_format sweep_format_named(std::string const& name);

/// A page with a chart: the share of each ending against the wait, with its interval as a band.
void write_sweep_html(std::ostream& out, sweep_options const& options, sweep_result const& result);

/// One for each ending that came at any delay, in the order of their coming.
std::vector<share> endings_of(sweep_result const& result);
unsigned count_of(sweep_point const& point, std::string const& ends);
std::string wait_text(std::chrono::nanoseconds wait);

}  // namespace hangup::lab
