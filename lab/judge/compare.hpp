#pragma once

#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// What one style measured in one experiment: the commonest outcome.
struct measured_row {
  std::vector<std::string> cells;  ///< one for each result of the plan: `10054`, `0`, `blocks`, `n/a`
  bool always = true;              ///< false: other outcomes were measured too
};

/// What `hangup-lab run --format json` wrote on a Windows machine, or under Wine.
struct windows_results {
  std::string system;  ///< `Windows 10.0.22631 x86_64`, `Wine 8.0 ...`
  std::map<std::string, std::map<std::string, measured_row>> rows;  ///< experiment, style
};

/// Reads that JSON. Throws std::invalid_argument that names the place; also where another system wrote it.
windows_results read_windows_results(std::string_view json);

/// Throws std::invalid_argument that names the experiment and the style, unless every row of an experiment
/// that the catalogue has is of a style that there is, with one cell for each result of the plan.
void expect_rows_of(std::span<experiment const> catalogue, windows_results const& measured);

/// How what was measured relates to what the catalogue has of Windows.
enum class relation : std::uint8_t {
  agrees,
  differs,
  settles,    ///< nobody had recorded it, and now somebody has
  not_known,  ///< there is nothing to compare
};

/// One predicted code and the measured one. A pending operation's Win32 number agrees with the Winsock number
/// that Asio makes of it (64 and 10054).
relation relate(std::string_view predicted, std::string_view measured);

/// Prints recorded, predicted and measured rows of each experiment of `catalogue` that `measured` has, and
/// one line of counts. Returns whether nothing differs.
bool compare(std::ostream& out, std::span<experiment const* const> catalogue,
             windows_results const& measured);

}  // namespace hangup::lab
