#pragma once

#include <span>
#include <vector>

#include "common/errors/error_names.hpp"
#include "common/record/ending.hpp"
#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// Which experiments of a catalogue show an error, and how their connections end. Each list is ordered: the
/// most direct come first, and then what differs most from those before it.
struct examples {
  /// Some style on Linux is expected to report it.
  std::vector<experiment const*> here;
  /// Windows is known to report it, or was recorded to; the expectation for Linux does not have it.
  std::vector<experiment const*> windows;
  /// Each once; those that Windows calls by this error first.
  std::vector<ending> endings;
};

/// The pointers are to elements of `catalogue`.
examples examples_of(condition error, std::span<experiment const> catalogue);

/// The experiments that end in that way, in the asynchronous styles where the others cannot; without the
/// races, which end in one of several.
std::vector<experiment const*> examples_of(ending ends, std::span<experiment const> catalogue);

}  // namespace hangup::lab
