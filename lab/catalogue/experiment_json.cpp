#include "lab/catalogue/experiment_json.hpp"
#include "common/text/joined.hpp"

#include <boost/json.hpp>

#include "common/record/event.hpp"
#include "common/text/units.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

json::object to_json(proof const& proof) {
  json::object out;
  if (!proof.wire.empty()) out["wire"] = joined(proof.wire);
  if (!proof.absent.empty()) out["absent"] = joined(proof.absent);
  if (!proof.counters.empty()) out["counters"] = joined(proof.counters);
  if (!proof.server.empty()) out["server"] = proof.server;
  if (proof.loss) out["loss"] = true;
  return out;
}

json::object to_json(windows_row const& row) {
  json::object out = {{"blocking", joined(row.blocking)},
                      {"overlapped", joined(row.overlapped)},
                      {"known", to_string(row.known)},
                      {"source", row.source}};
  if (!row.disagrees.empty()) out["disagrees"] = row.disagrees;
  return out;
}

void put_expectation(json::object& out, experiment const& experiment) {
  if (experiment.races != 0) {
    out["races"] = experiment.races;
    return;
  }
  out["ending"] = to_string(experiment.ends);
  if (experiment.tls_ends) out["tls_ending"] = to_string(*experiment.tls_ends);
  if (experiment.message_ends) out["message_ending"] = to_string(*experiment.message_ends);
  if (experiment.ends_blocking) out["ending_blocking"] = to_string(*experiment.ends_blocking);
  if (experiment.ends_native) out["ending_native"] = to_string(*experiment.ends_native);
  json::object expect;
  for (auto const& [style, outcomes] : experiment.expected)
    expect[style] = joined(outcomes);
  out["expect"] = std::move(expect);
  json::object reactors;
  for (auto const& [reactor, on] : experiment.on_reactor)
    reactors[reactor] = {
        {"connect", on.connect}, {"expect", joined(on.outcomes)}, {"ending", to_string(on.ends)}};
  out["reactors"] = std::move(reactors);
}

json::object to_json(experiment const& experiment) {
  json::object out = {{"name", experiment.name},
                      {"title", experiment.title},
                      {"story", experiment.story},
                      {"strategy", experiment.strategy},
                      {"when", experiment.when},
                      {"plan", to_string(experiment.steps)},
                      {"deadline", to_string(experiment.step_deadline)}};
  if (!experiment.greeting.empty()) out["greet"] = experiment.greeting;
  if (!experiment.answer.empty()) out["answer"] = experiment.answer;
  if (!experiment.tls.empty()) out["tls"] = experiment.tls;
  if (!experiment.tls_verify.empty()) out["tls_verify"] = experiment.tls_verify;
  if (experiment.connect != "ok") out["connect"] = experiment.connect;
  if (experiment.network != network_setup::unchanged) out["network"] = name_of(experiment.network);
  if (experiment.needs_cell) out["needs_cell"] = true;
  put_expectation(out, experiment);
  if (!experiment.recorded.codes.empty())
    out["recorded"] = {{"codes", json::value_from(experiment.recorded.codes)},
                       {"source", experiment.recorded.source}};
  if (!experiment.windows.blocking.empty()) out["windows"] = to_json(experiment.windows);
  if (json::object proof = to_json(experiment.proved_by); !proof.empty()) out["proof"] = std::move(proof);
  out["known"] = experiment.known;
  out["source"] = experiment.source;
  out["why"] = experiment.why;
  return out;
}

}  // namespace

json::value to_json(std::span<experiment const* const> experiments) {
  json::array all;
  for (experiment const* const experiment : experiments)
    all.push_back(to_json(*experiment));
  return {{"schema", 1}, {"experiments", std::move(all)}};
}

}  // namespace hangup::lab
