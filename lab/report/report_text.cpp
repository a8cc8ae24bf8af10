#include <algorithm>
#include <ostream>

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
  experiment const& what = *result.experiment;
  report_table const table = table_of(result);
  out << wrapped(what.name + "  ", what.title, paint::heading);
  out << wrapped("  ", "server --strategy " + what.strategy + " --when " + what.when + ", client --plan \"" +
                           to_string(what.steps) + '"');
  write_table(out, table);
  for (std::string const& exit : server_exits(result))
    out << wrapped("  the server ", exit);
  for (std::string const& line : witness_lines(result))
    out << hanging(line);
  if (!what.windows.source.empty()) out << wrapped("  Windows rows: ", what.windows.source);
  if (!what.windows.disagrees.empty()) out << wrapped("  another source: ", what.windows.disagrees);
  out << wrapped("  why: ", what.why);
  for (std::string const& line : evidence_lines(result))
    out << wrapped("  rule: ", line);
  out << wrapped("  => ", conclusion(result), paint_of(result)) << '\n';
}

}  // namespace

void write_text_report(std::ostream& out, std::span<experiment_result const> results) {
  for (experiment_result const& each : results)
    write_experiment(out, each);
  out << wrapped("", summary_line(results));
  for (experiment_result const& each : results)
    if (auto const how = judge(each).judged; how != judgement::as_expected && how != judgement::not_compared)
      out << wrapped("  " + each.experiment->name + ": ", conclusion(each), paint_of(each));
}

}  // namespace hangup::lab
