#include <algorithm>
#include <cmath>
#include <ostream>

#include <spdlog/fmt/fmt.h>

#include "common/text/joined.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/report_html.hpp"
#include "lab/sweep/sweep_report.hpp"

namespace hangup::lab {
namespace {

// In CSS pixels: where 0 and 100 %, and the first and the last wait, are.
constexpr double left = 50, right = 700, top = 12, bottom = 330;
constexpr int width = 940, height = 380;

constexpr std::string_view style = R"(
.chart{max-width:100%;height:auto;font:13px system-ui,sans-serif}
.chart text{fill:currentColor}.chart .axis{stroke:var(--rule)}
.s0{color:var(--open)}.s1{color:var(--bad)}.s2{color:var(--good)}.s3{color:var(--late)}.s4{color:var(--own)}
.band{fill:currentColor;fill-opacity:.18;stroke:none}
.line{fill:none;stroke:currentColor;stroke-width:2}
.s1 .line{stroke-dasharray:8 4}.s2 .line{stroke-dasharray:2 3}.s3 .line{stroke-dasharray:12 3 2 3}.s4 .line{stroke-dasharray:5 2}
)";

double x_of(sweep_options const& options, std::chrono::nanoseconds wait) {
  auto const all = static_cast<double>((options.over.to - options.over.from).count());
  return left +
         (right - left) * (all == 0 ? 0 : static_cast<double>((wait - options.over.from).count()) / all);
}

double y_of(double part) {
  return bottom - (bottom - top) * part;
}

/// The axes, with a word at each end and at each quarter.
std::string axes(sweep_options const& options) {
  std::string out;
  for (int const percent : {0, 25, 50, 75, 100})
    out += fmt::format(
        "<line class=axis x1={0} x2={1} y1={2:.0f} y2={2:.0f} /><text x={3} y={4:.0f} text-anchor=end>{5} "
        "%</text>",
        left, right, y_of(percent / 100.0), left - 6, y_of(percent / 100.0) + 4, percent);
  for (auto const wait : {options.over.from, (options.over.from + options.over.to) / 2, options.over.to})
    out += fmt::format("<text x={:.0f} y={} text-anchor=middle>{}</text>", x_of(options, wait), bottom + 20,
                       wait_text(wait));
  return out + fmt::format("<text x={} y={} text-anchor=middle>how long the client waits</text>\n",
                           (left + right) / 2, bottom + 42);
}

/// A band, a line in it, and its name at the end.
std::string series(sweep_options const& options, sweep_result const& result, share const& one,
                   std::size_t number, double label) {
  std::string line, upper, lower;
  for (sweep_point const& point : result.points) {
    unsigned const count = count_of(point, one.ends);
    auto const [low, high] = wilson(count, options.runs);
    double const x = x_of(options, point.wait);
    line += fmt::format("{:.1f},{:.1f} ", x, y_of(static_cast<double>(count) / options.runs));
    upper += fmt::format("{:.1f},{:.1f} ", x, y_of(high));
    lower.insert(0, fmt::format("{:.1f},{:.1f} ", x, y_of(low)));
  }
  std::string const name = one.windows.empty() ? one.ends : one.ends + " (" + one.windows + ")";
  return fmt::format(
      "<g class=\"s{}\"><polygon class=band points=\"{}{}\"/><polyline class=line points=\"{}\"/>"
      "<text x={} y={:.0f}>{} {}</text></g>\n",
      number % 5, upper, lower, line, right + 10, label,
      look_of(ending_named(one.ends.substr(one.ends.rfind(' ') + 1)).value_or(ending::undetermined)).symbol,
      markup(name));
}

/// Names at the ends of lines, none upon another.
std::vector<double> label_places(sweep_options const& options, sweep_result const& result,
                                 std::vector<share> const& endings) {
  constexpr double apart = 17;
  std::vector<double> places;
  for (share const& one : endings) {
    double y = y_of(static_cast<double>(count_of(result.points.back(), one.ends)) / options.runs) + 4;
    double const step = y > (top + bottom) / 2 ? -1 : 1;  // one way only: to and fro would never end
    while (std::ranges::any_of(places, [y](double other) { return std::abs(other - y) < apart; }))
      y += step;
    places.push_back(y);
  }
  return places;
}

std::string table(sweep_options const& options, sweep_result const& result,
                  std::vector<share> const& endings) {
  std::string out =
      "<div class=wide tabindex=0 role=region aria-label=\"Shares\"><table><caption>Share of the runs, and "
      "where it lies with 95 % confidence "
      "(Wilson)</caption><thead><tr><th scope=col>wait</th>";
  for (share const& one : endings)
    out += "<th scope=col>" + markup(one.ends) + "</th>";
  out += "</tr></thead>\n<tbody>";
  for (sweep_point const& point : result.points) {
    out += "<tr><th scope=row>" + wait_text(point.wait) + "</th>";
    for (share const& one : endings) {
      unsigned const count = count_of(point, one.ends);
      auto const [low, high] = wilson(count, options.runs);
      out += fmt::format("<td>{:.1f} % ({:.1f} to {:.1f})</td>", 100.0 * count / options.runs, 100 * low,
                         100 * high);
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace

void write_sweep_html(std::ostream& out, sweep_options const& options, sweep_result const& result) {
  auto const endings = endings_of(result);
  experiment const& experiment = *options.experiment;
  provenance const made = made_here();
  out << "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
         "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; "
         "base-uri 'none'; form-action 'none'\">\n"
         "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>"
      << markup(experiment.name) << ": how it ends, and when</title>\n<style>" << report_css() << style
      << "</style>\n</head>\n<body>\n<header><h1>" << markup(experiment.name)
      << ": how it ends, and when</h1>\n<p>" << markup(experiment.title)
      << "</p>\n</header>\n<main id=overview>\n<p>" << markup(options.style) << ", " << options.runs
      << " runs for each wait, "
      << (result.no_cell.empty() ? "in a network of its own"
                                 : "on this host's loopback: " + markup(result.no_cell))
      << ". Server: <code>" << markup(joined(server_options(experiment))) << "</code></p>\n"
      << fmt::format(
             "<div class=wide tabindex=0 role=region aria-label=\"Chart\"><svg class=chart role=img "
             "viewBox=\"0 0 {0} {1}\" width={0} height={1} aria-label=\"Share of each ending against the "
             "wait; the numbers are in the table\">\n",
             width, height)
      << axes(options);
  auto const places = label_places(options, result, endings);
  for (std::size_t i = 0; i < endings.size(); ++i)
    out << series(options, result, endings[i], i, places[i]);
  out << "</svg></div>\n"
      << table(options, result, endings) << "<p class=quiet>" << markup(made.system) << ", "
      << markup(made.backend) << ", hangup " << markup(made.hangup) << ", Boost " << markup(made.boost)
      << ", " << markup(made.date) << "</p>\n</main>\n</body>\n</html>\n";
}

}  // namespace hangup::lab
