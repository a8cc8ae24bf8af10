#include "lab/learn/learn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "lab/report/wrap.hpp"
#include "tests/lab/hand_made.hpp"
#include "tests/support/temporary_directory.hpp"

// The dialogue, with runs that nobody ran.

namespace hangup::lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

lesson lesson_about(experiment const& experiment, unsigned number, std::string name) {
  return {.number = number,
          .name = std::move(name),
          .title = "A title",
          .experiment = &experiment,
          .style = "native",
          .result = 2,
          .situation = "A situation.",
          .question = "What does the read report?",
          .choices = {{"eof", "the end"}, {"connection_reset", "a reset"}},
          .why = "A reason."};
}

struct learning : testing::Test {
  /// What is said to this input. The progress is read from the file anew, as by a program that starts.
  std::string said_to(std::string const& input, lesson const* first = nullptr) {
    std::istringstream in(input);
    std::ostringstream out;
    set_layout(out, {.width = 200});
    lesson_progress progress(file, false);
    code = learn(in, out, {.lessons = lessons, .first = first}, progress, [this](lesson const& lesson) {
      asked.push_back(lesson.name);
      experiment_result result = test::result_of(*lesson.experiment, {});
      if (!unavailable.empty() || !failure.empty()) {
        result.styles.emplace_back().style = "native";
        result.styles.front().unavailable = unavailable;
        if (!failure.empty()) result.styles.front().failures.push_back(failure);
      } else {
        test::add_runs(result, run);
      }
      return result;
    });
    return out.str();
  }

  temporary_directory folder;
  std::filesystem::path file = folder.file("lessons");
  experiment ordinary = test::reset_experiment();
  experiment race = test::race_experiment();
  std::vector<lesson> lessons = {lesson_about(ordinary, 1, "one"), lesson_about(ordinary, 7, "two"),
                                 lesson_about(ordinary, 2, "three")};
  record run = test::reset_run("native");
  std::string unavailable, failure;
  std::vector<std::string> asked;  ///< which lessons were run
  exit_code code = exit_code::as_expected;
};

TEST_F(learning, tells_the_situation_and_asks_before_it_runs_anything) {
  EXPECT_THAT(said_to(""), HasSubstr("\nLesson 1 (1 of 3): A title\n"
                                     "A situation.\n"
                                     "\n"
                                     "What does the read report?\n"
                                     "  1  eof: the end\n"
                                     "  2  connection_reset: a reset\n"
                                     "Your prediction, 1 to 2; q leaves: \n"));
  EXPECT_THAT(asked, IsEmpty());
  EXPECT_EQ(code, exit_code::as_expected);
}

TEST_F(learning, says_whether_the_prediction_was_what_came) {
  std::string const right = said_to("2\n");
  EXPECT_THAT(right, HasSubstr("\nObserved: step 2 recv: Connection reset by peer [system:104] ECONNRESET"));
  EXPECT_THAT(right, HasSubstr("\nRight: you predicted connection_reset, and it was connection_reset.\n"
                               "Why: A reason.\n"));
  EXPECT_THAT(said_to("1\n", &lessons.front()),
              HasSubstr("\nNot so: you predicted eof, and it was connection_reset.\nWhy: A reason.\n"));
}

TEST_F(learning, judges_by_the_run_also_where_the_catalogue_expects_something_else) {
  run = test::reset_after_fin_run("native");
  std::string const said = said_to("2\n");
  EXPECT_THAT(said, HasSubstr("\nNot so: you predicted connection_reset, and it was eof.\n"));
  EXPECT_THAT(said,
              HasSubstr("\nBut the reason is that of what the catalogue expects: native: expected ok "));
  EXPECT_THAT(said_to("1\n", &lessons.front()), HasSubstr("\nRight: you predicted eof, and it was eof.\n"));
}

TEST_F(learning, says_so_where_nothing_of_what_it_offered_has_come) {
  run = test::open_run("native");
  EXPECT_THAT(said_to("2\n"), HasSubstr("and it was never.\nThat was none of the choices.\n"));
  run = test::reset_run("native");
  EXPECT_THAT(said_to("2\n", &lessons.front()), Not(HasSubstr("none of the choices")));
}

TEST_F(learning, calls_a_race_a_race_and_nothing_else_one) {
  EXPECT_THAT(said_to("2\n"), Not(HasSubstr("race")));
  lessons = {lesson_about(race, 4, "racing")};
  EXPECT_THAT(said_to("2\n"), HasSubstr("\nThis is a race: it came so this time, and may come otherwise"));
  ordinary.expected["native"][1] = "connection_reset|eof";
  lessons = {lesson_about(ordinary, 5, "of-two")};
  std::string const of_two = said_to("1\n");
  EXPECT_THAT(of_two, HasSubstr("\nThis is a race: "));
}

TEST_F(learning, shows_the_ladder_and_says_it_in_words) {
  run = test::witnessed(run, {test::client_syn, test::server_syn, test::client_data, test::server_reset});
  std::string const said = said_to("2\n");
  EXPECT_THAT(said, HasSubstr("RST"));
  EXPECT_THAT(said, HasSubstr("\nIn words: the client's calls reported connect ok, send ok, recv ECONNRESET, "
                              "send EPIPE, recv eof; the connection ended as peer_reset: "));
}

TEST_F(learning, asks_of_a_connect_where_that_is_the_lesson) {
  ordinary.connect = "refused";
  lessons.front().result = 0;
  lessons.front().choices = {{"ok", "it succeeds"}, {"refused", "nobody listens"}};
  run = test::refused_run("native");
  EXPECT_THAT(said_to("2\n"), HasSubstr("\nRight: you predicted refused, and it was refused.\n"));
}

TEST_F(learning, says_nothing_of_a_call_that_the_run_did_not_come_to) {
  run = test::refused_run("native");
  std::string const said = said_to("2\n");
  EXPECT_THAT(said, HasSubstr("did not come to the call that was asked about"));
  EXPECT_THAT(said, Not(HasSubstr("Right")));
  EXPECT_THAT(said_to(""), HasSubstr("Lesson 1 (1 of 3)"));
}

TEST_F(learning, gives_a_hint_and_asks_again_where_the_answer_is_none) {
  for (std::string const answer : {"x", "0", "3", "22", "-1", "eof", ""}) {
    asked.clear();
    std::string const said = said_to(answer + "\n 2 \r\n", &lessons.front());
    EXPECT_THAT(said, HasSubstr("\n'" + answer +
                                "': expected a number from 1 to 2, or q.\n"
                                "Your prediction, 1 to 2; q leaves: 2\n"));
    EXPECT_EQ(asked.size(), 1U) << answer;
  }
  EXPECT_THAT(said_to("\033[31m\nq\n"), HasSubstr("'\\x1b[31m': expected"));
  EXPECT_THAT(said_to(std::string(100'000, 'x')),
              HasSubstr("\n'" + std::string(40, 'x') + "': expected a number from 1 to 2, or q.\n"));
}

TEST_F(learning, goes_on_where_it_was_left) {
  EXPECT_THAT(said_to("2\nq\n2\n"), HasSubstr("\nThe next start goes on with lesson 7, A title.\n"));
  EXPECT_THAT(said_to("1\n"), HasSubstr("\nThe next start goes on with lesson 2, A title.\n"));
  EXPECT_THAT(said_to("2"), HasSubstr("\nAll 3 lessons are done, 2 of them predicted. "));
  EXPECT_THAT(asked, ElementsAre("one", "two", "three"));
  EXPECT_THAT(said_to("2\n"), HasSubstr("\nAll 3 lessons are done, 2 of them predicted. "));
  EXPECT_EQ(asked.size(), 3U);
}

TEST_F(learning, begins_with_the_lesson_that_was_asked_for_and_goes_on_with_those_not_done) {
  said_to("2\n", &lessons[1]);
  EXPECT_THAT(asked, ElementsAre("two"));
  said_to("2\n2\n2\n2\n", &lessons[1]);
  EXPECT_THAT(asked, ElementsAre("two", "two", "three", "one"));
}

TEST_F(learning, shows_no_result_of_what_cannot_be_run_here_and_leaves_it_open) {
  unavailable = "it needs a network of its own: no";
  std::string const said = said_to("2\n");
  EXPECT_THAT(said, HasSubstr("\nNot available here: it needs a network of its own: no\n"));
  EXPECT_THAT(said, Not(HasSubstr("Observed")));
  EXPECT_THAT(said, Not(HasSubstr("Right")));
  EXPECT_EQ(code, exit_code::as_expected);
  EXPECT_THAT(said_to(""), HasSubstr("Lesson 1 (1 of 3)"));
  said_to("2\n", &lessons[1]);
  EXPECT_EQ(code, exit_code::cannot_run);
}

TEST_F(learning, passes_on_why_a_run_failed) {
  failure = "the server did not start";
  EXPECT_THAT(said_to("2\n"), HasSubstr("\nThe run failed: native: the server did not start\n"));
  EXPECT_EQ(code, exit_code::setup_failed);
}

TEST_F(learning, says_before_the_first_lesson_that_nothing_can_be_kept_and_teaches_all_the_same) {
  file = file / "below" / "a-file";
  std::ofstream(folder.file("lessons")) << "no folder";
  std::string const said = said_to("2\n");
  EXPECT_LT(said.find("What you have done will not be kept: "), said.find("Lesson 1"));
  EXPECT_THAT(said, HasSubstr("\nRight: "));
  EXPECT_THAT(said, HasSubstr("Lesson 7 (2 of 3)"));
  EXPECT_THAT(said, Not(HasSubstr("The next start")));
}

TEST_F(learning, does_not_repeat_what_shows_because_somebody_typed_it) {
  std::istringstream in("2\n");
  std::ostringstream out;
  lesson_progress progress(file, false);
  learn(in, out, {.lessons = lessons, .shows_typing = true}, progress,
        [this](lesson const& lesson) { return test::result_of(*lesson.experiment, {run}); });
  EXPECT_THAT(out.str(), HasSubstr("q leaves: \nRunning"));
}

TEST(every_lesson, is_asked_within_60_columns_and_without_colours) {
  std::vector<experiment> const catalogue = parse_catalogue(built_in_catalogue());
  std::vector<lesson> const lessons = parse_lessons(built_in_lessons(), catalogue);
  std::string ones;
  for (std::size_t i = 0; i < lessons.size(); ++i)
    ones += "1\n";
  std::istringstream in(ones);
  std::ostringstream out;
  set_layout(out, {.width = 60});
  lesson_progress progress({}, false);
  std::size_t count = 0;
  learn(in, out, {.lessons = lessons}, progress, [&count](lesson const& lesson) {
    ++count;
    experiment_result result = test::result_of(*lesson.experiment, {});
    result.styles.emplace_back().unavailable = "nothing is run here";
    return result;
  });
  EXPECT_EQ(count, lessons.size());
  std::istringstream said(out.str());
  for (std::string line; std::getline(said, line);)
    EXPECT_LE(line.size(), 60U) << line;
  EXPECT_THAT(out.str(), Not(HasSubstr("\033")));
}

}  // namespace
}  // namespace hangup::lab
