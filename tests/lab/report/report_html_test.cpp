#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "lab/report/report.hpp"
#include "lab/report/report_html.hpp"
#include "tests/lab/hand_made_results.hpp"

namespace hangup::lab {
namespace {

using test::witnessed_reports;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(std::string const& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

std::string page_of(std::vector<experiment_result> const& results) {
  std::ostringstream out;
  write_html_report(out, results);
  return out.str();
}

std::string json_of(std::vector<experiment_result> const& results) {
  std::ostringstream out;
  write_json_report(out, results);
  return out.str();
}

struct html_page : witnessed_reports {};

TEST_F(html_page, has_a_row_a_section_and_a_cell_for_each_style) {
  experiment_result const first = seen();
  std::string const page = page_of({first, raced, different, unavailable});
  EXPECT_EQ(count_of(page, " data-q=\""), 4U);
  EXPECT_EQ(count_of(page, "<section class=x "), 4U);
  EXPECT_EQ(count_of(page, "<details class=cell "), 2U + 2U + 1U + 1U);
  for (std::string const style : {"native", "handlers"}) {
    EXPECT_THAT(page, HasSubstr("<a href=\"#hand-made." + style + "\">"));
    EXPECT_THAT(page, HasSubstr("id=\"hand-made." + style + '"'));
  }
}

TEST_F(html_page, shows_what_was_recorded_where_nothing_is_predicted) {
  auto const catalogue = parse_catalogue(built_in_catalogue());
  auto const seed_1 = std::ranges::find(catalogue, "seed-1", &experiment::name);
  std::string const page = page_of({{.experiment = &*seed_1, .styles = {}}});
  EXPECT_THAT(page, HasSubstr("recorded</a><small>0 10054 10054 10054</small></td><td class=absent>"));
  EXPECT_THAT(page, HasSubstr("data-k=\"10054\""));  // found by the filter
}

TEST_F(html_page, has_what_other_languages_are_told_and_leads_only_to_experiments_that_it_has) {
  auto const catalogue = parse_catalogue(built_in_catalogue());
  auto const refuse = std::ranges::find(catalogue, "refuse", &experiment::name);
  std::string page = page_of({{.experiment = &*refuse, .styles = {}}});
  page = page.substr(page.find("<table id=runtimes>"));
  page = page.substr(0, page.find("</table>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"#refuse\">refused</a>"));
  EXPECT_EQ(count_of(page, "<a "), 1U);
  EXPECT_THAT(page, HasSubstr("<td class=bad>\u2260 misnamed<small>SocketException 10058 Shutdown</small>"));
}

TEST_F(html_page, links_to_captures_beside_it_and_to_nothing_else) {
  EXPECT_THAT(page_of({seen()}), Not(HasSubstr("its capture")));
  run.capture = "javascript:alert(\"//x\")";
  EXPECT_THAT(page_of({seen()}), HasSubstr("its capture: <a href=\"./javascript%3Aalert%28%22//x%22%29\">"));
}

TEST_F(html_page, has_a_cell_for_each_style_of_each_experiment_of_the_catalogue) {
  auto const catalogue = parse_catalogue(built_in_catalogue());
  std::vector<experiment_result> results;
  std::size_t cells = 0;
  for (experiment const& experiment : catalogue) {
    results.push_back({.experiment = &experiment, .styles = {}});
    for (std::string const style : {"native", "sync", "handlers", "coroutines"}) {
      style_result& made = results.back().styles.emplace_back();
      made.style = style;
      made.unavailable = "nobody ran it";
      ++cells;
    }
  }
  std::string const page = page_of(results);
  EXPECT_EQ(count_of(page, " data-q=\""), catalogue.size());
  EXPECT_EQ(count_of(page, "<details class=cell "), cells);
  for (experiment const& experiment : catalogue)
    EXPECT_THAT(page, HasSubstr("<section class=x id=\"" + experiment.name + '"'));
}

TEST_F(html_page, tells_an_ending_by_symbol_word_and_class) {
  EXPECT_THAT(page_of({seen()}),
              HasSubstr("<td class=bad><a href=\"#hand-made.native\">\u2717 peer_reset</a>"));
}

TEST(html_looks, are_there_for_every_ending) {
  for (ending const ends : all_endings())
    EXPECT_NE(look_of(ends).kind, ending_look{}.kind) << to_string(ends);
  for (ending const ends : all_endings())
    EXPECT_EQ(look_of(ends).symbol == "?", ends == ending::undetermined) << to_string(ends);
}

TEST_F(html_page, has_no_tag_that_a_catalogue_brings) {
  ordinary.title = "</script><img src=x onerror=alert(1)>";
  ordinary.story = ordinary.why = ordinary.windows.source = ordinary.title;
  ordinary.name = "\"><img src=x>";
  run.server_exit = run.counters.begin()->first + "<img>";
  std::string const page = page_of({seen()});
  EXPECT_EQ(count_of(page, "<img"), 0U);
  EXPECT_EQ(count_of(page, "</script>"), 1U);
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
  EXPECT_THAT(page, HasSubstr("id=\"_22_3e_3cimg_20src_3dx_3e\""));
}

TEST_F(html_page, permits_nothing_but_its_own_script) {
  std::string const page = page_of({seen()});
  EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"));
  EXPECT_EQ(report_script_hash().size(), 44U);
  EXPECT_EQ(count_of(page, "<script>"), 1U);
  for (char const* const fetching : {"<link", "<img", "<iframe", "src=", "url(", "@import", "://"})
    EXPECT_THAT(page, Not(HasSubstr(fetching))) << fetching;
}

TEST_F(html_page, answers_its_questions) {
  std::string const page = page_of({raced});
  EXPECT_THAT(page, HasSubstr("data-q=\"never race styles\""));
  EXPECT_THAT(page, HasSubstr("data-e=\"peer_reset reset_after_fin\""));
  EXPECT_THAT(page_of({different}), HasSubstr("data-q=\"wrong\""));
}

TEST_F(html_page, has_a_bar_for_each_outcome_of_a_race) {
  std::string const page = page_of({raced});
  EXPECT_THAT(page, HasSubstr("<span class=bar style=\"width:2.4em\"></span> 12 of 20"));
  EXPECT_THAT(page, HasSubstr("<span class=bar style=\"width:4.0em\"></span> 20 of 20"));
}

TEST_F(html_page, is_the_same_from_a_file_as_from_the_run) {
  std::vector<experiment_result> const results = {seen()};
  saved_results const saved = read_saved_results(json_of(results), std::span(&ordinary, 1));
  std::ostringstream from_file, from_run;
  write_html(from_file, std::array{measured_results{.made = {}, .results = saved.results}});
  write_html(from_run, std::array{measured_results{.made = {}, .results = results}});
  // The catalogue does not have the hand-made experiment as such: it is a stranger there only by name.
  EXPECT_EQ(from_file.str(), from_run.str());
}

TEST_F(html_page, marks_what_another_report_has_otherwise) {
  experiment_result const here = seen();
  experiment_result const there =
      test::result_of(ordinary, {test::reset_after_fin_run("native"), test::reset_run("handlers")});
  std::array const both = {measured_results{.made = {}, .results = {&here, 1}},
                           measured_results{.made = {.name = "old<.json"}, .results = {&there, 1}}};
  std::ostringstream out;
  write_html(out, both);
  EXPECT_THAT(out.str(), HasSubstr("<small class=unlike>\u2260 old&lt;.json: reset_after_fin: "));
  EXPECT_THAT(out.str(), HasSubstr("<p class=unlike>\u2260 old&lt;.json: reset_after_fin: "));
  EXPECT_EQ(count_of(out.str(), "<small class=unlike>"), 1U);
}

using html_ladders = witnessed_reports;

TEST_F(html_ladders, have_an_arrow_for_each_segment) {
  std::string const list = html_ladder(ladder_of(run));
  EXPECT_EQ(count_of(list, "<li class=\"a "), segments_of(run).size());
  EXPECT_EQ(count_of(list, "<li class=\"a l x"), 1U);
}

TEST_F(html_ladders, mark_what_proves_the_experiment) {
  proof wanted;
  wanted.wire = {"S:RST"};
  EXPECT_EQ(count_of(html_ladder(ladder_of(run)), "\u2605"), 0U);
  EXPECT_EQ(count_of(html_ladder(ladder_of(run, wanted)), "\u2605"), 1U);
}

TEST_F(html_ladders, show_a_call_that_never_completed_beside_all_that_came_after_it) {
  record const open = test::open_run("native");
  EXPECT_GT(count_of(html_ladder(ladder_of(open)), " n\""), 0U);
  EXPECT_EQ(count_of(html_ladder(ladder_of(run)), " n\""), 0U);
}

TEST_F(html_ladders, are_small_enough_for_700_of_them_in_3_megabytes) {
  std::size_t const events = run.events.size();
  EXPECT_LT(html_ladder(ladder_of(run)).size(), 200 * events);
  std::string const nothing = page_of({});
  experiment_result const first = seen();
  EXPECT_LT(page_of({first}).size() - nothing.size(), 2 * std::size_t{4200} + 4000);
}

using saved_files = witnessed_reports;

TEST_F(saved_files, give_back_what_was_run) {
  std::vector<experiment_result> const results = {seen()};
  saved_results const saved = read_saved_results(json_of(results), std::span(&ordinary, 1));
  ASSERT_EQ(saved.results.size(), 1U);
  EXPECT_EQ(saved.results[0].styles[0].runs, results[0].styles[0].runs);
  EXPECT_EQ(judge(saved.results[0]).judged, judgement::as_expected);
  EXPECT_EQ(saved.made.system, made_here().system);
}

TEST_F(saved_files, of_an_experiment_that_the_catalogue_has_otherwise_are_not_compared) {
  std::string const json = json_of({seen()});
  ordinary.when = "accept";
  saved_results const saved = read_saved_results(json, std::span(&ordinary, 1));
  EXPECT_EQ(saved.results[0].experiment->when, "unread");
  EXPECT_EQ(judge(saved.results[0]).judged, judgement::not_compared);
}

TEST_F(saved_files, name_the_place_that_cannot_be_read) {
  auto const complaint = [&](std::string json, std::string_view from, std::string_view to) -> std::string {
    json.replace(json.find(from), from.size(), to);
    try {
      read_saved_results(json, std::span(&ordinary, 1));
    } catch (std::invalid_argument const& problem) {
      return problem.what();
    }
    return "none";
  };
  std::string const json = json_of({seen()});
  EXPECT_THAT(complaint(json, "\"schema\":2", "\"schema\":7"), HasSubstr("schema"));
  EXPECT_THAT(complaint(json, "\"style\":\"native\"", "\"style\":\"naive\""),
              HasSubstr("experiment 'hand-made': 'style': 'naive'"));
  EXPECT_THAT(complaint(json, "\"strategy\":\"abortive\"", "\"strategy\":\"none\""), HasSubstr("'strategy'"));
}

}  // namespace
}  // namespace hangup::lab
