#include <algorithm>
#include <ostream>
#include <sstream>

#include "lab/report/markdown.hpp"
#include "lab/report/report.hpp"

namespace hangup::lab {
namespace {

style_result const* find_result(experiment_result const& in, std::string_view style) {
  for (style_result const& found : in.styles)
    if (found.style == style && !found.outcomes.empty()) return &found;
  return nullptr;
}

/// A word of the catalogue as that style calls it: `connection_reset` is ECONNRESET to a native call.
std::string_view in_words_of(std::string_view style, std::string_view outcome) {
  condition const id = condition_named(outcome);
  if (style != "native" || id == condition::success || id == condition::unlisted) return outcome;
  std::string_view const symbol = row_of(id).posix.symbol;
  return symbol.empty() ? outcome : symbol;
}

/// What was seen; `eof or never` where a race decides.
std::string result_cell(observation const& seen, std::string const& expected, std::string_view style) {
  if (expected.find('|') == std::string::npos) return std::string(cell_text(seen, style));
  std::istringstream alternatives(expected);
  std::string text;
  for (std::string outcome; std::getline(alternatives, outcome, '|');)
    text.append(text.empty() ? "" : " or ").append(in_words_of(style, outcome));
  return text;
}

/// `ok, eof, EPIPE, eof`; empty where that style was not run.
std::string seen_in(experiment_result const& result, std::string_view style) {
  style_result const* const found = find_result(result, style);
  if (found == nullptr) return {};
  outcome const& came = found->outcomes.front().came;
  if (result.experiment->connect != "ok") return std::string(cell_text(came.connect, style));
  auto const& expected = expected_of(*result.experiment, style).outcomes;
  std::string text;
  for (std::size_t i = 0; i < came.seen.size(); ++i)
    text.append(text.empty() ? "" : ", ")
        .append(result_cell(came.seen[i], i < expected.size() ? expected[i] : "", style));
  return text;
}

/// Of a style that came to the experiment's ending: some endings are not to be had with blocking calls.
std::string windows_said(experiment_result const& result) {
  for (style_result const& style : result.styles) {
    if (style.outcomes.empty() || style.outcomes.front().came.ends != result.experiment->ends) continue;
    outcome const& came = style.outcomes.front().came;
    if (result.experiment->connect != "ok") return cell_text(came.connect_on_windows);
    std::string text;
    for (windows_code const& code : came.windows)
      text += (text.empty() ? "" : ", ") + cell_text(code);
    return text;
  }
  return {};
}

/// Without the steps that only wait: `describe` has them, and the table is wide as it is.
std::string calls_of(experiment const& experiment) {
  if (experiment.connect != "ok") return "connect";
  plan calls = experiment.steps;
  std::erase_if(calls.steps, [](step const& step) { return results_of(step.op) == 0; });
  return to_string(calls);
}

void write_row(std::ostream& out, experiment_result const& result) {
  experiment const& experiment = *result.experiment;
  out << "| " << experiment.name << " | "
      << (experiment.answer.empty() ? "" : "says " + markdown_code_cell(experiment.answer) + ", ")
      << markdown_code_cell(experiment.strategy) << ' ' << experiment.when << " | "
      << markdown_code_cell(calls_of(experiment)) << " | ";
  if (judge(result).judged == judgement::not_available) {
    out << "not available here | | | |\n";
    return;
  }
  if (experiment.races != 0) {
    out << "differs from run to run | | | |\n";
    return;
  }
  out << seen_in(result, "native") << " | " << seen_in(result, "handlers") << " | " << windows_said(result)
      << " | " << layered_ending(experiment.message_ends, experiment.tls_ends, experiment.ends) << " |\n";
}

}  // namespace

void write_summary_report(std::ostream& out, std::span<experiment_result const> results) {
  out << "| experiment | server | client | native sockets | Asio handlers | Windows would say | ending |\n"
         "|---|---|---|---|---|---|---|\n";
  for (experiment_result const& result : results)
    write_row(out, result);
}

}  // namespace hangup::lab
