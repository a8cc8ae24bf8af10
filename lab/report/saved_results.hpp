#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/judge/result.hpp"

namespace hangup::lab {

/// On what, with what and when results were made. What a file does not say is empty.
struct provenance {
  std::string name{};     ///< of the file; empty for a run of this process
  std::string system{};   ///< `Linux 6.1.0 x86_64`
  std::string backend{};  ///< what Asio waited with
  std::string hangup{};   ///< the version of these programs
  std::string boost{};
  std::string commit{};
  std::string date{};  ///< `2026-01-31T12:00:00Z`
  bool operator==(provenance const&) const = default;
};

/// Of what this process measures now.
provenance made_here();

/// What a report is made of, whether it comes from a run or from a file.
struct measured_results {
  provenance made{};
  std::span<experiment_result const> results{};
};

/// What `hangup-lab run --format json` wrote.
struct saved_results {
  provenance made{};
  std::deque<experiment> strangers{};  ///< experiments that the catalogue does not have as they were run
  std::vector<experiment_result> results{};
};

/// Reads that JSON. Everything is counted and judged again, from the records; an experiment that the
/// catalogue has no more, or otherwise, is not compared. `catalogue` must live as long as the results.
/// Throws std::invalid_argument that names the place.
saved_results read_saved_results(std::string_view text, std::span<experiment const> catalogue);

}  // namespace hangup::lab
