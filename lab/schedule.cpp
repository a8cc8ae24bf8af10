#include "lab/schedule.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "common/command_line.hpp"

namespace hangup {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_at_once = 24;

/// One run still to be made, and where its record goes.
struct job {
  experiment const* what = nullptr;
  style_result* into = nullptr;
};

std::vector<experiment_result> empty_results(schedule const& what) {
  std::vector<experiment_result> results;
  for (experiment const* const each : what.experiments) {
    results.push_back({.what = each, .styles = {}});
    for (std::string const& style : what.styles)
      results.back().styles.push_back({.style = style, .outcomes = {}, .runs = {}, .failures = {}});
  }
  return results;
}

std::chrono::nanoseconds longest_time(experiment const& what) {
  std::chrono::nanoseconds total{};
  for (step const& each : what.steps.steps)
    total += each.duration + what.step_deadline;
  return total;
}

/// The slow ones first, so that the whole takes little longer than the slowest.
std::vector<job> jobs_of(std::vector<experiment_result>& results, unsigned repeat) {
  std::vector<job> jobs;
  for (experiment_result& result : results)
    for (style_result& style : result.styles)
      jobs.insert(jobs.end(), std::size_t{repeat} * std::max(1U, result.what->races),
                  job{result.what, &style});
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](job const& a, job const& b) { return longest_time(*a.what) > longest_time(*b.what); });
  return jobs;
}

/// Takes one job after the other.
asio::awaitable<void> work(programs const& pair, std::vector<job> const& jobs, std::size_t& next,
                           std::size_t& done, progress const& tell) {
  while (next < jobs.size()) {
    job const mine = jobs[next++];
    try {
      count(*mine.into, co_await conduct(pair, {.what = mine.what, .style = mine.into->style}));
    } catch (std::exception const& problem) {
      mine.into->failures.emplace_back(problem.what());
    }
    tell(++done, jobs.size());
  }
}

}  // namespace

std::vector<experiment_result> run_all(programs const& pair, schedule const& what, progress const& tell) {
  auto results = empty_results(what);
  auto const jobs = jobs_of(results, what.repeat);
  std::size_t next = 0;
  std::size_t done = 0;
  std::size_t working = std::min(most_at_once, jobs.size());
  bool stopped = false;

  asio::io_context io(1);
  asio::signal_set interrupts(io, SIGINT, SIGTERM);
  interrupts.async_wait([&](boost::system::error_code const& ec, int) {
    if (ec) return;
    stopped = true;
    io.stop();  // the frames of conduct(), and the children in them, go with the context
  });
  for (std::size_t i = working; i > 0; --i)
    asio::co_spawn(io, work(pair, jobs, next, done, tell), [&](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
      if (--working == 0) interrupts.cancel();
    });
  io.run();
  if (stopped) throw interrupted();
  return results;
}

}  // namespace hangup
