#include "lab/sweep/sweep_report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <ostream>
#include <stdexcept>

#include <spdlog/fmt/fmt.h>

#include "common/text/joined.hpp"
#include "common/text/units.hpp"
#include "lab/report/report_table.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

/// With its wait as `wait W`.
std::string plan_with_w(plan const& steps) {
  constexpr std::chrono::nanoseconds mark(1);
  std::string text = hangup::to_string(with_wait(steps, mark));
  std::string const written = "wait " + wait_text(mark);
  return text.replace(text.find(written), written.size(), "wait W");
}

std::string cell(unsigned count, unsigned runs) {
  auto const [low, high] = wilson(count, runs);
  return fmt::format("{:5.1f} % ({:.1f} to {:.1f})", 100.0 * count / runs, 100 * low, 100 * high);
}

void write_text(std::ostream& out, sweep_options const& options, sweep_result const& result) {
  out << options.experiment->name << "  " << options.experiment->title << '\n'
      << fmt::format("  server {}, client --plan \"{}\"\n  {}, {} runs for each W{}\n",
                     joined(server_options(*options.experiment)), plan_with_w(options.experiment->steps),
                     options.style, options.runs,
                     result.no_cell.empty() ? "" : "; on this host's loopback: " + result.no_cell);
  auto const endings = endings_of(result);
  report_table table;
  table.heading = {"  W"};
  for (share const& one : endings)
    table.heading.push_back(one.windows.empty() ? one.ends : fmt::format("{} ({})", one.ends, one.windows));
  for (sweep_point const& point : result.points) {
    std::vector<std::string> row = {"  " + wait_text(point.wait)};
    for (share const& one : endings)
      row.push_back(cell(count_of(point, one.ends), options.runs));
    table.rows.push_back(std::move(row));
  }
  write_table(out, table);
  out << "  share of the runs, and where it lies with 95 % confidence (Wilson)\n";
}

void write_json(std::ostream& out, sweep_options const& options, sweep_result const& result) {
  json::array points;
  for (sweep_point const& point : result.points) {
    json::array endings;
    for (share const& one : point.shares) {
      auto const [low, high] = wilson(one.count, options.runs);
      endings.push_back({{"ending", one.ends},
                         {"windows", one.windows},
                         {"count", one.count},
                         {"share", static_cast<double>(one.count) / options.runs},
                         {"low", low},
                         {"high", high}});
    }
    points.push_back({{"client_wait_ns", point.wait.count()}, {"endings", std::move(endings)}});
  }
  out << json::value{{"schema", 1},
                     {"experiment", options.experiment->name},
                     {"style", options.style},
                     {"runs", options.runs},
                     {"confidence", 0.95},
                     {"in_cell", result.no_cell.empty()},
                     {"no_cell", result.no_cell},
                     {"points", std::move(points)}}
      << '\n';
}

void write_csv(std::ostream& out, sweep_options const& options, sweep_result const& result) {
  out << "client_wait_ns,ending,windows,count,runs,share,low,high\n";
  for (sweep_point const& point : result.points)
    for (share const& one : endings_of(result)) {
      unsigned const count = count_of(point, one.ends);
      auto const [low, high] = wilson(count, options.runs);
      out << fmt::format("{},{},{},{},{},{:.6f},{:.6f},{:.6f}\n", point.wait.count(), one.ends, one.windows,
                         count, options.runs, static_cast<double>(count) / options.runs, low, high);
    }
}

}  // namespace

std::vector<share> endings_of(sweep_result const& result) {
  std::vector<share> all;
  for (sweep_point const& point : result.points)
    for (share const& one : point.shares)
      if (std::none_of(all.begin(), all.end(), [&one](share const& known) { return known.ends == one.ends; }))
        all.push_back({.ends = one.ends, .windows = one.windows});
  return all;
}

unsigned count_of(sweep_point const& point, std::string const& ends) {
  for (share const& one : point.shares)
    if (one.ends == ends) return one.count;
  return 0;
}

std::string wait_text(std::chrono::nanoseconds wait) {
  return wait.count() == 0 ? "0" : hangup::to_string(wait);
}

interval wilson(unsigned count, unsigned runs) {
  if (runs == 0) return {};
  constexpr double z = 1.959964;  // 95 %, two-sided
  double const n = runs;
  double const p = count / n;
  double const middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  double const half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {.low = count == 0 ? 0 : std::max(0.0, middle - half),
          .high = count == runs ? 1 : std::min(1.0, middle + half)};
}

sweep_format sweep_format_named(std::string const& name) {
  if (name == "text") return write_text;
  if (name == "json") return write_json;
  if (name == "csv") return write_csv;
  if (name == "html") return write_sweep_html;
  throw std::invalid_argument("'" + name + "': expected text, json, csv or html");
}

}  // namespace hangup::lab
