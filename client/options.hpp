#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/style.hpp"
#include "common/log/log_options.hpp"
#include "common/options/host_and_port.hpp"
#include "common/record/ending.hpp"

namespace hangup::client {

/// Many runs of the plan in one process.
struct load {
  std::uint64_t runs = 1;
  unsigned at_once = 1;
  unsigned threads = 1;
};

enum class output_format : std::uint8_t { text, json };

/// What hangup-client was asked to do, checked.
struct options {
  host_and_port peer;
  plan steps;
  std::chrono::nanoseconds step_deadline{};
  style const* api = nullptr;
  std::optional<ending> expected;
  tls_options tls;
  std::optional<load> many;  ///< empty for one run, which is told in full
  output_format format = output_format::text;
  std::string events;
  log_options log;
};

/// Throws `usage_error`. Empty when --help, --version or another question was answered on stdout instead.
std::optional<options> read_options(std::vector<std::string> const& arguments);

}  // namespace hangup::client
