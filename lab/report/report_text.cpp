#include <algorithm>
#include <ostream>

#include "lab/report/report.hpp"
#include "lab/report/report_table.hpp"
#include "lab/report/wrap.hpp"

namespace hangup::lab {
namespace {

/// `kernel: OutRsts 1`, with further lines under what follows the colon.
std::string hanging(std::string const& line) {
  auto const text = std::min(line.find(": ") + 2, line.size());
  return wrapped("  " + line.substr(0, text), line.substr(text));
}

void write_experiment(std::ostream& out, experiment_result const& result) {
  experiment const& what = *result.experiment;
  report_table const table = table_of(result);
  out << what.name << "  " << what.title << '\n';
  out << "  server --strategy " << what.strategy << " --when " << what.when << ", client --plan \""
      << to_string(what.steps) << "\"\n";
  write_table(out, table);
  for (std::string const& exit : server_exits(result))
    out << "  the server " << exit << '\n';
  for (std::string const& line : witness_lines(result))
    out << hanging(line);
  if (!what.windows.source.empty()) out << wrapped("  Windows rows: ", what.windows.source);
  if (!what.windows.disagrees.empty()) out << wrapped("  another source: ", what.windows.disagrees);
  out << wrapped("  why: ", what.why);
  for (std::string const& line : evidence_lines(result))
    out << wrapped("  rule: ", line);
  out << wrapped("  => ", conclusion(result)) << '\n';
}

}  // namespace

void write_text_report(std::ostream& out, std::span<experiment_result const> results) {
  for (experiment_result const& each : results)
    write_experiment(out, each);
  out << summary_line(results) << '\n';
  for (experiment_result const& each : results)
    if (auto const how = judge(each).judged; how != judgement::as_expected && how != judgement::not_compared)
      out << "  " << each.experiment->name << ": " << conclusion(each) << '\n';
}

}  // namespace hangup::lab
