#include "lab/explain/examples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace hangup::lab {
namespace {

using names = std::vector<std::string>;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<experiment> const& catalogue() {
  static auto const built_in = parse_catalogue(built_in_catalogue());
  return built_in;
}

names names_of(std::vector<experiment const*> const& all) {
  names out;
  for (experiment const* const entry : all)
    out.push_back(entry->name);
  return out;
}

names here(condition error, std::vector<experiment> const& in = catalogue()) {
  return names_of(examples_of(error, in).here);
}
names windows_alone(condition error, std::vector<experiment> const& in = catalogue()) {
  return names_of(examples_of(error, in).windows);
}

experiment made(std::string name, ending ends, std::vector<std::string> native) {
  experiment entry;
  entry.name = entry.strategy = std::move(name);
  entry.ends = ends;
  entry.expected["native"] = std::move(native);
  return entry;
}

/// Whether a style of `experiment` is expected to report it, said once more and in another way.
bool expects(experiment const& experiment, condition id) {
  std::string const name = '|' + std::string(to_string(id)) + '|';
  std::string all = '|' + experiment.connect + '|';
  for (auto const& [style, outcomes] : experiment.expected)
    for (std::string const& outcome : outcomes)
      all += outcome + '|';
  return all.find(name) != std::string::npos;
}

TEST(examples_of_a_condition, are_all_experiments_that_expect_it_and_no_others) {
  for (error_row const& row : error_table()) {
    names const found = here(row.id);
    for (experiment const& entry : catalogue())
      EXPECT_EQ(std::count(found.begin(), found.end(), entry.name), expects(entry, row.id) ? 1 : 0)
          << row.name << ": " << entry.name;
  }
}

TEST(examples_of_a_condition, count_every_alternative_every_style_and_the_connect) {
  experiment race = made("alternatives", ending::peer_reset, {"ok", "eof|connection_reset"});
  experiment style = made("style", ending::cancelled, {"n/a"});
  style.expected["handlers"] = {"operation_aborted"};
  experiment connect = made("connect", ending::refused, {});
  connect.connect = "refused";
  std::vector<experiment> const all = {race, style, connect};
  EXPECT_THAT(here(condition::eof, all), ElementsAre("alternatives"));
  EXPECT_THAT(here(condition::connection_reset, all), ElementsAre("alternatives"));
  EXPECT_THAT(here(condition::operation_aborted, all), ElementsAre("style"));
  EXPECT_THAT(here(condition::refused, all), ElementsAre("connect"));
  EXPECT_THAT(here(condition::broken_pipe, all), IsEmpty());
}

TEST(examples_of_a_condition, on_windows_have_its_winsock_or_its_win32_number) {
  experiment overlapped = made("overlapped", ending::reset_after_fin, {"ok", "eof"});
  overlapped.windows.blocking = {"0", "blocks"};
  overlapped.windows.overlapped = {"?", "1236"};
  experiment recorded = made("recorded", ending::reset_after_fin, {"ok", "eof"});
  recorded.recorded.codes = {0, 10053};
  std::vector<experiment> const all = {overlapped, recorded};
  EXPECT_THAT(windows_alone(condition::connection_aborted, all), ElementsAre("overlapped", "recorded"));
  EXPECT_THAT(here(condition::connection_aborted, all), IsEmpty());
  for (error_row const& row : error_table()) {
    if (row.id == condition::connection_aborted) continue;
    EXPECT_THAT(windows_alone(row.id, all), IsEmpty()) << row.name;
  }
}

TEST(examples_of_a_condition, on_windows_are_those_where_linux_does_not_report_it) {
  names const aborted = windows_alone(condition::connection_aborted);
  EXPECT_THAT(aborted, Contains("reset-after-fin"));
  EXPECT_THAT(aborted, Contains("own-close")) << "1236";
  EXPECT_THAT(aborted, Not(Contains("abort-locally"))) << "Linux reports it there too";
  EXPECT_THAT(here(condition::connection_aborted), Contains("abort-locally"));
  EXPECT_THAT(windows_alone(condition::shut_down), ElementsAre("own-shutdown-send", "own-shutdown-receive"));
  EXPECT_THAT(here(condition::shut_down), IsEmpty());
}

TEST(examples_of_a_condition, begin_with_those_that_are_most_directly_it) {
  std::vector<experiment> const all = {
      made("later", ending::timed_out, {"timed_out", "eof"}),
      made("other", ending::reset_after_fin, {"eof", "broken_pipe"}),
      made("own", ending::peer_finished, {"ok", "eof"}),
  };
  EXPECT_THAT(here(condition::eof, all), ElementsAre("own", "other", "later"));
}

TEST(examples_of_a_condition, show_every_strategy_before_one_comes_again) {
  std::vector<experiment> all = {
      made("a", ending::peer_finished, {"eof"}),
      made("a-again", ending::peer_finished, {"eof"}),
      made("b", ending::timed_out, {"timed_out", "eof"}),
  };
  all[1].strategy = "a";
  EXPECT_THAT(here(condition::eof, all), ElementsAre("a", "b", "a-again"));
  all[1].strategy = "c";
  EXPECT_THAT(here(condition::eof, all), ElementsAre("a", "a-again", "b"));
}

TEST(examples_of_a_condition, show_other_endings_too_after_three_of_its_own) {
  std::vector<experiment> all;
  for (std::string const name : {"1", "2", "3", "4"})
    all.push_back(made(name, ending::peer_finished, {"eof"}));
  all.push_back(made("other", ending::reset_after_fin, {"eof"}));
  all.push_back(made("another", ending::own_shutdown, {"eof"}));
  EXPECT_THAT(here(condition::eof, all), ElementsAre("1", "2", "3", "4", "other", "another"));
  all.insert(all.begin(), made("0", ending::peer_finished, {"eof"}));
  EXPECT_THAT(here(condition::eof, all), ElementsAre("0", "1", "2", "3", "other", "another", "4"));
}

TEST(endings_of_a_condition, are_those_of_its_experiments_and_those_that_windows_calls_by_it) {
  EXPECT_THAT(examples_of(condition::connection_aborted, catalogue()).endings,
              ElementsAre(ending::reset_after_fin, ending::aborted_locally, ending::cancelled));
  EXPECT_THAT(examples_of(condition::connection_aborted, {}).endings,
              ElementsAre(ending::reset_after_fin, ending::aborted_locally));
  EXPECT_THAT(examples_of(condition::connection_reset, catalogue()).endings, ElementsAre(ending::peer_reset));
  EXPECT_EQ(examples_of(condition::eof, catalogue()).endings.front(), ending::peer_finished);
  EXPECT_THAT(examples_of(condition::network_down, catalogue()).endings, IsEmpty());
}

TEST(endings_of_a_condition, are_not_known_from_a_race) {
  experiment race = made("race", ending::still_open, {});
  race.recorded.codes = {10054};
  race.races = 20;
  EXPECT_THAT(windows_alone(condition::connection_reset, {race}), ElementsAre("race"));
  EXPECT_THAT(examples_of(condition::connection_reset, std::vector{race}).endings,
              ElementsAre(ending::peer_reset));
  EXPECT_THAT(examples_of(ending::still_open, std::vector{race}), IsEmpty());
}

TEST(examples_of_an_ending, are_all_experiments_that_end_so_and_no_others) {
  std::size_t found = 0;
  for (ending const ends : all_endings())
    for (experiment const* const entry : examples_of(ends, catalogue())) {
      EXPECT_EQ(entry->ends, ends) << entry->name;
      EXPECT_EQ(entry->races, 0U) << entry->name;
      ++found;
    }
  EXPECT_EQ(found, std::count_if(catalogue().begin(), catalogue().end(),
                                 [](experiment const& entry) { return entry.races == 0; }));
}

TEST(examples_of_an_ending, show_every_strategy_before_one_comes_again) {
  auto const resets = examples_of(ending::peer_reset, catalogue());
  std::vector<std::string> strategies;
  for (experiment const* const entry : resets)
    strategies.push_back(entry->strategy);
  for (std::size_t i = 0; i < 8; ++i)
    EXPECT_EQ(std::count(strategies.begin(), strategies.begin() + 8, strategies[i]), 1) << strategies[i];
}

}  // namespace
}  // namespace hangup::lab
