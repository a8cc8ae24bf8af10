#include <ostream>

#include "lab/report.hpp"

namespace hangup {
namespace {

style_result const* find_result(experiment_result const& in, std::string_view style) {
  for (style_result const& each : in.styles)
    if (each.style == style && !each.outcomes.empty()) return &each;
  return nullptr;
}

/// `ok eof EPIPE eof`; empty where that style was not run.
std::string seen_in(experiment_result const& result, std::string_view style) {
  style_result const* const found = find_result(result, style);
  if (found == nullptr) return {};
  std::string text;
  for (observation const& each : found->outcomes.front().came.seen)
    text.append(text.empty() ? "" : ", ").append(cell_text(each, style));
  return text;
}

std::string windows_said(experiment_result const& result) {
  for (style_result const& style : result.styles) {
    if (style.outcomes.empty()) continue;
    std::string text;
    for (windows_code const& each : style.outcomes.front().came.windows)
      text += (text.empty() ? "" : ", ") + cell_text(each);
    return text;
  }
  return {};
}

bool has_a_race(experiment const& what) {
  for (auto const& [style, outcomes] : what.expected)
    for (std::string const& each : outcomes)
      if (each.find('|') != std::string::npos) return true;
  return what.races != 0;
}

/// Without the steps that only wait: `describe` has them, and the table is wide as it is.
plan calls_of(plan steps) {
  std::erase_if(steps.steps, [](step const& each) { return results_of(each.what) == 0; });
  return steps;
}

void write_row(std::ostream& out, experiment_result const& result) {
  experiment const& what = *result.what;
  out << "| " << what.name << " | `" << what.strategy << "` " << what.when << " | `"
      << to_string(calls_of(what.steps)) << "` | ";
  if (judge(result).how == judgement::not_available) {
    out << "not available here | | | |\n";
    return;
  }
  if (has_a_race(what)) {
    out << "differs from run to run | | | |\n";
    return;
  }
  out << seen_in(result, "native") << " | " << seen_in(result, "handlers") << " | " << windows_said(result)
      << " | " << to_string(what.ends) << " |\n";
}

}  // namespace

void write_summary_report(std::ostream& out, std::span<experiment_result const> results) {
  out << "| experiment | server | client | native sockets | Asio handlers | Windows would say | ending |\n"
         "|---|---|---|---|---|---|---|\n";
  for (experiment_result const& each : results)
    write_row(out, each);
}

}  // namespace hangup
