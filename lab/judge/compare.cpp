#include "lab/judge/compare.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <ostream>

#include <spdlog/fmt/fmt.h>

#include "client/style.hpp"
#include "common/errors/error_names.hpp"
#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "common/text/nearest.hpp"
#include "lab/report/report_table.hpp"
#include "lab/report/wrap.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

std::string measured_cell(json::value const& step) {
  std::string outcome = json_text(step, "outcome");
  if (outcome == "never") return "blocks";
  if (outcome == "n/a") return outcome;
  error_value const error = error_value_from(json_member(step, "error"));
  return error.space == code_space::windows ? std::to_string(error.value) : "0";  // an EOF is a success there
}

measured_row read_row(json::value const& style) {
  json::array const& outcomes = json_array(style, "outcomes");
  measured_row row{.cells = {}, .always = outcomes.size() < 2};
  if (!outcomes.empty())
    for (json::value const& step : json_array(outcomes.front(), "steps"))
      row.cells.push_back(measured_cell(step));
  return row;
}

std::map<std::string, measured_row> read_experiment(json::value const& result) {
  std::map<std::string, measured_row> rows;
  for (json::value const& style : json_array(result, "styles"))
    if (measured_row row = read_row(style); !row.cells.empty())
      rows.emplace(json_text(style, "style"), std::move(row));
  return rows;
}

bool blocks(std::string_view name) {
  client::style const* const style = client::find_style(name);
  return style != nullptr && style->blocks;
}

/// Asio's Windows back end gives the handler the Winsock number in place of the Win32 one.
bool asio_translates(std::string_view predicted, std::string_view measured) {
  int win32 = 0, winsock = 0;
  std::from_chars(predicted.data(), predicted.data() + predicted.size(), win32);
  std::from_chars(measured.data(), measured.data() + measured.size(), winsock);
  for (error_row const& row : error_table())
    if (row.by_asio == translated::yes && row.win32.value == win32 && row.winsock.value == winsock)
      return win32 != 0;
  return false;
}

struct tally {
  std::array<std::size_t, 4> of{};
  std::string differences, settled;
};

void add(std::string& list, std::string const& item) {
  list.append(list.empty() ? "" : "; ").append(item);
}

/// Only Windows itself can settle what Windows does.
relation relate_on(std::string_view system, std::string_view predicted, std::string_view measured) {
  relation const related = relate(predicted, measured);
  return related == relation::settles && system != "Windows" ? relation::not_known : related;
}

void count(tally& into, std::string_view system, std::string_view style,
           std::vector<std::string> const& predicted, measured_row const& row) {
  for (std::size_t i = 0; i < predicted.size() && i < row.cells.size(); ++i) {
    relation const related = relate_on(system, predicted[i], row.cells[i]);
    ++into.of.at(static_cast<std::size_t>(related));
    std::string const place = fmt::format("{}, result {}: ", style, i + 1);
    if (related == relation::differs)
      add(into.differences, fmt::format("{}predicted {}, measured {}", place, predicted[i], row.cells[i]));
    if (related == relation::settles) add(into.settled, place + row.cells[i]);
  }
}

/// The part of the report's table that a comparison has, with what Linux is expected to report in place of
/// what was observed here.
report_table table_of(experiment const& experiment, std::string const& system,
                      std::map<std::string, measured_row> const& rows) {
  experiment_result const nothing_seen{.experiment = &experiment, .styles = {}};
  report_table table = lab::table_of(nothing_seen);
  table.heading.resize(table.heading.size() - 2);  // what Windows would say, and the ending
  for (auto& row : table.rows)
    row.resize(table.heading.size());
  auto const append = [&](std::string name, std::vector<std::string> const& cells) {
    std::vector<std::string> row = {std::move(name), ""};
    row.insert(row.end(), cells.begin(), cells.end());
    table.rows.push_back(std::move(row));
  };
  for (auto const& [style, measured] : rows)
    append(fmt::format("{}, {}{}", system, style, measured.always ? "" : " (most)"), measured.cells);
  for (auto const& [style, cells] : experiment.expected)
    append("Linux, " + style, cells);
  return table;
}

tally write_comparison(std::ostream& out, experiment const& experiment, std::string const& system,
                       std::map<std::string, measured_row> const& rows) {
  tally counts;
  for (auto const& [style, row] : rows)
    count(counts, system, style, blocks(style) ? experiment.windows.blocking : experiment.windows.overlapped,
          row);
  out << wrapped(experiment.name + "  ", experiment.title);
  write_table(out, table_of(experiment, system, rows));
  if (!experiment.windows.source.empty())
    out << wrapped("  Windows rows: ",
                   std::string(to_string(experiment.windows.known)) + ": " + experiment.windows.source);
  out << wrapped("  why: ", experiment.why);
  if (!counts.settled.empty()) out << wrapped("  nobody had recorded: ", counts.settled);
  out << wrapped("  => ",
                 !counts.differences.empty()           ? "DIFFERS: " + counts.differences
                 : experiment.windows.blocking.empty() ? "a race: nothing is predicted"
                                                       : "agrees",
                 counts.differences.empty() ? paint::good : paint::bad)
      << '\n';
  return counts;
}

}  // namespace

windows_results read_windows_results(std::string_view text) {
  json::value const document = parse_json(text);
  json_schema_of(document);
  windows_results read{.system = json_text(document, "system"), .rows = {}};
  if (!read.system.starts_with("Windows") && !read.system.starts_with("Wine"))
    throw std::invalid_argument("'system': '" + read.system.substr(0, 80) +
                                "': expected the results of a Windows machine");
  for (json::value const& result : json_array(document, "results"))
    if (std::string const name = json_text(result, "experiment");
        !read.rows.emplace(name, read_experiment(result)).second)
      throw std::invalid_argument("'results': experiment '" + name.substr(0, 80) + "' is there twice");
  return read;
}

void expect_rows_of(std::span<experiment const> catalogue, windows_results const& measured) {
  std::vector<std::string_view> styles;
  for (client::style const& style : client::all_styles())
    styles.push_back(style.name);
  for (experiment const& experiment : catalogue) {
    auto const found = measured.rows.find(experiment.name);
    if (found == measured.rows.end()) continue;
    for (auto const& [style, row] : found->second) {
      std::string const place = "experiment '" + experiment.name + "': style '" + style.substr(0, 80) + "'";
      if (client::find_style(style) == nullptr)
        throw std::invalid_argument(place + suggestion(style, styles));
      if (std::size_t const expected = result_count(experiment); row.cells.size() != expected)
        throw std::invalid_argument(place + ": " + std::to_string(row.cells.size()) +
                                    " steps, expected one for each result of the plan, " +
                                    std::to_string(expected));
    }
  }
}

relation relate(std::string_view predicted, std::string_view measured) {
  if (measured == "n/a" || predicted == "n/a") return relation::not_known;
  if (predicted == "?") return relation::settles;
  return predicted == measured || asio_translates(predicted, measured) ? relation::agrees : relation::differs;
}

bool compare(std::ostream& out, std::span<experiment const* const> catalogue,
             windows_results const& measured) {
  std::string const system = measured.system.substr(0, measured.system.find(' '));
  out << wrapped("measured on ", measured.system) << '\n';
  if (system == "Wine")
    out << wrapped("",
                   "Wine is not Windows: its Winsock and IOCP stand on this host's TCP. It shows which codes "
                   "they make of an error, not when Windows has one: where Windows remembers an abort, Wine "
                   "says what Linux says, 0 and EOF.")
        << '\n';
  std::array<std::size_t, 4> total{};
  std::size_t missing = 0;
  for (experiment const* const experiment : catalogue) {
    auto const rows = measured.rows.find(experiment->name);
    if (rows == measured.rows.end() || rows->second.empty()) {
      ++missing;
      continue;
    }
    tally const counts = write_comparison(out, *experiment, system, rows->second);
    for (std::size_t i = 0; i < total.size(); ++i)
      total.at(i) += counts.of.at(i);
  }
  out << wrapped(
      "", fmt::format("{} codes agree, {} differ, {} were not recorded before; {} experiments were not "
                      "measured",
                      total[0], total[1], total[2], missing));
  return total[1] == 0;
}

}  // namespace hangup::lab
