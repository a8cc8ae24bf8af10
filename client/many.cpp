#include "client/many.hpp"

#include <spdlog/fmt/fmt.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <ctime>
#include <iostream>

#include "client/interruptible.hpp"
#include "client/tally.hpp"
#include "common/platform/platform.hpp"
#include "common/record/json.hpp"
#include "common/text/joined.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::array shares = {std::pair("p50", 0.5), std::pair("p90", 0.9), std::pair("p99", 0.99)};

struct load_result {
  tally seen;
  bool interrupted = false;
  double seconds = 0;
  double cpu_seconds = 0;
};

/// One thread, its context and what its runs came to: nothing is shared but the number of runs that are left.
class worker {
 public:
  worker(options const& options, std::shared_ptr<run_options const> shared, observer watch,
         std::atomic<std::int64_t>& left)
      : options_(options), shared_(std::move(shared)), watch_(std::move(watch)), left_(left) {}

  /// A lane is a run, and then another with the same objects, until none is left.
  void run(unsigned lanes) {
    for (unsigned i = 0; i < lanes && may_start(); ++i)
      options_.api->run(io_.get_executor(), shared_, watch_, [this](run_result const& result) {
        seen_.add(result.seen);
        return may_start() ? then::run_again : then::end;
      });
    io_.run();
  }
  void stop() { io_.stop(); }
  tally const& seen() const { return seen_; }

 private:
  bool may_start() { return left_.fetch_sub(1, std::memory_order_relaxed) > 0; }

  options const& options_;
  std::shared_ptr<run_options const> shared_;
  observer watch_;
  std::atomic<std::int64_t>& left_;
  tally seen_;
  asio::io_context io_{1};
};

/// Each copy is the observer of one lane; all of them number their runs from `numbers`.
observer observer_of_many(spdlog::logger& log, event_writer& events, std::atomic<std::uint64_t>& numbers) {
  bool const logs = log.should_log(spdlog::level::debug);
  if (!logs && !events.enabled()) return {};
  return [&log, &events, &numbers, logs, run = std::uint64_t{0}](observation const& seen) mutable {
    if (seen.op == operation::connect) run = ++numbers;
    if (logs) log.debug("run {}: {}", run, describe(seen));
    if (events.enabled()) events.write({.at = seen.at, .body = seen, .run = run});
  };
}

load_result carry_out(options const& options, std::shared_ptr<run_options const> const& shared,
                      observer const& watch) {
  load const& wanted = *options.many;
  std::atomic<std::int64_t> left = static_cast<std::int64_t>(wanted.runs);
  std::vector<std::unique_ptr<worker>> workers;
  std::vector<std::function<void()>> works;
  for (unsigned i = 0; i < wanted.threads; ++i) {
    unsigned const lanes = wanted.at_once / wanted.threads + (i < wanted.at_once % wanted.threads ? 1 : 0);
    workers.push_back(std::make_unique<worker>(options, shared, watch, left));
    works.emplace_back([one = workers.back().get(), lanes] { one->run(lanes); });
  }
  load_result result;
  auto const began = platform::monotonic_now();
  std::clock_t const cpu_began = std::clock();
  result.interrupted = run_interruptibly(works, [&workers] {
    for (auto const& one : workers)
      one->stop();
  });
  result.cpu_seconds = static_cast<double>(std::clock() - cpu_began) / CLOCKS_PER_SEC;
  result.seconds = std::chrono::duration<double>(platform::monotonic_now() - began).count();
  for (auto const& one : workers)
    result.seen.add(one->seen());
  return result;
}

double runs_a_second(load_result const& result) {
  return result.seconds > 0 ? static_cast<double>(result.seen.runs()) / result.seconds : 0;
}

void print_text(options const& options, load_result const& result) {
  load const& wanted = *options.many;
  std::uint64_t const runs = result.seen.runs();
  std::string text =
      fmt::format("{} runs in {:.2f} s, {:.0f} a second; {} at once, {} thread{}\n", runs, result.seconds,
                  runs_a_second(result), wanted.at_once, wanted.threads, wanted.threads == 1 ? "" : "s");
  if (result.interrupted) text += fmt::format("interrupted: {} were asked for\n", wanted.runs);
  text += fmt::format("\n{:>10}  {:>8}  {:<16}  connect, then each step\n", "runs", "share", "ending");
  for (tally::outcome const& one : result.seen.outcomes())
    text += fmt::format("{:>10}  {:>6.2f} %  {:<16}  {}\n", one.count,
                        100.0 * static_cast<double>(one.count) / static_cast<double>(runs),
                        to_string(one.came), joined(one.steps, ", "));
  auto const microseconds = [](std::chrono::nanoseconds took) {
    return fmt::format("{:>11.1f}", std::chrono::duration<double, std::micro>(took).count());
  };
  text += fmt::format("\n{:<24}{:>11}{:>11}{:>11}{:>11}\n", "microseconds", "p50", "p90", "p99", "max");
  for (tally::step_times const& times : result.seen.times()) {
    std::string const name =
        times.step == 0 ? "connect" : fmt::format("step {} {}", times.step, to_string(times.op));
    text += fmt::format("{:<24}", name);
    for (auto const& [label, share] : shares)
      text += microseconds(times.took.percentile(share));
    text += microseconds(times.took.longest()) + '\n';
  }
  std::cout << text << std::flush;
}

void print_json(options const& options, load_result const& result) {
  load const& wanted = *options.many;
  json::array outcomes, steps;
  for (tally::outcome const& one : result.seen.outcomes()) {
    json::array names;
    for (std::string_view const name : one.steps)
      names.emplace_back(name);
    outcomes.push_back(
        json::object{{"count", one.count}, {"ending", to_string(one.came)}, {"steps", std::move(names)}});
  }
  for (tally::step_times const& times : result.seen.times()) {
    json::object one{{"step", times.step}, {"what", to_string(times.op)}};
    for (auto const& [label, share] : shares)
      one[std::string(label) + "_ns"] = times.took.percentile(share).count();
    one["max_ns"] = times.took.longest().count();
    steps.push_back(std::move(one));
  }
  json::object const document{{"schema", json_schema},
                              {"style", options.api->name},
                              {"plan", to_string(options.steps)},
                              {"reactor", platform::asio_backend()},
                              {"at_once", wanted.at_once},
                              {"threads", wanted.threads},
                              {"asked_for", wanted.runs},
                              {"interrupted", result.interrupted},
                              {"runs", result.seen.runs()},
                              {"seconds", result.seconds},
                              {"cpu_seconds", result.cpu_seconds},
                              {"runs_per_second", runs_a_second(result)},
                              {"outcomes", std::move(outcomes)},
                              {"times", std::move(steps)}};
  std::cout << json::serialize(document) << '\n' << std::flush;
}

}  // namespace

exit_code run_many(options const& options, std::shared_ptr<run_options const> shared, spdlog::logger& log,
                   event_writer& events) {
  std::atomic<std::uint64_t> numbers = 0;
  load_result const result = carry_out(options, shared, observer_of_many(log, events, numbers));
  log.flush();
  if (!events.to_stdout())
    options.format == output_format::json ? print_json(options, result) : print_text(options, result);
  if (result.interrupted) return exit_code::interrupted;
  if (options.expected)
    return result.seen.runs_that_ended(*options.expected) == result.seen.runs() ? exit_code::as_expected
                                                                                : exit_code::differs;
  return result.seen.ever_connected() ? exit_code::as_expected : exit_code::setup_failed;
}

}  // namespace hangup::client
