#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/errors/error_value.hpp"

namespace hangup::server {

/// How often one action failed with one error.
struct failure_count {
  std::string action;
  error_value error;
  std::uint64_t times = 0;
  bool operator==(failure_count const&) const = default;
};

/// What became of the connections of a host.
struct tally {
  std::uint64_t accepted = 0;
  std::uint64_t hung_up = 0;             ///< by the strategy
  std::uint64_t client_ended_first = 0;  ///< before the trigger was reached
  std::uint64_t gave_up = 0;             ///< the trigger was not reached within its limit
  std::vector<failure_count> failures{};

  void add_failure(std::string_view action, error_value error);
  bool operator==(tally const&) const = default;
};

/// `3 connections hung up with abortive`, and what else there was.
std::string summary(tally const& counts, std::string_view strategy_name);

/// All counts: `20003 accepted, 20000 hung up with abortive, 3 ended by the client first, 0 given up`, then
/// the failures.
std::string to_string(tally const& counts, std::string_view strategy_name);
boost::json::value to_json(tally const& counts, std::string_view strategy_name);

}  // namespace hangup::server
