#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/lab/programs.hpp"

namespace hangup::lab {
namespace {

using test::ended;
using test::lab;
using words = std::vector<std::string>;

/// Runs by wait (in nanoseconds), and by ending.
std::map<std::int64_t, std::map<std::string, std::int64_t>> sweep_of(words arguments) {
  arguments.insert(arguments.begin(), "sweep");
  arguments.insert(arguments.end(), {"--format", "json"});
  ended const said = lab(arguments);
  EXPECT_EQ(said.status, 0) << said.err;
  std::map<std::int64_t, std::map<std::string, std::int64_t>> counts;
  auto const document = parse_json(said.out);
  for (auto const& point : document.at("points").as_array())
    for (auto const& one : point.at("endings").as_array())
      counts[point.at("client_wait_ns").as_int64()][std::string(one.at("ending").as_string())] =
          one.at("count").as_int64();
  return counts;
}

TEST(a_sweep, over_the_race_comes_to_reset_after_fin_alone) {
  for (std::string const style : {"native", "handlers"}) {
    auto const counts = sweep_of(
        {"seed-1", "--over", "client-wait=0..300ms", "--steps", "2", "--runs", "10", "--style", style});
    ASSERT_EQ(counts.size(), 2U) << style;
    std::int64_t total = 0;
    for (auto const& [ending, count] : counts.at(0))
      total += count;
    EXPECT_EQ(total, 10) << style;
    EXPECT_EQ(counts.at(300'000'000), (std::map<std::string, std::int64_t>{{"reset_after_fin", 10}}))
        << style;
  }
}

TEST(a_sweep, over_what_is_no_race_has_one_ending) {
  for (auto const& [wait, endings] :
       sweep_of({"abortive", "--over", "client-wait=0..1ms", "--steps", "2", "--runs", "20"}))
    EXPECT_EQ(endings, (std::map<std::string, std::int64_t>{{"peer_reset", 20}})) << wait;
}

TEST(a_sweep, of_a_server_that_ends_its_process_says_so) {
  ended const said = lab({"sweep", "seed-2", "--over", "client-wait=0..1ms", "--runs", "20"});
  EXPECT_EQ(said.status, 4);
  EXPECT_EQ(said.err,
            "hangup-lab: sweep: a connect reported refused; expected an experiment whose server goes on "
            "listening\n");
}

TEST(a_sweep, that_is_not_well_described_is_a_usage_error) {
  for (auto const& [arguments, error] : std::vector<std::pair<words, std::string>>{
           {{"seed-1"}, "sweep: expected --over client-wait=FROM..TO, such as client-wait=0..2ms"},
           {{"--over", "client-wait=0..1ms"},
            "sweep: expected the name of one experiment, and one --style at most"},
           {{"seed-1", "--over", "x"},
            "--over: 'x': expected client-wait=FROM..TO, such as client-wait=0..2ms"},
           {{"seed-1", "--over", "client-wait=0..1ms", "--runs", "0"}, "--runs: '0': expected 1 to 1000000"},
           {{"seed-1", "--over", "client-wait=0..1ms", "--steps", "1"}, "--steps: '1': expected 2 to 1000"},
           {{"seed-1", "--over", "client-wait=0..1ms", "--format", "summary"},
            "--format: 'summary': expected text, json, csv or html"}}) {
    words all = {"sweep"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    ended const said = lab(all);
    EXPECT_EQ(said.status, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(said.err, "hangup-lab: " + error + " (see --help)\n");
  }
}

}  // namespace
}  // namespace hangup::lab
