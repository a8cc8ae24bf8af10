#include "common/options/run_program.hpp"

#include <chrono>
#include <iostream>
#include <string>

#include "common/platform/files.hpp"
#include "common/text/printable.hpp"

namespace hangup {
namespace {

/// Without waiting for somebody who never reads it.
void print_error(std::string const& line) {
  constexpr std::chrono::seconds patience(1);
  if (platform::wait_writable(platform::standard_error, patience)) std::cerr << line;
}

}  // namespace

int run_program(std::string_view program, std::function<exit_code()> const& body) {
  auto const fail = [&](std::exception const& problem, exit_code code, std::string_view hint = "") {
    print_error(std::string(program) + ": " + printable(problem.what()) + std::string(hint) + '\n');
    return static_cast<int>(code);
  };
  platform::open_missing_standard_streams();
  try {
    exit_code const code = body();
    if (!std::cout.flush()) throw setup_error("cannot write all of the output to stdout");
    return static_cast<int>(code);
  } catch (usage_error const& problem) {
    int const code = fail(problem, exit_code::usage, " (see --help)");
    for (std::string const& line : problem.further)
      print_error("  " + printable(line) + '\n');
    return code;
  } catch (unavailable_error const& problem) {
    return fail(problem, exit_code::cannot_run);
  } catch (std::exception const& problem) {
    return fail(problem, exit_code::setup_failed);
  }
}

}  // namespace hangup
