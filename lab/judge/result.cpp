#include "lab/judge/result.hpp"

#include <algorithm>
#include <array>

#include "common/record/classify.hpp"
#include "common/record/transport.hpp"
#include "common/text/enum_names.hpp"
#include "common/text/joined.hpp"

namespace hangup::lab {
namespace {

constexpr enum_names<judgement::not_compared> names = {"as_expected", "differs", "failed", "not_available",
                                                       "not_compared"};

std::vector<std::string_view> outcome_names(outcome const& came) {
  std::vector<std::string_view> cells;
  for (observation const& seen : came.seen)
    cells.push_back(outcome_name(seen));
  return cells;
}

unsigned count_agreeing(style_result const& in, recorded_row const& row) {
  unsigned total = 0;
  for (counted_outcome const& counted : in.outcomes)
    if (agrees_with(counted.came, row)) total += counted.count;
  return total;
}

/// A race is as expected when every style has shown the recorded row at least once.
verdict judge_race(experiment_result const& result) {
  verdict said;
  for (style_result const& style : result.styles) {
    unsigned const agreeing = count_agreeing(style, result.experiment->recorded);
    if (agreeing == 0) said.judged = judgement::differs;
    said.text += (said.text.empty() ? "" : ", ") + style.style + " " + std::to_string(agreeing) + " of " +
                 std::to_string(style.runs.size());
  }
  said.text = "the recorded row was seen: " + said.text;
  return said;
}

/// Whether `cell` is an alternative of `expected` (`eof|never`).
bool is_one_of(std::string_view cell, std::string_view expected) {
  return ('|' + std::string(expected) + '|').find('|' + std::string(cell) + '|') != std::string::npos;
}

template <typename Ending>
std::string name_of(std::optional<Ending> const& ended_as) {
  return ended_as ? std::string(to_string(*ended_as)) : "none";
}

std::string difference(experiment const& experiment, style_result const& style, outcome const& came) {
  auto const [connect, outcomes, ends] = expected_of(experiment, style.style);
  if (came.connected != connect)
    return style.style + ": expected connect " + connect + ", observed " + came.connected;
  auto const cells = outcome_names(came);
  if (!std::equal(cells.begin(), cells.end(), outcomes.begin(), outcomes.end(), is_one_of))
    return style.style + ": expected " + joined(outcomes) + ", observed " + joined(cells);
  if (came.ends != ends)
    return style.style + ": expected the ending " + std::string(to_string(ends)) + ", observed " +
           std::string(to_string(came.ends));
  if (came.tls_ends != experiment.tls_ends)
    return style.style + ": expected TLS to end as " + name_of(experiment.tls_ends) + ", observed " +
           name_of(came.tls_ends);
  if (came.message_ends != experiment.message_ends)
    return style.style + ": expected messages to end as " + name_of(experiment.message_ends) + ", observed " +
           name_of(came.message_ends);
  if (!experiment.recorded.codes.empty() && !agrees_with(came, experiment.recorded))
    return style.style + ": what Windows would say is not what was recorded";
  return {};
}

/// EPERM, EACCES and EOPNOTSUPP, as Linux and macOS number them, and what Winsock has in their place.
constexpr std::array refusals = {
    error_value{code_space::linux_errno, 1},  error_value{code_space::linux_errno, 13},
    error_value{code_space::linux_errno, 95}, error_value{code_space::macos_errno, 1},
    error_value{code_space::macos_errno, 13}, error_value{code_space::macos_errno, 102},
    error_value{code_space::windows, 10013},  error_value{code_space::windows, 10045}};

/// Of a server that lacked a right or a feature of the system, what it could not do and why; empty of others.
std::string refused_action(record const& run) {
  for (event const& happened : run.events) {
    auto const* const action = std::get_if<server_action>(&happened.body);
    if (action != nullptr && std::find(refusals.begin(), refusals.end(), action->error) != refusals.end())
      return "the server could not " + action->name + ": " + describe(action->error);
  }
  return {};
}

verdict judge_deterministic(experiment_result const& result) {
  for (style_result const& style : result.styles)
    for (counted_outcome const& counted : style.outcomes)
      if (std::string text = difference(*result.experiment, style, counted.came); !text.empty())
        return {judgement::differs, text + " (" + std::to_string(counted.count) + " of " +
                                        std::to_string(style.runs.size()) + ")"};
  return {judgement::as_expected,
          result.experiment->recorded.codes.empty() ? "" : "and agrees with the record"};
}

}  // namespace

std::string_view to_string(judgement judged) {
  return name_in(names, judged);
}

outcome outcome_of(record const& run) {
  auto const all = observations_of(run);
  outcome came{.seen = {}, .windows = {}, .ends = classify(all), .connected = {}};
  if (auto const layer = classify_tls(all)) came.tls_ends = layer->ended_as;
  if (auto const layer = classify_messages(all)) came.message_ends = layer->ended_as;
  // The two operations of `both` complete in any order; the read is shown first (parts_of).
  auto ordered = all;
  std::stable_sort(ordered.begin(), ordered.end(), [](observation const& a, observation const& b) {
    return a.step != b.step ? a.step < b.step : a.op == operation::recv && b.op == operation::send;
  });
  auto const windows = windows_would_say(beneath_layers(ordered), came.ends);
  if (!ordered.empty()) {
    came.connected = outcome_name(ordered.front());
    came.connect = ordered.front();
    came.connect_on_windows = windows.front();
  }
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    if (results_of(ordered[i].op) == 0) continue;
    came.seen.push_back(ordered[i]);
    came.windows.push_back(windows[i]);
  }
  return came;
}

bool same(outcome const& a, outcome const& b) {
  return a.ends == b.ends && a.tls_ends == b.tls_ends && a.message_ends == b.message_ends &&
         a.connected == b.connected && a.windows == b.windows && outcome_names(a) == outcome_names(b);
}

bool agrees_with(outcome const& came, recorded_row const& row) {
  return std::equal(came.windows.begin(), came.windows.end(), row.codes.begin(), row.codes.end(),
                    [](windows_code const& said, int recorded) {
                      return said.kind == answer::code && said.value == recorded;
                    });
}

record const* commonest_run(style_result const& style) {
  for (record const& run : style.runs)
    if (same(outcome_of(run), style.outcomes.front().came)) return &run;
  return nullptr;
}

void count(style_result& into, record run) {
  outcome came = outcome_of(run);
  into.runs.push_back(std::move(run));
  auto const known =
      std::find_if(into.outcomes.begin(), into.outcomes.end(),
                   [&came](counted_outcome const& counted) { return same(counted.came, came); });
  if (known == into.outcomes.end())
    into.outcomes.push_back({std::move(came), 1});
  else
    ++known->count;
  std::stable_sort(into.outcomes.begin(), into.outcomes.end(),
                   [](counted_outcome const& a, counted_outcome const& b) { return a.count > b.count; });
}

verdict judge(experiment_result const& result) {
  for (style_result const& style : result.styles) {
    if (!style.failures.empty()) return {judgement::failed, style.style + ": " + style.failures.front()};
    if (!style.unavailable.empty()) return {judgement::not_available, style.unavailable};
  }
  for (style_result const& style : result.styles)
    for (record const& run : style.runs)
      if (std::string reason = refused_action(run); !reason.empty())
        return {judgement::not_available, std::move(reason)};
  if (!result.not_comparable.empty()) return {judgement::not_compared, result.not_comparable};
  for (style_result const& style : result.styles) {
    for (record const& run : style.runs)
      if (auto const missing = missing_proof(result.experiment->proved_by, run))
        return {judgement::differs, style.style + ": not proved: " + *missing};
  }
  return result.experiment->races != 0 ? judge_race(result) : judge_deterministic(result);
}

std::string_view cell_text(observation const& seen, std::string_view style) {
  std::string_view const outcome = outcome_name(seen);
  if (style != "native" || !seen.completed() || !seen.error || seen.failed_with(condition::eof))
    return outcome;
  std::string_view const symbol = symbol_of(seen.error);
  return symbol.empty() ? outcome : symbol;
}

std::string cell_text(windows_code const& code) {
  switch (code.kind) {
    case answer::code: return std::to_string(code.value);
    case answer::blocks: return "blocks";
    case answer::no_call: return "n/a";
    case answer::unknown: break;
  }
  return "?";
}

}  // namespace hangup::lab
