#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "lab/report.hpp"

namespace hangup {

/// What hangup-lab was asked to do, checked.
struct lab_options {
  enum class command : std::uint8_t { run, list, describe, explain };
  command what = command::run;
  std::vector<std::string> names;   ///< of experiments; or the words to explain
  std::vector<std::string> styles;  ///< all of them when none was given
  unsigned repeat = 1;
  std::vector<experiment> catalogue;
  report_format const* format = nullptr;
  std::string output;  ///< empty or `-` for stdout
};

/// Throws `usage_error`. Empty when --help or --version was answered on stdout instead.
std::optional<lab_options> read_lab_options(std::vector<std::string> const& arguments);

}  // namespace hangup
