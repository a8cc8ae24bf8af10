#include "server/tally.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "common/record/event.hpp"

namespace hangup::server {

void tally::add_failure(std::string_view action, error_value error) {
  auto const known = std::find_if(failures.begin(), failures.end(), [&](failure_count const& counted) {
    return counted.action == action && counted.error == error;
  });
  if (known != failures.end())
    ++known->times;
  else
    failures.push_back({std::string(action), error, 1});
}

std::string summary(tally const& counts, std::string_view strategy_name) {
  std::string text = std::to_string(counts.hung_up) + (counts.hung_up == 1 ? " connection" : " connections") +
                     " hung up with " + std::string(strategy_name);
  if (counts.client_ended_first != 0)
    text += ", " + std::to_string(counts.client_ended_first) + " ended by the client first";
  if (counts.gave_up != 0) text += ", " + std::to_string(counts.gave_up) + " given up";
  return text;
}

std::string to_string(tally const& counts, std::string_view strategy_name) {
  std::string text = std::to_string(counts.accepted) + " accepted, " + std::to_string(counts.hung_up) +
                     " hung up with " + std::string(strategy_name) + ", " +
                     std::to_string(counts.client_ended_first) + " ended by the client first, " +
                     std::to_string(counts.gave_up) + " given up";
  for (failure_count const& failure : counts.failures)
    text += "; " + failure.action + ' ' + describe(failure.error) + ": " + std::to_string(failure.times);
  return text;
}

boost::json::value to_json(tally const& counts, std::string_view strategy_name) {
  boost::json::array failures;
  for (failure_count const& failure : counts.failures) {
    boost::json::object row;
    row["what"] = failure.action;
    row["error"] = hangup::to_json(failure.error);
    row["times"] = failure.times;
    failures.push_back(std::move(row));
  }
  boost::json::object out;
  out["schema"] = json_schema;
  out["strategy"] = strategy_name;
  out["accepted"] = counts.accepted;
  out["hung_up"] = counts.hung_up;
  out["client_ended_first"] = counts.client_ended_first;
  out["gave_up"] = counts.gave_up;
  out["failures"] = std::move(failures);
  return out;
}

}  // namespace hangup::server
