#pragma once

#include <functional>
#include <string_view>

#include "common/options/errors.hpp"

namespace hangup {

/// Runs the body of a program and returns its exit code. An escaped error becomes one line on stderr; so does
/// output that stdout did not take. Nothing that the program opens takes the place of a closed standard
/// stream.
int run_program(std::string_view program, std::function<exit_code()> const& body);

}  // namespace hangup
