#include "lab/learn/lesson.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <functional>
#include <iterator>
#include <regex>

#include "common/errors/error_names.hpp"
#include "tests/support/thrown.hpp"

// lab/catalogue/lessons.json against the catalogue and against docs/lessons/.

namespace hangup::lab {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<experiment> const& catalogue() {
  static std::vector<experiment> const all = parse_catalogue(built_in_catalogue());
  return all;
}

std::vector<lesson> built_in() {
  return parse_lessons(built_in_lessons(), catalogue());
}

/// With its line breaks as blanks.
std::string text_of(std::string const& document) {
  std::ifstream file(HANGUP_SOURCE "/" + document);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::ranges::replace(text, '\n', ' ');
  return text;
}

TEST(lessons, are_those_of_the_documents_in_the_order_for_learners) {
  std::string const list = text_of("docs/lessons/README.md");
  std::regex const link(R"(\]\((\d\d-[a-z0-9-]+\.md)\))");
  std::vector<std::string> documents, listed;
  for (lesson const& lesson : built_in())
    documents.push_back(document_of(lesson));
  for (std::sregex_iterator found(list.begin(), list.end(), link), end; found != end; ++found)
    listed.push_back("docs/lessons/" + (*found)[1].str());
  EXPECT_EQ(documents, listed);
  EXPECT_GE(listed.size(), 20U);
}

TEST(lessons, ask_what_their_documents_ask) {
  for (lesson const& lesson : built_in()) {
    std::string const text = text_of(document_of(lesson));
    EXPECT_THAT(text, StartsWith("# " + std::to_string(lesson.number) + ". " + lesson.title + "  "));
    EXPECT_THAT(text, HasSubstr("`./scripts/lab learn " + std::to_string(lesson.number) + "`"));
    EXPECT_THAT(text, HasSubstr(" *" + lesson.question + "*")) << document_of(lesson);
  }
}

TEST(lessons, have_what_the_catalogue_expects_among_their_choices) {
  for (lesson const& lesson : built_in()) {
    if (lesson.experiment->races != 0) continue;  // nothing is expected of a single run
    expectation const expected = expected_of(*lesson.experiment, lesson.style);
    std::string const outcome =
        lesson.result == 0 ? expected.connect : expected.outcomes.at(lesson.result - 1);
    EXPECT_TRUE(std::ranges::any_of(lesson.choices,
                                    [&](lesson_choice const& choice) { return outcome == choice.outcome; }))
        << lesson.name << ": " << outcome;
  }
}

TEST(lessons, offer_only_what_a_result_can_be_called) {
  for (lesson const& lesson : built_in())
    for (lesson_choice const& choice : lesson.choices)
      EXPECT_TRUE(choice.outcome == "ok" || choice.outcome == "never" ||
                  to_string(condition_named(choice.outcome)) == choice.outcome)
          << lesson.name << ": " << choice.outcome;
}

TEST(lessons, are_found_by_their_numbers_and_names) {
  auto const all = built_in();
  for (char const* const word : {"3", "03", "writing-to-a-closed-peer", "03-writing-to-a-closed-peer"})
    EXPECT_EQ(find_lesson(all, word).number, 3U) << word;
  auto const complaint = [&](std::string_view word) {
    return thrown_by<std::invalid_argument>([&] { find_lesson(all, word); });
  };
  EXPECT_EQ(complaint("witneses"), "'witneses' is no lesson: did you mean 'witnesses'?");
  for (std::string const& number : {std::string("0"), std::to_string(all.size() + 1)})
    EXPECT_EQ(complaint(number), '\'' + number + "' is no lesson: expected 1 to " +
                                     std::to_string(all.size()) + ", or a name such as fin-and-eof");
  EXPECT_THAT(complaint(""), StartsWith("'' is no lesson: expected one of: fin-and-eof, "));
}

/// The complaint about the first lesson, changed.
std::string complaint_about(std::function<void(json::object&)> const& change) {
  json::value document = json::parse(built_in_lessons());
  change(document.at("lessons").at(0).as_object());
  return thrown_by<std::invalid_argument>([&] { parse_lessons(json::serialize(document), catalogue()); });
}

TEST(lessons, that_cannot_be_run_or_asked_are_refused_at_the_member_that_is_wrong) {
  auto const changed = [](std::string_view key, json::value const& value) {
    return complaint_about([&](json::object& first) { first[key] = value; });
  };
  EXPECT_EQ(changed("experiment", "clos"), "lesson 1: 'experiment': 'clos' is not in the catalogue");
  EXPECT_EQ(changed("experiment", "ws-reset"), "lesson 1: 'style': 'native' cannot run ws-reset");
  EXPECT_EQ(changed("style", "nativ"), "lesson 1: 'style': 'nativ' cannot run close-recv-first");
  EXPECT_EQ(changed("result", 0), "lesson 1: 'result': 0: expected 1 to 4");
  EXPECT_EQ(changed("result", 5), "lesson 1: 'result': 5: expected 1 to 4");
  EXPECT_EQ(changed("choices", json::array{"ok"}), "lesson 1: 'choices': expected 2 to 9");
  EXPECT_EQ(changed("choices", json::array{1, 2}), "lesson 1: 'choices': expected texts");
  EXPECT_THAT(changed("choices", json::array{"ok", "okay"}), HasSubstr("'okay'"));
  EXPECT_THAT(changed("quiz", true), HasSubstr("'quiz'"));
  EXPECT_THAT(complaint_about([](json::object& first) { first.erase("why"); }), HasSubstr("'why'"));
}

}  // namespace
}  // namespace hangup::lab
