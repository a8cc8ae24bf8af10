#include <algorithm>
#include <ostream>

#include "common/text/joined.hpp"
#include "lab/report/report.hpp"
#include "lab/report/report_table.hpp"
#include "lab/report/wrap.hpp"

namespace hangup::lab {
namespace {

/// `kernel: OutRsts 1`, with further lines under what follows the colon.
wrapped hanging(std::string const& line) {
  auto const text = std::min(line.find(": ") + 2, line.size());
  return {"  " + line.substr(0, text), line.substr(text)};
}

paint paint_of(experiment_result const& result) {
  switch (judge(result).judged) {
    case judgement::as_expected: return paint::good;
    case judgement::differs:
    case judgement::failed: return paint::bad;
    case judgement::not_available: return paint::doubtful;
    case judgement::not_compared: break;
  }
  return paint::none;
}

void write_experiment(std::ostream& out, experiment_result const& result) {
  experiment const& experiment = *result.experiment;
  report_table const table = table_of(result);
  out << wrapped(experiment.name + "  ", experiment.title, paint::heading);
  out << wrapped("  ", "server " + joined(server_options(experiment)) + ", client " +
                           joined(client_options(experiment)));
  write_table(out, table);
  for (std::string const& exit : server_exits(result))
    out << wrapped("  the server ", exit);
  for (std::string const& line : witness_lines(result))
    out << hanging(line);
  if (!experiment.windows.source.empty()) out << wrapped("  Windows rows: ", experiment.windows.source);
  if (!experiment.windows.disagrees.empty())
    out << wrapped("  another source: ", experiment.windows.disagrees);
  out << wrapped("  why: ", experiment.why);
  for (std::string const& line : evidence_lines(result))
    out << wrapped("  rule: ", line);
  out << wrapped("  => ", conclusion(result), paint_of(result)) << '\n';
}

}  // namespace

void write_text_report(std::ostream& out, std::span<experiment_result const> results) {
  for (experiment_result const& result : results)
    write_experiment(out, result);
  out << wrapped("", summary_line(results));
  for (experiment_result const& result : results)
    if (auto const judged = judge(result).judged;
        judged != judgement::as_expected && judged != judgement::not_compared)
      out << wrapped("  " + result.experiment->name + ": ", conclusion(result), paint_of(result));
}

}  // namespace hangup::lab
