#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "lab/judge/result.hpp"

/// An experiment, runs and results that nobody ran.
namespace hangup::test {

using namespace lab;

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

/// What the hand-made segments are made of.
inline constexpr segment client_syn{.syn = true};
inline constexpr segment client_data{.bytes = 14};
inline constexpr segment client_fin{.fin = true};
inline constexpr segment server_syn{.from_server = true, .syn = true};
inline constexpr segment server_data{.from_server = true, .bytes = 4096};
inline constexpr segment server_fin{.from_server = true, .fin = true};
inline constexpr segment server_reset{.from_server = true, .rst = true};

/// When the plan of every hand-made run has ended.
inline constexpr std::chrono::milliseconds end_of_plan(5);

/// `run` as if it had been made in a cell where these segments were on the wire: those of `after` when the
/// plan had ended.
record witnessed(record run, std::vector<segment> const& during, std::vector<segment> const& after = {});

/// `times` runs like `run` in its style; adds the style where it is missing.
void add_runs(experiment_result& to, record const& run, unsigned times = 1);

experiment_result result_of(experiment const& experiment, std::initializer_list<record> runs);

}  // namespace hangup::test
