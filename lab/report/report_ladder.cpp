#include <algorithm>
#include <ostream>

#include "lab/report/ladder_mermaid.hpp"
#include "lab/report/ladder_svg.hpp"
#include "lab/report/report.hpp"

namespace hangup::lab {
namespace {

/// Of the first run with the commonest outcome; where there is no run, of nothing, and why.
ladder commonest(experiment const& experiment, style_result const& style) {
  if (record const* const run = commonest_run(style)) return ladder_of(*run, experiment.proved_by);
  ladder empty{.title = experiment.name + ", " + style.style};
  empty.missing = style.unavailable;
  if (!style.failures.empty()) empty.missing = style.failures.front();
  return empty;
}

template <typename Draw>
void write_pictures(std::ostream& out, std::span<experiment_result const> results, Draw draw) {
  bool first = true;
  for (experiment_result const& result : results)
    for (style_result const& style : result.styles) {
      if (!first) out << '\n';
      first = false;
      out << draw(commonest(*result.experiment, style));
    }
}

}  // namespace

void write_mermaid_report(std::ostream& out, std::span<experiment_result const> results) {
  write_pictures(out, results, [](ladder const& drawn) { return ladder_mermaid(drawn); });
}

void write_svg_report(std::ostream& out, std::span<experiment_result const> results) {
  write_pictures(out, results, [](ladder const& drawn) { return ladder_svg(drawn); });
}

}  // namespace hangup::lab
