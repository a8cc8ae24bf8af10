#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "lab/judge/result.hpp"

namespace hangup::lab {

/// The table of one experiment, as cells: what the text and the Markdown report have in common.
///
/// Columns: who, how often (races), one for each transfer of the plan, what Windows would say, the ending.
struct report_table {
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
};

report_table table_of(experiment_result const& result);

/// In columns for people; a column without text is left out, cells break between words where the stream is
/// narrower.
void write_table(std::ostream& out, report_table const& table);

/// `as expected and agrees with the record`, `DIFFERS: handlers: expected ...`.
std::string conclusion(experiment_result const& result);

/// What the rules behind "Windows would say" rest on: `recorded: Wine conformance test ...`; one line a rule.
std::vector<std::string> evidence_lines(experiment_result const& result);

/// How the server's process ended, where that was the strategy's doing: `was killed by signal 6 (SIGABRT)`.
std::vector<std::string> server_exits(experiment_result const& result);

/// What the cell witnessed, of the first run: `wire  S:FIN 0.1 ms ...`, `kernel  TCPAbortOnData 1`, `loss
/// ...`; or why there is no witness. One line a witness.
std::vector<std::string> witness_lines(experiment_result const& result);

/// `24 as expected, 1 differs`.
std::string summary_line(std::span<experiment_result const> results);

}  // namespace hangup::lab
