#include "lab/report/report_table.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <ostream>
#include <set>
#include <sstream>

#include <spdlog/fmt/fmt.h>

#include "common/text/printable.hpp"
#include "lab/judge/proof.hpp"
#include "lab/report/wrap.hpp"
#include "server/strategy.hpp"

namespace hangup::lab {
namespace {

std::vector<std::string> heading_of(experiment const& experiment) {
  std::vector<std::string> heading = {"", experiment.races != 0 ? "count" : ""};
  if (experiment.connect != "ok") heading.emplace_back("connect");  // and the plan does not begin
  for (step const& planned : experiment.connect == "ok" ? experiment.steps.steps : std::vector<step>())
    for (operation const part :
         results_of(planned.op) != 0 ? parts_of(planned.op) : std::span<operation const>())
      heading.push_back(part == planned.op
                            ? to_string(planned)
                            : (planned.op == operation::both ? "both: " : "") + std::string(to_string(part)));
  heading.emplace_back("Windows would say");
  heading.emplace_back("ending");
  return heading;
}

std::vector<std::string> recorded_cells(recorded_row const& recorded) {
  std::vector<std::string> row = {"recorded", ""};
  for (int const code : recorded.codes)
    row.push_back(std::to_string(code));
  row.insert(row.end(), {"", ""});
  return row;
}

std::vector<std::string> windows_cells(std::string_view name, std::vector<std::string> const& codes,
                                       windows_row const& from) {
  std::vector<std::string> row = {std::string(name), ""};
  row.insert(row.end(), codes.begin(), codes.end());
  row.push_back(std::string(to_string(from.known)));
  row.emplace_back();
  return row;
}

std::string ending_cell(outcome const& came) {
  return layered_ending(came.message_ends, came.tls_ends, came.ends);
}

std::vector<std::string> outcome_cells(experiment_result const& result, style_result const& style,
                                       counted_outcome const& outcome) {
  bool const counted = result.experiment->races != 0 || style.runs.size() > 1;
  std::vector<std::string> row = {
      style.style, counted ? std::to_string(outcome.count) + " of " + std::to_string(style.runs.size()) : ""};
  std::string windows;
  if (result.experiment->connect != "ok") {
    row.emplace_back(cell_text(outcome.came.connect, style.style));
    windows = cell_text(outcome.came.connect_on_windows);
  } else {
    for (observation const& seen : outcome.came.seen)
      row.emplace_back(cell_text(seen, style.style));
    for (windows_code const& code : outcome.came.windows)
      windows += (windows.empty() ? "" : " ") + cell_text(code);
    row.resize(2 + result_count(*result.experiment));  // none was seen if the connect failed
  }
  bool const recorded =
      !result.experiment->recorded.codes.empty() && agrees_with(outcome.came, result.experiment->recorded);
  row.push_back(windows + (recorded ? " = recorded" : ""));
  row.push_back(ending_cell(outcome.came));
  return row;
}

constexpr std::size_t most_segments = 12;

/// What comes after the plan is how the two sides tidy up.
std::string wire_line(record const& run) {
  auto const end = plan_end(run);
  bool ended = false;
  std::string text;
  std::size_t shown = 0;
  std::chrono::nanoseconds start{};
  for (event const& event : run.events) {
    auto const* const seen = std::get_if<segment>(&event.body);
    if (seen == nullptr) continue;
    if (shown == 0) start = event.at;
    if (++shown > most_segments) return text + " ...";
    using milliseconds = std::chrono::duration<double, std::milli>;
    bool const first_after = !ended && event.at > end;
    ended |= first_after;
    text += fmt::format("{}{} {:.1f}ms",
                        first_after    ? "; after the plan: "
                        : text.empty() ? ""
                                       : ", ",
                        to_string(*seen), milliseconds(event.at - start).count());
  }
  return text.empty() ? "nothing" : text;
}

/// Who sent which reset, and why (snmp_counter.rst of the kernel's documentation).
std::string counters_line(record const& run) {
  constexpr std::array names = {"OutRsts",           "EstabResets",      "TCPAbortOnData", "TCPAbortOnClose",
                                "TCPAbortOnTimeout", "TCPAbortOnLinger", "TCPTimeouts",    "TCPKeepAlive"};
  std::string text;
  for (char const* const name : names)
    if (auto const found = run.counters.find(name); found != run.counters.end())
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, found->second);
  return text.empty() ? "no reset, no time-out" : text;
}

using row = std::vector<std::string>;

/// The longest of what `measure` says of the cells of each column.
template <typename Measure>
std::vector<std::size_t> column_widths(std::vector<row> const& rows, Measure measure) {
  std::vector<std::size_t> widths;
  for (row const& cells : rows) {
    widths.resize(std::max(widths.size(), cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], measure(cells[i]));
  }
  return widths;
}

std::size_t longest_word(std::string const& cell) {
  std::istringstream words(cell);
  std::size_t longest = 0;
  for (std::string word; words >> word;)
    longest = std::max(longest, word.size());
  return longest;
}

/// Makes the widest columns narrower, as far as their words allow, until the rows fit in `width`.
void fit(std::vector<std::size_t>& widths, std::vector<std::size_t> const& least, std::size_t width) {
  std::size_t total = 0;
  for (std::size_t const column : widths)
    total += column == 0 ? 0 : column + 2;
  std::vector<std::size_t> order(widths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return widths[a] > widths[b]; });
  for (std::size_t const i : order) {
    std::size_t const cut = std::min(total > width ? total - width : 0, widths[i] - least[i]);
    widths[i] -= cut;
    total -= cut;
  }
}

/// The lines of a cell in a column of that width.
std::vector<std::string> lines_of(std::string const& cell, std::size_t width) {
  std::istringstream words(cell);
  std::vector<std::string> lines;
  for (std::string word; words >> word;)
    if (!lines.empty() && lines.back().size() + 1 + word.size() <= width)
      lines.back() += ' ' + word;
    else
      lines.push_back(word);
  return lines;
}

void write_row(std::ostream& out, row const& cells, std::vector<std::size_t> const& widths) {
  std::vector<std::vector<std::string>> columns;
  std::size_t height = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    columns.push_back(lines_of(cells[i], widths[i]));
    height = std::max(height, columns.back().size());
  }
  for (std::size_t number = 0; number < height; ++number) {
    std::string line = " ";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (widths[i] == 0) continue;
      std::string const text = number < columns[i].size() ? columns[i][number] : "";
      line += ' ' + text + std::string(widths[i] - text.size() + 1, ' ');
    }
    out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
  }
}

}  // namespace

report_table table_of(experiment_result const& result) {
  report_table table{.heading = heading_of(*result.experiment), .rows = {}};
  if (!result.experiment->recorded.codes.empty())
    table.rows.push_back(recorded_cells(result.experiment->recorded));
  for (style_result const& style : result.styles)
    for (counted_outcome const& outcome : style.outcomes)
      table.rows.push_back(outcome_cells(result, style, outcome));
  if (windows_row const& windows = result.experiment->windows; !windows.blocking.empty()) {
    table.rows.push_back(windows_cells("Windows, blocking", windows.blocking, windows));
    table.rows.push_back(windows_cells("Windows, IOCP", windows.overlapped, windows));
  }
  return table;
}

void write_table(std::ostream& out, report_table const& table) {
  std::vector<row> rows = {table.heading};
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  for (row& cells : rows)
    for (std::string& cell : cells)
      cell = printable(cell);
  auto widths = column_widths(rows, [](std::string const& cell) { return cell.size(); });
  fit(widths, column_widths(rows, longest_word), layout_of(out).width);
  for (row const& cells : rows)
    write_row(out, cells, widths);
}

std::string conclusion(experiment_result const& result) {
  verdict const said = judge(result);
  if (said.judged == judgement::differs) return "DIFFERS: " + said.text;
  if (said.judged == judgement::failed) return "FAILED: " + said.text;
  if (said.judged == judgement::not_compared) return "not compared: " + said.text;
  if (said.judged == judgement::not_available) return "not available here: " + said.text;
  if (said.text.empty()) return "as expected";
  return "as expected" + std::string(result.experiment->races != 0 ? ": " : " ") + said.text;
}

std::vector<std::string> evidence_lines(experiment_result const& result) {
  std::set<std::string> lines;
  for (style_result const& style : result.styles)
    for (counted_outcome const& outcome : style.outcomes) {
      auto codes = outcome.came.windows;
      if (result.experiment->connect != "ok") codes.push_back(outcome.came.connect_on_windows);
      for (windows_code const& code : codes)
        if (!code.source.empty())
          lines.insert(cell_text(code) + ' ' + std::string(to_string(code.known)) + ": " +
                       std::string(code.source));
    }
  return {lines.begin(), lines.end()};
}

std::vector<std::string> server_exits(experiment_result const& result) {
  if (!server::find_strategy(result.experiment->strategy)->about.ends_process) return {};
  std::set<std::string> exits;
  for (style_result const& style : result.styles)
    for (record const& run : style.runs)
      exits.insert(run.server_exit);
  return {exits.begin(), exits.end()};
}

std::vector<std::string> witness_lines(experiment_result const& result) {
  for (style_result const& style : result.styles) {
    if (style.runs.empty()) continue;
    record const& run = style.runs.front();
    if (!run.in_cell) return {"witness: not available here: " + run.no_cell};
    std::vector<std::string> lines = {"wire (" + style.style + "): " + wire_line(run),
                                      "kernel: " + counters_line(run)};
    auto const [sent, received] = from_server(run);
    if (sent != 0) lines.push_back(fmt::format("answer: {} bytes sent, {} received", sent, received));
    return lines;
  }
  return {};
}

std::string summary_line(std::span<experiment_result const> results) {
  std::array<std::size_t, 5> counts{};
  for (experiment_result const& result : results)
    ++counts.at(static_cast<std::size_t>(judge(result).judged));
  std::string text = std::to_string(counts[0]) + " as expected";
  if (counts[1] != 0) text += ", " + std::to_string(counts[1]) + (counts[1] == 1 ? " differs" : " differ");
  if (counts[2] != 0) text += ", " + std::to_string(counts[2]) + " failed";
  if (counts[3] != 0) text += ", " + std::to_string(counts[3]) + " not available";
  if (counts[4] != 0) text += ", " + std::to_string(counts[4]) + " not compared";
  return text;
}

}  // namespace hangup::lab
