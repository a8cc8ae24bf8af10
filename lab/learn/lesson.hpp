#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// What may be predicted: the name of an outcome (outcome_name), and what it means.
struct lesson_choice {
  std::string outcome;
  std::string words;
};

/// A lesson as the terminal gives it: one run, and a question about one of its results.
struct lesson {
  unsigned number = 0;  ///< that of its document: a name, not its place in the order
  std::string name;     ///< `fin-and-eof`
  std::string title;
  lab::experiment const* experiment = nullptr;
  std::string style;
  std::size_t result = 0;  ///< which result of the run is asked about, from 1; 0: the connect's
  std::string situation;
  std::string question;
  std::vector<lesson_choice> choices;
  std::string why;
};

/// `docs/lessons/01-fin-and-eof.md`.
std::string document_of(lesson const& lesson);

/// Reads the lessons, in the order for learners; their experiments are those of `catalogue`, which must
/// outlive them. Throws std::invalid_argument that says in which lesson, at which member, and what was
/// expected.
std::vector<lesson> parse_lessons(std::string_view json, std::span<experiment const> catalogue);

/// Those that were built in (lab/catalogue/lessons.json).
std::string_view built_in_lessons();

/// By its number (`3`, `03`), its name, or both as its document has them. Throws std::invalid_argument that
/// says what is near.
lesson const& find_lesson(std::span<lesson const> lessons, std::string_view word);

}  // namespace hangup::lab
