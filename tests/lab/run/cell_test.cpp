#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/style.hpp"
#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/programs.hpp"
#include "tests/support/print.hpp"

// What a cell witnesses: the wire and the kernel's counters, through the lab's JSON report.

namespace hangup::lab {
namespace {

namespace json = boost::json;
using test::lab;
using testing::ElementsAre;
using testing::Not;
using testing::StartsWith;

using words = std::vector<std::string>;

std::vector<record> records_of(words arguments) {
  arguments.insert(arguments.begin(), "run");
  arguments.insert(arguments.end(), {"--format", "json"});
  test::ended const said = lab(std::move(arguments));
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  return test::records_in(said);
}

words wire_of(record const& run) {
  words all;
  for (segment const& seen : segments_of(run))
    all.push_back(to_string(seen));
  return all;
}

/// When the first event came that `wanted` says is the one; fails where there is none.
template <typename Body, typename Wanted>
std::chrono::nanoseconds time_of_first(record const& run, Wanted wanted) {
  for (event const& happened : run.events)
    if (auto const* const found = std::get_if<Body>(&happened.body); found != nullptr && wanted(*found))
      return happened.at;
  ADD_FAILURE() << "no such event";
  return {};
}

std::string address_of(record const& run) {
  for (event const& happened : run.events)
    if (auto const* const action = std::get_if<server_action>(&happened.body);
        action != nullptr && action->name == "listening")
      return action->detail;
  return {};
}

class a_cell : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
  }
};

TEST_F(a_cell, of_an_abortive_close_has_the_reset_on_the_wire_and_the_kernels_reason_for_it) {
  for (record const& run : records_of({"abortive"})) {
    SCOPED_TRACE(run.style);
    EXPECT_TRUE(run.in_cell) << run.no_cell;
    EXPECT_EQ(run.no_cell, "");
    EXPECT_THAT(wire_of(run), ElementsAre("C:SYN", "S:SYN", "C:14B", "S:RST"));
    EXPECT_EQ(run.counters.at("TCPAbortOnData"), 1);
    EXPECT_EQ(run.counters.at("OutRsts"), 1);
    EXPECT_FALSE(run.counters.contains("TCPAbortOnClose"));
  }
}

TEST_F(a_cell, of_a_close_over_unread_bytes_has_another_reason_for_the_same_reset) {
  for (record const& run : records_of({"unread-close"})) {
    SCOPED_TRACE(run.style);
    EXPECT_THAT(wire_of(run), testing::Contains("S:RST"));
    EXPECT_THAT(wire_of(run), Not(testing::Contains("S:FIN")));
    EXPECT_EQ(run.counters.at("TCPAbortOnClose"), 1);
    EXPECT_FALSE(run.counters.contains("TCPAbortOnData"));
  }
}

TEST_F(a_cell, of_a_close_with_nothing_unread_has_the_fin_first_and_the_reset_when_more_bytes_come) {
  for (record const& run : records_of({"close-recv-first"})) {
    SCOPED_TRACE(run.style);
    EXPECT_TRUE(run.in_cell) << run.no_cell;
    words wire = wire_of(run);
    if (wire.size() > 5 && wire.back() == "S:RST") wire.pop_back();  // the answer to a late acknowledgement
    EXPECT_THAT(wire, ElementsAre("C:SYN", "S:SYN", "S:FIN", "C:14B", "S:RST"));
    EXPECT_FALSE(run.counters.contains("TCPAbortOnClose"));
  }
}

/// Where the client's host has forgotten the connection before the server's last acknowledgement comes, it
/// answers that with a reset of its own.
TEST_F(a_cell, of_a_graceful_close_has_both_fins_and_no_reset_by_the_server) {
  for (record const& run : records_of({"graceful"})) {
    SCOPED_TRACE(run.style);
    EXPECT_TRUE(run.in_cell) << run.no_cell;
    words wire = wire_of(run);
    std::erase(wire, "C:RST");
    EXPECT_THAT(wire, ElementsAre("C:SYN", "S:SYN", "C:14B", "S:FIN", "C:14B", "C:FIN"));
    EXPECT_FALSE(run.counters.contains("TCPAbortOnData"));
    EXPECT_FALSE(run.counters.contains("TCPAbortOnClose"));
  }
}

TEST_F(a_cell, sees_each_segment_of_its_own_run_once_and_none_of_the_other_runs) {
  auto const runs = records_of({"abortive", "graceful", "--repeat", "3"});
  EXPECT_EQ(runs.size(), 6 * client::all_styles().size());
  for (record const& run : runs) {
    words const wire = wire_of(run);
    EXPECT_EQ(std::count(wire.begin(), wire.end(), "C:SYN"), 1) << run.experiment << ' ' << run.style;
    EXPECT_EQ(std::count(wire.begin(), wire.end(), "S:SYN"), 1) << run.experiment << ' ' << run.style;
    EXPECT_EQ(run.counters.at("ActiveOpens"), 1) << run.experiment << ' ' << run.style;
  }
}

TEST_F(a_cell, puts_the_segments_in_their_place_between_what_both_sides_did) {
  for (record const& run : records_of({"abortive"})) {
    SCOPED_TRACE(run.style);
    EXPECT_TRUE(std::is_sorted(run.events.begin(), run.events.end(),
                               [](event const& a, event const& b) { return a.at < b.at; }));
    auto const listening =
        time_of_first<server_action>(run, [](auto const& action) { return action.name == "listening"; });
    auto const syn = time_of_first<segment>(run, [](auto const& seen) { return seen.syn; });
    auto const lingering =
        time_of_first<server_action>(run, [](auto const& action) { return action.name == "set_linger"; });
    auto const reset = time_of_first<segment>(run, [](auto const& seen) { return seen.rst; });
    auto const read =
        time_of_first<observation>(run, [](auto const& seen) { return seen.op == operation::recv; });
    EXPECT_LT(listening, syn);
    EXPECT_LT(syn, lingering);
    EXPECT_LT(lingering, reset);
    EXPECT_LT(reset, read);
  }
}

TEST_F(a_cell, is_run_over_ipv6_where_that_was_asked_for_and_over_ipv4_where_not) {
  for (record const& run : records_of({"abortive", "--ipv6"})) {
    EXPECT_THAT(address_of(run), StartsWith("[::1]:"));
    EXPECT_THAT(wire_of(run), ElementsAre("C:SYN", "S:SYN", "C:14B", "S:RST"));
    EXPECT_EQ(run.counters.at("TCPAbortOnData"), 1);
  }
  for (record const& run : records_of({"abortive"}))
    EXPECT_THAT(address_of(run), StartsWith("127.0.0.1:"));
}

TEST_F(a_cell, of_a_run_whose_promised_ending_did_not_happen_makes_the_experiment_differ) {
  struct row {
    json::object proof;
    std::string_view missing;
  };
  for (row const& tried : {row{{{"wire", "S:FIN"}}, "S:FIN was not on the wire: C:SYN S:SYN C:14B S:RST"},
                           row{{{"absent", "S:RST"}}, "S:RST was on the wire: C:SYN S:SYN C:14B S:RST"},
                           row{{{"counters", "TCPAbortOnClose"}}, "the kernel did not count TCPAbortOnClose"},
                           row{{{"server", "read eof"}}, "the server did not report 'read eof'"},
                           row{{{"loss", true}}, "nothing was lost: sent 0 bytes, received 0"}}) {
    test::catalogue_file const file("abortive",
                                    [&](json::object& experiment) { experiment["proof"] = tried.proof; });
    test::ended const said = lab({"run", "--catalogue", file.path(), "--style", "native"});
    EXPECT_EQ(said.status, 1) << tried.missing;
    EXPECT_THAT(said.out,
                testing::EndsWith("\n0 as expected, 1 differs\n  abortive: DIFFERS: native: not proved: " +
                                  std::string(tried.missing) + '\n'));
  }
}

}  // namespace
}  // namespace hangup::lab
