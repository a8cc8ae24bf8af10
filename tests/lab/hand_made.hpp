#pragma once

#include <string_view>

#include "lab/result.hpp"

/// An experiment, runs and results that nobody ran.
namespace hangup::test {

/// `send; recv; send; recv` against `abortive`, with 0 10054 10054 10054 recorded; the asynchronous styles
/// may or may not see the last read complete.
experiment reset_experiment();
/// The same as a race that is run 20 times.
experiment race_experiment();

/// The reset came first: ok, connection_reset, broken_pipe, and EOF or, with `last_read`, nothing.
record reset_run(std::string_view style, completion last_read = completion::completed);
/// The FIN came first, the reset answers the first write: ok, eof, broken_pipe, eof.
record reset_after_fin_run(std::string_view style);
/// Nothing ended it: ok, never, ok, never.
record open_run(std::string_view style);
/// Nobody listened: no step of the plan was reached.
record refused_run(std::string_view style);

/// `times` runs like `run` in its style; adds the style where it is missing.
void add_runs(experiment_result& to, record const& run, unsigned times = 1);

experiment_result result_of(experiment const& what, std::initializer_list<record> runs);

}  // namespace hangup::test
