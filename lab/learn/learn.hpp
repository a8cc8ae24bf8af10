#pragma once

#include <functional>
#include <iosfwd>
#include <span>

#include "common/options/errors.hpp"
#include "lab/judge/result.hpp"
#include "lab/learn/lesson.hpp"
#include "lab/learn/lesson_progress.hpp"

namespace hangup::lab {

struct learn_request {
  std::span<lesson const> lessons;
  lesson const* first = nullptr;  ///< null: the first that is not done
  bool shows_typing = false;      ///< what is read from `in` shows by itself: somebody types it at a terminal
};

/// Runs the lesson's experiment once, in its style.
using lesson_runner = std::function<experiment_result(lesson const&)>;

/// One lesson after the other, from the first that was asked for through those not done yet: the situation, a
/// prediction, the run, what came of it and why. Until there is none left, or `q` or the end of `in` comes.
/// The prediction is compared with what the run showed, never with the catalogue.
exit_code learn(std::istream& in, std::ostream& out, learn_request const& request, lesson_progress& progress,
                lesson_runner const& run);

}  // namespace hangup::lab
