#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "lab/capture/capture_analysis.hpp"
#include "lab/capture/capture_file.hpp"
#include "lab/capture/capture_verdict.hpp"
#include "lab/judge/proof.hpp"
#include "lab/judge/result.hpp"
#include "lab/run/schedule.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/programs.hpp"

// The lab knows how each of its connections ended, from the calls of the client. Its captures have to tell
// the same.

namespace hangup::lab {
namespace {

/// What the wire alone says of the connection that the client made last, as far as the plan went.
connection connection_in(std::string const& file, record const& run) {
  auto const first = std::ranges::find_if(
      run.events, [](event const& happened) { return std::holds_alternative<segment>(happened.body); });
  if (first == run.events.end()) return {};
  capture_file capture(file);
  capture_analysis analysis;
  std::optional<std::chrono::nanoseconds> ahead;  // of the record's clock
  while (auto const one = capture.next()) {
    if (!ahead) ahead = one->at - first->at;
    if (one->at - *ahead <= plan_end(run))
      analysis.add(read_frame(one->link, one->bytes, one->on_the_wire), one->at);
  }
  EXPECT_EQ(capture.problem(), "");
  auto const all = analysis.finish();
  return all.empty() ? connection() : all.back();
}

/// Where the wire tells less than the client was told, or something else.
std::map<std::string_view, ending> const wire_tells = {
    {"keepalive-failure", ending::aborted_locally},  // the probes are dropped before they can be captured
    {"keepalive-failure-idle", ending::aborted_locally},
    {"blackhole-recv-first", ending::timed_out},        // on its way: the host has not given up yet
    {"network-unreachable", ending::still_open},        // no packet at all
    {"abort-locally-after-fin", ending::peer_finished}  // whether its program or its host sent the reset
};

/// Whether a time-out of the client's closes its socket. The server's FIN, which answers that, comes before
/// the plan's end or after it.
bool closes_by_a_time_out(experiment const& one) {
  return std::ranges::any_of(one.steps.steps, [](step const& s) { return s.op == operation::expires_after; });
}

/// What happened inside the client's host, or not at all, is not on the wire.
bool is_on_the_wire(ending ended) {
  return ended != ending::cancelled && ended != ending::own_shutdown && ended != ending::undetermined;
}

TEST(captures_of_the_lab, give_back_the_endings_that_the_lab_knows) {
  if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
  temporary_directory const folder;
  auto const catalogue = parse_catalogue(built_in_catalogue());
  schedule plan;
  plan.styles = {"handlers"};
  plan.captures = folder.file("");
  for (experiment const& one : catalogue)
    if (one.races == 0) plan.experiments.push_back(&one);
  unsigned compared = 0;
  for (experiment_result const& result : run_all(programs_beside(HANGUP_LAB), plan, [](auto...) {})) {
    for (style_result const& style : result.styles) {
      for (record const& run : style.runs) {
        SCOPED_TRACE(run.experiment);
        ending const known = outcome_of(run).ends;
        connection const seen = connection_in(folder.file(run.experiment + "-handlers-1.pcap"), run);
        capture_verdict const judged = judge(seen);
        if (!is_on_the_wire(known)) continue;
        auto const exception = wire_tells.find(run.experiment);
        ending const expected = exception == wire_tells.end() ? known : exception->second;
        bool const is_answered =
            closes_by_a_time_out(*result.experiment) && judged.client == ending::peer_finished;
        EXPECT_EQ(to_string(judged.client), to_string(is_answered ? ending::peer_finished : expected))
            << story_of(seen, judged);
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, catalogue.size() * 3 / 4);
}

}  // namespace
}  // namespace hangup::lab
