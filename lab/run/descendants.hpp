#pragma once

#include <string>
#include <vector>

#include "common/platform/platform.hpp"

namespace hangup::lab {

/// Adopts every process that our children leave behind, and ends what is left of them when it goes.
class descendants {
 public:
  descendants() { platform::adopt_orphans(); }
  ~descendants() { end(); }
  descendants(descendants const&) = delete;
  descendants& operator=(descendants const&) = delete;

  /// Ends all that are there, and names their programs.
  std::vector<std::string> end() { return platform::end_all_children(); }
};

}  // namespace hangup::lab
