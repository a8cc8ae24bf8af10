#include "lab/learn/lesson.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "client/style.hpp"
#include "common/text/ascii.hpp"
#include "common/text/json.hpp"
#include "common/text/nearest.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> document_members = {"schema", "outcomes", "lessons"};
constexpr std::array<std::string_view, 10> members = {
    "number", "name", "title", "experiment", "style", "situation", "question", "choices", "result", "why"};

std::string numbered(lesson const& lesson) {
  return fmt::format("{:02}-{}", lesson.number, lesson.name);
}

experiment const* read_experiment(json::value const& in, std::span<experiment const> catalogue) {
  std::string const name = json_text(in, "experiment");
  auto const found = std::ranges::find(catalogue, name, &experiment::name);
  if (found == catalogue.end())
    throw std::invalid_argument("'experiment': '" + name + "' is not in the catalogue");
  return &*found;
}

void expect_run(lesson const& read) {
  if (client::find_style(read.style) == nullptr || !is_for(*read.experiment, read.style))
    throw std::invalid_argument("'style': '" + read.style + "' cannot run " + read.experiment->name);
  std::size_t const least = read.experiment->connect == "ok" ? 1 : 0;
  std::size_t const most = result_count(*read.experiment);
  if (read.result < least || read.result > most)
    throw std::invalid_argument(fmt::format("'result': {}: expected {} to {}", read.result, least, most));
}

std::vector<lesson_choice> read_choices(json::value const& in, json::value const& outcomes) {
  std::vector<lesson_choice> choices;
  for (json::value const& choice : json_array(in, "choices")) {
    if (!choice.is_string()) throw std::invalid_argument("'choices': expected texts");
    std::string const outcome(choice.get_string());
    choices.push_back({outcome, json_text(outcomes, outcome)});
  }
  if (choices.size() < 2 || choices.size() > 9) throw std::invalid_argument("'choices': expected 2 to 9");
  return choices;
}

lesson read_lesson(json::value const& in, json::value const& outcomes,
                   std::span<experiment const> catalogue) {
  json_expect_members(in, members);
  lesson read{.number = json_number<unsigned>(in, "number"),
              .name = json_text(in, "name"),
              .title = json_text(in, "title"),
              .experiment = read_experiment(in, catalogue),
              .style = json_text(in, "style"),
              .result = json_number<std::size_t>(in, "result"),
              .situation = json_text(in, "situation"),
              .question = json_text(in, "question"),
              .choices = read_choices(in, outcomes),
              .why = json_text(in, "why")};
  expect_run(read);
  return read;
}

}  // namespace

std::string document_of(lesson const& lesson) {
  return "docs/lessons/" + numbered(lesson) + ".md";
}

std::vector<lesson> parse_lessons(std::string_view json, std::span<experiment const> catalogue) {
  json::value const document = parse_json(json);
  json_expect_members(document, document_members);
  if (json_number<int>(document, "schema") != 1) throw std::invalid_argument("'schema': expected 1");
  json::value const& outcomes = json_member(document, "outcomes");
  std::vector<lesson> lessons;
  for (json::value const& in : json_array(document, "lessons"))
    try {
      lessons.push_back(read_lesson(in, outcomes, catalogue));
    } catch (std::invalid_argument const& problem) {
      throw std::invalid_argument(fmt::format("lesson {}: {}", lessons.size() + 1, problem.what()));
    }
  return lessons;
}

lesson const& find_lesson(std::span<lesson const> lessons, std::string_view word) {
  for (lesson const& lesson : lessons) {
    std::string const both = numbered(lesson);
    if (word == lesson.name || word == both || word == std::to_string(lesson.number) ||
        word == both.substr(0, both.find('-')))
      return lesson;
  }
  std::string const complaint = "'" + std::string(word) + "' is no lesson";
  if (!word.empty() && std::ranges::all_of(word, ascii::is_digit))
    throw std::invalid_argument(fmt::format("{}: expected 1 to {}, or a name such as {}", complaint,
                                            std::ranges::max(lessons, {}, &lesson::number).number,
                                            lessons.front().name));
  std::vector<std::string_view> names;
  for (lesson const& lesson : lessons)
    names.push_back(lesson.name);
  throw std::invalid_argument(complaint + suggestion(word, names));
}

}  // namespace hangup::lab
