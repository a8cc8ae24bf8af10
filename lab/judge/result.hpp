#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/record/event.hpp"
#include "common/record/windows_rules.hpp"
#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// What came out of a run: one entry in `seen` and `windows` for each transfer of the plan.
struct outcome {
  std::vector<observation> seen;
  std::vector<windows_code> windows;  ///< what blocking Winsock would have said
  ending ends = ending::still_open;
  std::optional<tls_ending> tls_ends{};          ///< where the client asked for TLS
  std::optional<message_ending> message_ends{};  ///< where it asked for HTTP or WebSocket
  std::string connected{};                       ///< what the connect reported: `ok`, `refused`, ...
  observation connect{};
  windows_code connect_on_windows{};
};

outcome outcome_of(record const& run);

/// Whether two runs came out the same: every transfer reported the same, and the connection ended the same
/// way.
bool same(outcome const& a, outcome const& b);

/// Whether "Windows would say" is the recorded row.
bool agrees_with(outcome const& came, recorded_row const& row);

struct counted_outcome {
  outcome came;
  unsigned count = 0;
};

/// All runs of an experiment in one style.
struct style_result {
  std::string style;                      ///< and its reactor where that is not epoll: `handlers/io_uring`
  std::vector<counted_outcome> outcomes;  ///< the commonest first
  std::vector<record> runs;
  std::string unavailable;            ///< why it cannot be run here; empty where it can
  std::vector<std::string> failures;  ///< why a run could not be made
};

/// The first run that came out as most did; null where there was none.
record const* commonest_run(style_result const& style);

/// Adds a run to the counts.
void count(style_result& into, record run);

enum class judgement : std::uint8_t { as_expected, differs, failed, not_available, not_compared };
std::string_view to_string(judgement judged);

struct verdict {
  judgement judged = judgement::as_expected;
  std::string text;  ///< one line: what differs and where, or what agrees
};

struct experiment_result {
  lab::experiment const* experiment = nullptr;
  std::string not_comparable{};  ///< why the expectations, which are Linux's, say nothing here; or empty
  std::vector<style_result> styles;
};

/// Compares what was observed with what the catalogue expects and with what was recorded. Pure.
verdict judge(experiment_result const& result);

/// For the tables: `ECONNRESET` in the native style, `connection_reset` in Asio's.
std::string_view cell_text(observation const& seen, std::string_view style);
std::string cell_text(windows_code const& code);

}  // namespace hangup::lab
