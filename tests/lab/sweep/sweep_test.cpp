#include "lab/sweep/sweep_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "common/text/json.hpp"

namespace hangup::lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(sweep_range, is_read) {
  EXPECT_EQ(parse_sweep_range("client-wait=0..2ms"), (sweep_range{.from = 0ns, .to = 2ms}));
  EXPECT_EQ(parse_sweep_range("client-wait=10us..1s"), (sweep_range{.from = 10us, .to = 1s}));
}

TEST(sweep_range, that_is_none_is_refused) {
  for (std::string const text : {"", "0..2ms", "server-wait=0..2ms", "client-wait=2ms", "client-wait=2ms..0",
                                 "client-wait=1ms..1ms", "client-wait=..2ms", "client-wait=0..2"})
    EXPECT_THROW(parse_sweep_range(text), std::invalid_argument) << text;
}

TEST(delays, are_evenly_spread_from_the_first_to_the_last) {
  EXPECT_THAT(delays_of({.over = {.from = 0ns, .to = 2ms}, .steps = 5}),
              ElementsAre(0ns, 500us, 1ms, 1500us, 2ms));
  EXPECT_THAT(delays_of({.over = {.from = 1ms, .to = 2ms}, .steps = 2}), ElementsAre(1ms, 2ms));
}

TEST(a_wait, comes_in_place_of_the_plans_own_or_before_it) {
  EXPECT_EQ(to_string(with_wait(parse_plan("http-get; wait 1s; http-get"), 1ms)),
            "http-get; wait 1ms; http-get");
  EXPECT_EQ(to_string(with_wait(parse_plan("http-get; wait 1s; http-get"), 0ns)), "http-get; http-get");
  EXPECT_EQ(to_string(with_wait(parse_plan("send; recv"), 1ms)), "wait 1ms; send; recv");
  EXPECT_EQ(to_string(with_wait(parse_plan("wait 1s; send"), 1ms)), "wait 1ms; send");
  EXPECT_EQ(to_string(with_wait(parse_plan("wait 1s; send"), 0ns)), "send");
}

/// Values of R, prop.test(correct = FALSE).
TEST(wilson, gives_the_interval_of_95_percent) {
  EXPECT_NEAR(wilson(27, 100).low, 0.1927, 0.0001);
  EXPECT_NEAR(wilson(27, 100).high, 0.3643, 0.0001);
  EXPECT_EQ(wilson(0, 1000).low, 0);
  EXPECT_NEAR(wilson(0, 1000).high, 0.0038, 0.0001);
  EXPECT_NEAR(wilson(1000, 1000).low, 0.9962, 0.0001);
  EXPECT_EQ(wilson(1000, 1000).high, 1);
}

experiment the_race() {
  experiment race;
  race.name = "race";
  race.strategy = "close";
  race.when = "accept";
  race.steps = parse_plan("send; recv");
  return race;
}

struct a_sweep_report : testing::Test {
  std::string in(std::string const& format) const {
    std::ostringstream out;
    sweep_format_named(format)(out, options, result);
    return out.str();
  }
  experiment const race = the_race();
  sweep_options const options{.experiment = &race, .style = "native", .runs = 4};
  sweep_result const result{
      .points = {{.wait = 0ns, .shares = {{"peer_reset", "10054", 4}}},
                 {.wait = 1ms, .shares = {{"reset_after_fin", "10053", 3}, {"peer_reset", "10054", 1}}}}};
};

TEST_F(a_sweep_report, has_a_row_for_each_wait_and_a_column_for_each_ending) {
  EXPECT_THAT(in("text"), HasSubstr("peer_reset (10054)"));
  EXPECT_THAT(in("text"),
              HasSubstr("server --strategy close --when accept, client --plan \"wait W; send; recv\""));
  EXPECT_THAT(in("text"), testing::ContainsRegex(" 0 +100.0 %"));
  EXPECT_THAT(in("text"), testing::ContainsRegex("1ms +25.0 % .* 75.0 %"));
}

TEST_F(a_sweep_report, has_every_ending_at_every_wait_in_csv) {
  EXPECT_THAT(in("csv"), HasSubstr("\n0,peer_reset,10054,4,4,1.000000,"));
  EXPECT_THAT(in("csv"), HasSubstr("\n0,reset_after_fin,10053,0,4,0.000000,"));
  EXPECT_THAT(in("csv"), HasSubstr("\n1000000,reset_after_fin,10053,3,4,0.750000,"));
}

TEST(a_chart, has_a_name_for_each_line_where_two_end_in_the_middle) {
  experiment const race = the_race();
  std::ostringstream out;
  write_sweep_html(out, {.experiment = &race, .style = "native", .runs = 4},
                   {.points = {{.wait = 0ns, .shares = {{"peer_reset", "10054", 2}, {"eof", "0", 2}}}}});
  EXPECT_THAT(out.str(), HasSubstr("x=710 y=175>"));
  EXPECT_THAT(out.str(), HasSubstr("x=710 y=158>")) << "17 pixels above the other";
}

TEST_F(a_sweep_report, is_one_json_document) {
  auto const document = parse_json(in("json"));
  EXPECT_EQ(document.at("points").at(1).at("endings").at(0).at("count"), 3);
  EXPECT_EQ(document.at("points").at(1).at("client_wait_ns"), 1000000);
}

}  // namespace
}  // namespace hangup::lab
