#pragma once

#include <string>

#include "lab/report/ladder.hpp"
#include "lab/report/time_axis.hpp"

namespace hangup::lab {

struct svg_options {
  time_axis axis = time_axis::order;
  bool standalone = true;  ///< a file of its own, with its style; otherwise the page has ladder_style()
};

/// The ladder as SVG. Arrows, calls, marks and states have the attribute `data-item`, such as `arrow-0`,
/// which is their place in the ladder's list, and all their fields as `<title>`.
std::string ladder_svg(ladder const& drawn, svg_options options = {});

}  // namespace hangup::lab
