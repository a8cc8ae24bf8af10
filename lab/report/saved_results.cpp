#include "lab/report/saved_results.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/version.hpp>
#include <chrono>
#include <set>
#include <stdexcept>

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include "client/style.hpp"
#include "common/platform/platform.hpp"
#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "common/text/nearest.hpp"
#include "lab/judge/plan_results.hpp"
#include "server/strategy.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

/// Calls `read`; its complaint begins with the place.
template <typename Read>
auto at(std::string const& place, Read read) {
  try {
    return read();
  } catch (std::invalid_argument const& problem) {
    throw std::invalid_argument(place + ": " + problem.what());
  }
}

std::vector<std::string> texts(json::value const& in, std::string_view key) {
  std::vector<std::string> read;
  for (json::value const& item : json_array(in, key)) {
    if (!item.is_string()) throw std::invalid_argument('\'' + std::string(key) + "': expected strings");
    read.emplace_back(item.as_string());
  }
  return read;
}

windows_row windows_from(json::value const& in) {
  auto const known = evidence_named(json_text(in, "evidence"));
  if (!known) throw std::invalid_argument("'evidence': expected recorded, documented or inferred");
  return {.blocking = texts(in, "blocking"),
          .overlapped = texts(in, "overlapped"),
          .known = *known,
          .source = json_text(in, "source"),
          .disagrees = json_text(in, "disagrees")};
}

/// An experiment as far as the file tells of it.
experiment stranger_from(json::value const& in) {
  experiment read;
  read.name = json_text(in, "experiment");
  read.title = json_text(in, "title");
  read.strategy = json_text(in, "strategy");
  if (server::find_strategy(read.strategy) == nullptr)
    throw std::invalid_argument("'strategy': '" + read.strategy.substr(0, 80) + "' is none");
  read.when = json_text(in, "when");
  read.answer = json_text_or(in, "answer", "");
  read.tls = json_text_or(in, "tls", "");
  read.tls_verify = json_text_or(in, "tls_verify", "");
  read.steps = at("'plan'", [&] { return parse_plan(json_text(in, "plan")); });
  read.races = json_flag(in, "race") ? 1 : 0;
  read.why = json_text(in, "why");
  if (json::value const* const windows = json_find(in, "windows")) read.windows = windows_from(*windows);
  if (json::value const* const recorded = json_find(in, "recorded")) {
    for (json::value const& code : json_array(*recorded, "codes"))
      read.recorded.codes.push_back(json_number_of<int>(code, "codes"));
    read.recorded.source = json_text(*recorded, "source");
  }
  return read;
}

/// The catalogue's experiment of that name, if it is run as this one was.
experiment const* known_as(experiment const& stranger, std::span<experiment const> catalogue) {
  for (experiment const& known : catalogue)
    if (known.name == stranger.name && known.strategy == stranger.strategy && known.when == stranger.when &&
        known.tls == stranger.tls && known.answer == stranger.answer &&
        to_string(known.steps) == to_string(stranger.steps))
      return &known;
  return nullptr;
}

void expect_row(std::string const& row) {
  std::vector<std::string_view> styles;
  for (client::style const& style : client::all_styles())
    styles.push_back(style.name);
  if (std::ranges::find(styles, style_of(row)) == styles.end())
    throw std::invalid_argument("'style': '" + row.substr(0, 80) + '\'' + suggestion(style_of(row), styles));
  if (row != style_of(row) && std::ranges::find(other_reactors, reactor_of(row)) == other_reactors.end())
    throw std::invalid_argument("'style': '" + row.substr(0, 80) + '\'' +
                                suggestion(reactor_of(row), other_reactors));
}

style_result style_from(json::value const& in, plan const& steps) {
  style_result read;
  read.style = json_text(in, "style");
  expect_row(read.style);
  read.unavailable = json_text(in, "not_available");
  read.failures = texts(in, "failures");
  for (json::value const& run : json_array(in, "records")) {
    record made = record_from(run);
    expect_results_of_plan(steps, made);
    count(read, std::move(made));
  }
  return read;
}

experiment_result result_from(json::value const& in, saved_results& into,
                              std::span<experiment const> catalogue) {
  experiment stranger = stranger_from(in);
  experiment_result read;
  read.experiment = known_as(stranger, catalogue);
  if (read.experiment == nullptr) {
    into.strangers.push_back(std::move(stranger));
    read.experiment = &into.strangers.back();
    read.not_comparable = "the catalogue has no such experiment";
  } else if (json_text(in, "verdict") == to_string(judgement::not_compared)) {
    read.not_comparable = json_text(in, "verdict_text");
  }
  std::set<std::string> seen;
  for (json::value const& style : json_array(in, "styles")) {
    read.styles.push_back(style_from(style, read.experiment->steps));
    if (!seen.insert(read.styles.back().style).second)
      throw std::invalid_argument("'styles': '" + read.styles.back().style + "' is there twice");
    if (auto const& outcomes = read.styles.back().outcomes;
        !outcomes.empty() && !into.strangers.empty() && read.experiment == &into.strangers.back())
      into.strangers.back().connect = outcomes.front().came.connected;
  }
  return read;
}

}  // namespace

provenance made_here() {
  auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return {
      .system = platform::system_name(),
      .backend = std::string(platform::asio_backend()),
      .hangup = HANGUP_VERSION,
      .boost = fmt::format("{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000),
      .commit = HANGUP_COMMIT,
      .date = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)))};
}

saved_results read_saved_results(std::string_view text, std::span<experiment const> catalogue) {
  json::value const document = parse_json(text);
  json_schema_of(document);
  saved_results read;
  read.made = {.system = json_text(document, "system"),
               .backend = json_text(document, "backend"),
               .hangup = json_text_or(document, "hangup", ""),
               .boost = json_text_or(document, "boost", ""),
               .commit = json_text_or(document, "commit", ""),
               .date = json_text_or(document, "date", "")};
  std::set<std::string> seen;
  for (json::value const& result : json_array(document, "results")) {
    std::string const name = json_text(result, "experiment");
    if (!seen.insert(name).second)
      throw std::invalid_argument("'results': experiment '" + name.substr(0, 80) + "' is there twice");
    read.results.push_back(
        at("experiment '" + name.substr(0, 80) + '\'', [&] { return result_from(result, read, catalogue); }));
  }
  return read;
}

}  // namespace hangup::lab
