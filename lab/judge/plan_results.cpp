#include "lab/judge/plan_results.hpp"

#include <algorithm>
#include <stdexcept>

namespace hangup::lab {
namespace {

std::string place_of(std::size_t number, plan const& steps) {
  return "step " + std::to_string(number) +
         (number == 0 ? " (connect)" : " (" + to_string(steps.steps[number - 1]) + ")");
}

bool belongs_to(observation const& seen, plan const& steps) {
  if (seen.step == 0) return seen.op == operation::connect;
  operation const planned = steps.steps[seen.step - 1].op;
  return std::ranges::find(parts_of(planned), seen.op) != parts_of(planned).end();
}

std::size_t reports_of(std::size_t number, plan const& steps) {
  return number == 0 ? 1 : parts_of(steps.steps[number - 1].op).size();
}

}  // namespace

void expect_results_of_plan(plan const& steps, record const& run) {
  std::vector<std::size_t> reports(steps.steps.size() + 1);
  bool connected = true;
  for (observation const& seen : observations_of(run)) {
    if (seen.step >= reports.size())
      throw std::invalid_argument("the client reported a step " + std::to_string(seen.step) +
                                  ", but its plan has " + std::to_string(steps.steps.size()));
    if (!belongs_to(seen, steps))
      throw std::invalid_argument("the client reported " + std::string(to_string(seen.op)) + " for " +
                                  place_of(seen.step, steps));
    ++reports[seen.step];
    if (seen.step == 0) connected = seen.completed() && !seen.error;
  }
  for (std::size_t number = 0; number < reports.size(); ++number)
    if (std::size_t const expected = number == 0 || connected ? reports_of(number, steps) : 0;
        reports[number] != expected)
      throw std::invalid_argument("the client reported " + std::to_string(reports[number]) + " results for " +
                                  place_of(number, steps) + ", expected " + std::to_string(expected));
}

}  // namespace hangup::lab
