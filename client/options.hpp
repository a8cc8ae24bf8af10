#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/style.hpp"
#include "common/log/log_options.hpp"
#include "common/options/command_line.hpp"
#include "common/record/ending.hpp"

namespace hangup::client {

/// What hangup-client was asked to do, checked.
struct options {
  host_and_port peer;
  plan steps;
  std::chrono::nanoseconds step_deadline{};
  style const* api = nullptr;
  std::optional<ending> expected;
  std::string events;
  log_options log;
};

/// Throws `usage_error`. Empty when --help, --version or another question was answered on stdout instead.
std::optional<options> read_options(std::vector<std::string> const& arguments);

}  // namespace hangup::client
