#include <ostream>

#include "common/text/joined.hpp"
#include "common/text/printable.hpp"
#include "lab/report/markdown.hpp"
#include "lab/report/report.hpp"
#include "lab/report/report_table.hpp"

namespace hangup::lab {
namespace {

void write_row(std::ostream& out, std::vector<std::string> const& row, bool with_counts) {
  out << '|';
  for (std::size_t i = 0; i < row.size(); ++i)
    if (i != 1 || with_counts) out << ' ' << markdown_cell(row[i]) << " |";
  out << '\n';
}

bool has_counts(report_table const& table) {
  for (auto const& row : table.rows)
    if (row.size() > 1 && !row[1].empty()) return true;
  return false;
}

void write_experiment(std::ostream& out, experiment_result const& result) {
  report_table const table = table_of(result);
  bool const counts = has_counts(table);
  out << "### " << result.experiment->name << "\n\n"
      << markdown_cell(result.experiment->title)
      << "\n\nServer: " << markdown_code(joined(server_options(*result.experiment)))
      << ", client: " << markdown_code(joined(client_options(*result.experiment))) << "\n\n";
  write_row(out, table.heading, counts);
  write_row(out, std::vector<std::string>(table.heading.size(), "---"), counts);
  for (auto const& row : table.rows)
    write_row(out, row, counts);
  out << '\n';
  for (std::string const& line : witness_lines(result))
    out << "- " << markdown_cell(line) << '\n';
  out << "\nWhy: " << markdown_cell(result.experiment->why)
      << "\n\nResult: " << markdown_cell(conclusion(result)) << "\n\n";
}

}  // namespace

void write_markdown_report(std::ostream& out, std::span<experiment_result const> results) {
  for (experiment_result const& result : results)
    write_experiment(out, result);
  out << summary_line(results) << '\n';
}

}  // namespace hangup::lab
