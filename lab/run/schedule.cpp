#include "lab/run/schedule.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <map>
#include <optional>
#include <set>

#include "lab/judge/plan_results.hpp"
#include "lab/run/cell.hpp"
#include "lab/run/descendants.hpp"
#include "lab/run/reactor.hpp"
#include "stream/tls.hpp"

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

/// One run still to be made, and where its record goes.
struct job {
  lab::experiment const* experiment = nullptr;
  style_result* into = nullptr;
  unsigned number = 1;
};

std::vector<experiment_result> empty_results(programs const& pair, schedule const& schedule) {
  std::map<std::string, std::string> unavailable;  // row to why
  for (std::string const& style : schedule.styles)
    unavailable[style] = why_no_reactor(pair, reactor_of(style));
  std::vector<experiment_result> results;
  for (experiment const* const chosen : schedule.experiments) {
    results.push_back({.experiment = chosen, .styles = {}});
    bool const lacks_tls = !tls_is_built_in() && (asks_for_tls(chosen->steps) || !chosen->tls.empty());
    auto const add_row = [&](std::string const& style, std::string why_not) {
      results.back().styles.push_back(
          {.style = style, .outcomes = {}, .runs = {}, .unavailable = std::move(why_not), .failures = {}});
    };
    for (std::string const& style : schedule.styles)
      if (is_for(*chosen, style))
        add_row(style, lacks_tls ? "TLS: this program was built without OpenSSL" : unavailable.at(style));
    if (results.back().styles.empty())
      add_row(schedule.styles.front(), "HTTP and WebSocket are Beast's; expected another style than native");
  }
  return results;
}

std::chrono::nanoseconds longest_time(experiment const& experiment) {
  std::chrono::nanoseconds total =
      expects_never(experiment) ? experiment.step_deadline : std::chrono::nanoseconds{};
  for (step const& planned : experiment.steps.steps)
    total += planned.duration;
  return total;
}

/// The slow ones first, so that the whole takes little longer than the slowest.
std::vector<job> jobs_of(std::vector<experiment_result>& results, unsigned repeat) {
  std::vector<job> jobs;
  for (experiment_result& result : results)
    for (style_result& style : result.styles)
      if (style.unavailable.empty())
        for (unsigned i = 1; i <= repeat * std::max(1U, result.experiment->races); ++i)
          jobs.push_back({result.experiment, &style, i});
  std::stable_sort(jobs.begin(), jobs.end(), [](job const& a, job const& b) {
    return longest_time(*a.experiment) > longest_time(*b.experiment);
  });
  return jobs;
}

std::string capture_file_of(job const& task) {
  std::string row = task.into->style;
  std::ranges::replace(row, '/', '-');
  return task.experiment->name + '-' + row + '-' + std::to_string(task.number) + ".pcap";
}

asio::awaitable<record> conduct_one(programs const& pair, schedule const& schedule, job const& task) {
  cell_options options{.own_network = schedule.cells};
  if (!schedule.captures.empty()) options.capture = schedule.captures / capture_file_of(task);
  return conduct_in_cell(
      pair, {.experiment = task.experiment, .style = task.into->style, .address = schedule.address},
      std::move(options));
}

void take_in(style_result& into, experiment const& experiment, record run) {
  if (experiment.needs_cell && !run.in_cell) {
    into.unavailable = "it needs a network of its own: " + run.no_cell;  // it was not run
    return;
  }
  expect_results_of_plan(experiment.steps, run);
  count(into, std::move(run));
}

/// Which jobs wait, which were begun and have not ended, and how many have.
struct queue {
  std::set<std::size_t> waiting;
  std::set<std::size_t> running;
  std::size_t done = 0;
  std::uint64_t locked_memory = 0;  ///< how much of it rings may take
};

/// Takes the first job that there is room for; none where there is no job, or only room for others.
std::optional<std::size_t> take(queue& state, std::vector<job> const& jobs) {
  // Asio's ring has 16,384 entries, whose memory counts as locked, and for a moment after its process has
  // ended.
  constexpr std::uint64_t ring_and_old_ones = 8 << 20;
  auto const is_ring = [&](std::size_t number) { return has_rings(jobs[number].into->style); };
  auto const rings = static_cast<std::uint64_t>(std::ranges::count_if(state.running, is_ring));
  bool const has_room = rings == 0 || rings < state.locked_memory / ring_and_old_ones;
  auto const found = has_room ? state.waiting.begin() : std::ranges::find_if_not(state.waiting, is_ring);
  if (found == state.waiting.end()) return std::nullopt;
  std::size_t const number = *found;
  state.waiting.erase(found);
  state.running.insert(number);
  return number;
}

/// Does one job after the other.
asio::awaitable<void> work(programs const& pair, schedule const& schedule, std::vector<job> const& jobs,
                           queue& state, progress const& tell) {
  while (auto const number = take(state, jobs)) {
    job const task = jobs[*number];
    try {
      record run = co_await conduct_one(pair, schedule, task);
      if (run.in_cell && !schedule.captures.empty())
        run.capture = (schedule.captures_from_results / capture_file_of(task)).string();
      take_in(*task.into, *task.experiment, std::move(run));
    } catch (std::exception const& problem) {
      task.into->failures.emplace_back(problem.what());
    }
    state.running.erase(*number);
    tell(++state.done, jobs.size(),
         state.running.empty() ? "" : jobs[*state.running.begin()].experiment->name);
  }
}

}  // namespace

std::size_t cells_at_once(platform::spare_resources const& left) {
  constexpr std::uint64_t most = 96;  // an experiment spends its time waiting, not working
  // What the lab itself still opens and starts, and what a cell needs beside it: its pipes while they are
  // made; the cell, the pair and its threads, a process that holds a socket; their memory and the capture's.
  constexpr platform::spare_resources own{.descriptors = 8, .processes = 4, .memory = 64 << 20};
  constexpr platform::spare_resources cell{.descriptors = 6, .processes = 8, .memory = 32 << 20};
  auto const fitting = [](std::uint64_t spare, std::uint64_t kept, std::uint64_t each_takes) {
    return spare <= kept ? 0 : (spare - kept) / each_takes;
  };
  return std::clamp<std::uint64_t>(std::min({fitting(left.descriptors, own.descriptors, cell.descriptors),
                                             fitting(left.processes, own.processes, cell.processes),
                                             fitting(left.memory, own.memory, cell.memory)}),
                                   1, most);
}

std::vector<experiment_result> run_all(programs const& pair, schedule const& schedule, progress const& tell) {
  descendants const end_with_us;  // if a cell is killed, its children are re-parented to us
  auto results = empty_results(pair, schedule);
  auto const jobs = jobs_of(results, schedule.repeat);
  if (jobs.empty()) return results;  // no row can run here
  queue state{.waiting = {}, .running = {}, .locked_memory = platform::spare().locked_memory};
  for (std::size_t i = 0; i < jobs.size(); ++i)
    state.waiting.insert(i);
  std::size_t working = std::min(cells_at_once(platform::spare()), jobs.size());
  bool stopped = false;

  asio::io_context io(1);
  asio::signal_set interrupts(io, SIGINT, SIGTERM);
  interrupts.async_wait([&](boost::system::error_code const& ec, int) {
    if (ec) return;
    stopped = true;
    io.stop();  // the frames of work(), and the children in them, go with the context
  });
  for (std::size_t i = working; i > 0; --i)
    asio::co_spawn(io, work(pair, schedule, jobs, state, tell), [&](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
      if (--working == 0) interrupts.cancel();
    });
  tell(0, jobs.size(), jobs.front().experiment->name);
  io.run();
  if (stopped) throw interrupted();
  return results;
}

}  // namespace hangup::lab
