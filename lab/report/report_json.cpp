#include <boost/json.hpp>
#include <ostream>

#include "common/record/json.hpp"
#include "lab/report/report.hpp"
#include "lab/report/saved_results.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

json::value to_json(windows_code const& code) {
  json::object out;
  out["code"] = code.kind == answer::code ? json::value(code.value) : json::value(nullptr);
  out["answer"] = cell_text(code);
  out["evidence"] = to_string(code.known);
  out["source"] = code.source;
  return out;
}

json::object to_json(counted_outcome const& outcome) {
  json::object out;
  out["count"] = outcome.count;
  out["connect"] = outcome.came.connected;
  out["ending"] = to_string(outcome.came.ends);
  if (outcome.came.tls_ends) out["tls_ending"] = to_string(*outcome.came.tls_ends);
  if (outcome.came.message_ends) out["message_ending"] = to_string(*outcome.came.message_ends);
  json::array steps;
  for (std::size_t i = 0; i < outcome.came.seen.size(); ++i) {
    json::object step;
    step["operation"] = to_string(outcome.came.seen[i].op);
    step["outcome"] = outcome_name(outcome.came.seen[i]);
    step["error"] = to_json(outcome.came.seen[i].error);
    step["windows_would_say"] = to_json(outcome.came.windows[i]);
    steps.push_back(std::move(step));
  }
  out["steps"] = std::move(steps);
  return out;
}

json::object to_json(style_result const& style) {
  json::object out;
  json::array outcomes, runs, failures;
  for (counted_outcome const& outcome : style.outcomes)
    outcomes.push_back(to_json(outcome));
  for (record const& run : style.runs)
    runs.push_back(to_json(run));
  for (std::string const& failure : style.failures)
    failures.emplace_back(failure);
  out["style"] = style.style;
  out["outcomes"] = std::move(outcomes);
  out["failures"] = std::move(failures);
  out["not_available"] = style.unavailable;
  out["records"] = std::move(runs);
  return out;
}

json::array array_of(std::vector<std::string> const& words) {
  return json::value_from(words).as_array();
}

json::object to_json(windows_row const& row) {
  json::object out;
  out["blocking"] = array_of(row.blocking);
  out["overlapped"] = array_of(row.overlapped);
  out["evidence"] = to_string(row.known);
  out["source"] = row.source;
  out["disagrees"] = row.disagrees;
  return out;
}

json::object to_json(experiment_result const& result) {
  experiment const& experiment = *result.experiment;
  verdict const said = judge(result);
  json::object out;
  out["experiment"] = experiment.name;
  out["title"] = experiment.title;
  out["strategy"] = experiment.strategy;
  out["when"] = experiment.when;
  if (!experiment.answer.empty()) out["answer"] = experiment.answer;
  if (!experiment.tls.empty()) out["tls"] = experiment.tls;
  if (!experiment.tls_verify.empty()) out["tls_verify"] = experiment.tls_verify;
  out["plan"] = to_string(experiment.steps);
  out["race"] = experiment.races != 0;
  if (!experiment.recorded.codes.empty())
    out["recorded"] = {
        {"codes", json::array(experiment.recorded.codes.begin(), experiment.recorded.codes.end())},
        {"source", experiment.recorded.source}};
  if (!experiment.windows.blocking.empty()) out["windows"] = to_json(experiment.windows);
  out["verdict"] = to_string(said.judged);
  out["verdict_text"] = said.text;
  out["why"] = experiment.why;
  json::array styles;
  for (style_result const& style : result.styles)
    styles.push_back(to_json(style));
  out["styles"] = std::move(styles);
  return out;
}

}  // namespace

void write_json_report(std::ostream& out, std::span<experiment_result const> results) {
  json::array experiments;
  for (experiment_result const& result : results)
    experiments.push_back(to_json(result));
  json::object document;
  document["schema"] = json_schema;
  provenance const made = made_here();
  document["system"] = made.system;
  document["backend"] = made.backend;
  document["hangup"] = made.hangup;
  document["commit"] = made.commit;
  document["boost"] = made.boost;
  document["date"] = made.date;
  document["results"] = std::move(experiments);
  out << document << '\n';
}

}  // namespace hangup::lab
