#include "lab/learn/learn.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <ostream>

#include "common/text/ascii.hpp"
#include "common/text/joined.hpp"
#include "lab/report/ladder_text.hpp"
#include "lab/report/wrap.hpp"

namespace hangup::lab {
namespace {

/// The next line, without the blanks around it; none at the end. Of a long one its beginning.
std::optional<std::string> read_answer(std::istream& in) {
  constexpr std::size_t most = 40;
  std::string line;
  for (char c = 0; in.get(c) && c != '\n';)
    if (line.size() < most && !(line.empty() && ascii::is_space(c))) line += c;
  if (!in && line.empty()) return std::nullopt;
  return std::string(ascii::without_trailing(line, " \t\r"));
}

/// Asks until the answer is one of the choices; none where the learner leaves.
lesson_choice const* ask(std::istream& in, std::ostream& out, lesson const& lesson, bool shows_typing) {
  std::size_t const most = lesson.choices.size();
  while (out) {
    out << fmt::format("Your prediction, 1 to {}; q leaves: ", most) << std::flush;
    auto const answer = read_answer(in);
    if (!shows_typing || !answer) out << wrapped("", answer.value_or(""));
    if (!answer || answer == "q") return nullptr;
    if (answer->size() == 1 && answer->front() >= '1' && answer->front() < static_cast<char>('1' + most))
      return &lesson.choices[static_cast<std::size_t>(answer->front() - '1')];
    out << wrapped("", fmt::format("'{}': expected a number from 1 to {}, or q.", *answer, most));
  }
  return nullptr;
}

/// The result that the lesson asks about; null where the run did not come to it.
observation const* asked_result(lesson const& lesson, outcome const& came) {
  if (lesson.result == 0) return &came.connect;
  return lesson.result <= came.seen.size() ? &came.seen[lesson.result - 1] : nullptr;
}

/// The run in one sentence.
std::string in_words(outcome const& came, std::string_view style) {
  std::string calls = "connect " + std::string(cell_text(came.connect, style));
  for (observation const& seen : came.seen)
    calls.append(", ").append(to_string(seen.op)).append(" ").append(cell_text(seen, style));
  return "the client's calls reported " + calls + "; the connection ended as " +
         layered_ending(came.message_ends, came.tls_ends, came.ends) + ": " +
         std::string(sentence(came.ends)) + '.';
}

/// Whether more than one outcome is expected of the result that is asked about.
bool is_race(lesson const& lesson) {
  if (lesson.experiment->races != 0) return true;
  expectation const expected = expected_of(*lesson.experiment, lesson.style);
  return lesson.result != 0 && expected.outcomes.at(lesson.result - 1).find('|') != std::string::npos;
}

/// Shows what came of the run, and whether it was predicted; none where the run shows no such result.
std::optional<bool> show(std::ostream& out, lesson const& lesson, lesson_choice const& predicted,
                         record const& run) {
  outcome const came = outcome_of(run);
  write_ladder_text(out, ladder_of(run, lesson.experiment->proved_by), {.states = false});
  out << '\n' << wrapped("In words: ", in_words(came, lesson.style));
  observation const* const seen = asked_result(lesson, came);
  if (seen == nullptr) {
    out << wrapped("", "The run did not come to the call that was asked about, so it tells nothing of it.");
    return std::nullopt;
  }
  std::string const name(outcome_name(*seen));
  bool const right = name == predicted.outcome;
  out << wrapped("Observed: ", describe(*seen))
      << wrapped(right ? "Right: " : "Not so: ",
                 "you predicted " + predicted.outcome + ", and it was " + name + ".",
                 right ? paint::good : paint::bad);
  if (std::ranges::find(lesson.choices, name, &lesson_choice::outcome) == lesson.choices.end())
    out << wrapped("", "That was none of the choices.");
  if (is_race(lesson))
    out << wrapped("", "This is a race: it came so this time, and may come otherwise the next time.");
  return right;
}

/// The reason is that of what the catalogue expects, which may not have come.
void explain(std::ostream& out, lesson const& lesson, verdict const& said) {
  if (said.judged == judgement::not_compared ||
      (said.judged == judgement::differs && lesson.experiment->races == 0))
    out << wrapped("But ", "the reason is that of what the catalogue expects: " + said.text + ".");
  out << wrapped("Why: ", lesson.why);
}

/// What is still to be learned, in its order: beginning at `first`, with those before it at the end.
std::vector<lesson const*> open_lessons(learn_request const& request, lesson_progress const& progress) {
  std::vector<lesson const*> open;
  std::size_t place = 0;  // of the first among them
  for (lesson const& lesson : request.lessons) {
    if (&lesson == request.first) place = open.size();
    if (&lesson == request.first || !progress.is_done(lesson.name)) open.push_back(&lesson);
  }
  std::rotate(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(place), open.end());
  return open;
}

void introduce(std::ostream& out, learn_request const& request, lesson const& lesson) {
  out << '\n'
      << heading{fmt::format("Lesson {} ({} of {}): {}", lesson.number, &lesson - request.lessons.data() + 1,
                             request.lessons.size(), lesson.title)}
      << wrapped("", lesson.situation) << '\n'
      << wrapped("", lesson.question);
  for (std::size_t i = 0; i < lesson.choices.size(); ++i)
    out << wrapped(fmt::format("  {}  ", i + 1), lesson.choices[i].outcome + ": " + lesson.choices[i].words);
}

void keep(std::ostream& out, lesson_progress& progress, std::string const& name, bool right) {
  bool const was_kept = progress.not_kept().empty();
  progress.add(name, right);
  if (was_kept && !progress.not_kept().empty())
    out << wrapped("", "From here on nothing is kept: " + progress.not_kept());
}

/// Where the next start goes on, or what came of all.
void conclude(std::ostream& out, learn_request const& request, lesson_progress const& progress) {
  auto const next = std::ranges::find_if(
      request.lessons, [&](lesson const& lesson) { return !progress.is_done(lesson.name); });
  out << '\n';
  if (next == request.lessons.end())
    out << wrapped(
        "",
        fmt::format("All {} lessons are done, {} of them predicted. --from-start begins again.",
                    request.lessons.size(), std::ranges::count_if(request.lessons, [&](lesson const& lesson) {
                      return progress.was_predicted(lesson.name);
                    })));
  else if (progress.not_kept().empty())
    out << wrapped("", fmt::format("The next start goes on with lesson {}, {}.", next->number, next->title));
}

}  // namespace

exit_code learn(std::istream& in, std::ostream& out, learn_request const& request, lesson_progress& progress,
                lesson_runner const& run) {
  out << wrapped("", "Each lesson asks what a call will report, and then runs it. Predict first.");
  if (!progress.not_kept().empty())
    out << wrapped("", "What you have done will not be kept: " + progress.not_kept());
  exit_code code = exit_code::as_expected;
  for (lesson const* const lesson : open_lessons(request, progress)) {
    introduce(out, request, *lesson);
    lesson_choice const* const predicted = ask(in, out, *lesson, request.shows_typing);
    if (predicted == nullptr) break;
    out << '\n'
        << wrapped("", "Running " + lesson->experiment->name + ", style " + lesson->style + ".")
        << std::flush;
    experiment_result const result = run(*lesson);
    verdict const said = judge(result);
    if (said.judged == judgement::failed) {
      out << wrapped("The run failed: ", said.text, paint::bad);
      code = exit_code::setup_failed;
    } else if (said.judged == judgement::not_available) {
      out << wrapped("Not available here: ", said.text, paint::doubtful)
          << wrapped("", "There is no result, and the lesson stays open.");
      if (lesson == request.first && code == exit_code::as_expected) code = exit_code::cannot_run;
    } else {
      auto const right = show(out, *lesson, *predicted, result.styles.front().runs.front());
      explain(out, *lesson, said);
      if (right) keep(out, progress, lesson->name, *right);
    }
    out << wrapped("More: ", document_of(*lesson));
  }
  conclude(out, request, progress);
  return code;
}

}  // namespace hangup::lab
