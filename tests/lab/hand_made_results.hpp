#pragma once

#include <gtest/gtest.h>

#include "lab/judge/result.hpp"
#include "tests/lab/hand_made.hpp"

namespace hangup::test {

using namespace lab;

/// 12 of 20 as recorded in the native style, all 20 with handlers.
inline experiment_result race_result(experiment const& race) {
  experiment_result result = result_of(race, {});
  add_runs(result, reset_run("native"), 12);
  add_runs(result, reset_after_fin_run("native"), 8);
  add_runs(result, reset_run("handlers", completion::never_completed), 20);
  return result;
}

struct reports : ::testing::Test {
  experiment ordinary = reset_experiment();
  experiment race = race_experiment();
  experiment wrong = reset_experiment();
  experiment_result expected = result_of(ordinary, {reset_run("native"), reset_run("handlers")});
  experiment_result raced = race_result(race);
  experiment_result different = [&] {
    wrong.name = "wrong";
    wrong.ends = ending::refused;
    return result_of(wrong, {reset_run("native")});
  }();
  experiment_result broken = [&] {
    experiment_result made = result_of(ordinary, {reset_run("native")});
    made.styles[0].failures = {"the server did not start"};
    return made;
  }();
  experiment_result unavailable = [&] {
    experiment_result made = result_of(ordinary, {});
    made.styles.emplace_back().style = "native";
    made.styles[0].unavailable = "it needs a network of its own: no";
    return made;
  }();
};

/// As expected, in a cell.
struct witnessed_reports : reports {
  witnessed_reports() {
    run.counters = {{"InSegs", 6}, {"OutRsts", 1}, {"TCPAbortOnData", 2}};
    ordinary.windows = {.blocking = {"0", "10054", "?", "blocks"},
                        .overlapped = {"0", "64", "n/a", "10054"},
                        .known = evidence::documented,
                        .source = "a page",
                        .disagrees = "another page"};
  }
  experiment_result seen() const { return result_of(ordinary, {run, reset_run("handlers")}); }

  record run = witnessed(reset_run("native"), {client_syn, server_syn, client_data}, {server_reset});
};

}  // namespace hangup::test
