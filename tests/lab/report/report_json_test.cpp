#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "lab/report/report.hpp"
#include "tests/lab/hand_made_results.hpp"
#include "tests/support/print.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;
using test::reports;
using test::result_of;
using test::witnessed_reports;

json::value json_report(std::vector<experiment_result> const& results) {
  std::ostringstream out;
  write_json_report(out, results);
  return parse_json(out.str());
}

using json_document = reports;

TEST_F(json_document, has_the_schema_and_what_it_was_made_on) {
  json::value const document = json_report({});
  EXPECT_EQ(document.at("schema"), 2);
  EXPECT_NE(json_text(document, "system"), "");
  EXPECT_NE(json_text(document, "backend"), "");
  EXPECT_TRUE(json_array(document, "results").empty());
}

TEST_F(json_document, has_the_verdict_of_every_experiment) {
  json::array const results = json_array(json_report({expected, different, broken}), "results");
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].at("verdict"), "as_expected");
  EXPECT_EQ(results[1].at("verdict"), "differs");
  EXPECT_EQ(json_text(results[1], "verdict_text"), judge(different).text);
  EXPECT_EQ(results[2].at("verdict"), "failed");
  EXPECT_EQ(results[2].at("styles").at(0).at("failures").at(0), "the server did not start");
}

TEST_F(json_document, says_what_is_not_available_and_why) {
  json::value const result = json_report({unavailable}).at("results").at(0);
  EXPECT_EQ(result.at("verdict"), "not_available");
  EXPECT_EQ(result.at("styles").at(0).at("not_available"), "it needs a network of its own: no");
  EXPECT_EQ(json_report({expected}).at("results").at(0).at("styles").at(0).at("not_available"), "");
}

using witnessed_json_document = witnessed_reports;

TEST_F(witnessed_json_document, has_the_windows_rows_only_where_the_catalogue_has_them) {
  EXPECT_EQ(json_report({seen()}).at("results").at(0).at("windows"),
            (json::value{{"blocking", {"0", "10054", "?", "blocks"}},
                         {"overlapped", {"0", "64", "n/a", "10054"}},
                         {"evidence", "documented"},
                         {"source", "a page"},
                         {"disagrees", "another page"}}));
  ordinary.windows = {};
  EXPECT_FALSE(json_report({seen()}).at("results").at(0).as_object().contains("windows"));
}

TEST_F(witnessed_json_document, has_records_with_segments_and_counters) {
  json::value const result = json_report({seen()}).at("results").at(0);
  record const read = record_from(json_array(result.at("styles").at(0), "records").at(0));
  EXPECT_EQ(read, run);
  EXPECT_TRUE(read.in_cell);
  EXPECT_EQ(segments_of(read).size(), 4U);
  EXPECT_EQ(read.counters.at("TCPAbortOnData"), 2);
}

TEST_F(json_document, has_the_recorded_row_and_the_counts) {
  json::value const result = json_report({raced}).at("results").at(0);
  EXPECT_EQ(result.at("race"), true);
  EXPECT_EQ(result.at("recorded").at("codes"), (json::value{0, 10054, 10054, 10054}));
  json::array const& outcomes = json_array(result.at("styles").at(0), "outcomes");
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].at("count"), 12);
  EXPECT_EQ(outcomes[0].at("ending"), "peer_reset");
  EXPECT_EQ(outcomes[1].at("count"), 8);
  json::value const& read = outcomes[0].at("steps").at(1);
  EXPECT_EQ(read.at("operation"), "recv");
  EXPECT_EQ(read.at("outcome"), "connection_reset");
  EXPECT_EQ(read.at("error").at("symbol"), "ECONNRESET");
  EXPECT_EQ(read.at("windows_would_say").at("code"), 10054);
  EXPECT_EQ(read.at("windows_would_say").at("evidence"), "recorded");
}

TEST_F(json_document, has_null_where_windows_would_not_have_answered) {
  json::value const document = json_report({result_of(ordinary, {test::open_run("native")})});
  json::array const& outcomes = json_array(document.at("results").at(0).at("styles").at(0), "outcomes");
  json::array const& steps = json_array(outcomes.at(0), "steps");
  EXPECT_EQ(steps.at(0).at("windows_would_say").at("code"), 0);
  EXPECT_TRUE(steps.at(1).at("windows_would_say").at("code").is_null());
}

TEST_F(json_document, has_records_that_read_back_as_they_were) {
  json::value const result = json_report({raced}).at("results").at(0);
  for (std::size_t i = 0; i < raced.styles.size(); ++i) {
    std::vector<record> read;
    for (json::value const& written : json_array(json_array(result, "styles")[i], "records"))
      read.push_back(record_from(written));
    EXPECT_EQ(read, raced.styles[i].runs);
  }
}

}  // namespace
}  // namespace hangup::lab
