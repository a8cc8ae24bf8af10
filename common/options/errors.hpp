#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hangup {

/// The exit codes of all programs.
enum class exit_code : int {
  as_expected = 0,
  differs = 1,
  usage = 2,
  cannot_run = 3,
  setup_failed = 4,
  interrupted = 130
};

/// What the user typed cannot be right. One line: the option or place, and what was expected; rarely further
/// lines that help.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
  usage_error(std::string const& line, std::vector<std::string> help)
      : std::runtime_error(line), further(std::move(help)) {}

  std::vector<std::string> further;
};

/// Start-up failed for a reason outside the program: a port in use, a name that does not resolve.
struct setup_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The system here cannot do what was asked for.
struct unavailable_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace hangup
