#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/observation.hpp"

namespace hangup {

/// The version of every JSON document and line that the programs write.
inline constexpr int json_schema = 1;

/// Something the server did. `what` is the name of a call (`close`) or of a change (`listening`, `accepted`).
struct server_action {
  std::uint64_t connection = 0;  ///< counts from 1; 0 for the server itself
  std::string what{};
  error_value error{};
  std::uint64_t bytes = 0;
  std::string detail{};  ///< an address, a strategy, ...; may be empty
  bool operator==(server_action const&) const = default;
};

/// Anything with a time stamp in a run.
struct event {
  std::chrono::nanoseconds at{};  ///< on the clock of platform::monotonic_now(), which both sides share
  std::variant<server_action, observation> what;
  bool operator==(event const&) const = default;
};

/// Everything that happened in one run, both sides joined and in order of time.
struct record {
  std::string experiment;
  std::string style;
  std::vector<event> events{};
  std::string server_exit{};  ///< how its process ended, `was killed by signal 6 (SIGABRT)`
  bool operator==(record const&) const = default;
};

std::vector<observation> observations_of(record const& run);

boost::json::value to_json(error_value error);
boost::json::value to_json(event const& happened);
boost::json::value to_json(record const& run);

/// The inverse of to_json; names that are for people (`message`, `symbol`, ...) are ignored.
/// Throws std::invalid_argument that names the member.
error_value error_value_from(boost::json::value const& in);
event event_from(boost::json::value const& in);
record record_from(boost::json::value const& in);

}  // namespace hangup
