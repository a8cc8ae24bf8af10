#include "client/session.hpp"

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "client/resolve.hpp"
#include "common/platform/platform.hpp"
#include "common/record/classify.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;

/// Errors are what the program is about, not its failures: they are logged as warnings, a missing completion
/// too.
void log_observation(spdlog::logger& log, observation const& seen) {
  auto const level = seen.succeeded() ? spdlog::level::info : spdlog::level::warn;
  if (log.should_log(level)) log.log(level, describe(seen));
}

exit_code judge(options const& options, run_result const& result, spdlog::logger& log, bool print) {
  ending const came = classify(result.seen);
  log.debug("close: {}", describe(result.closed));
  log.flush();  // the verdict comes after what it judges
  if (print) std::cout << "ending: " << to_string(came) << " - " << sentence(came) << '\n' << std::flush;
  if (options.expected) return came == *options.expected ? exit_code::as_expected : exit_code::differs;
  return result.seen.front().succeeded() ? exit_code::as_expected : exit_code::setup_failed;
}

}  // namespace

exit_code run(options const& options, spdlog::logger& log, event_writer& events) {
  asio::io_context io;
  auto const asked_at = platform::monotonic_now();
  auto found = resolve_within(options.peer.host, options.peer.port, options.step_deadline);
  auto const shared = std::make_shared<run_options const>(run_options{
      .endpoints = std::move(found),
      .steps = options.steps,
      .limit = {.operation = options.step_deadline, .looked_up_for = platform::monotonic_now() - asked_at}});
  log.info("{}:{}, style {}, plan: {}", options.peer.host, options.peer.port, options.api->name,
           to_string(options.steps));

  exit_code code = exit_code::setup_failed;
  options.api->run(
      io.get_executor(), shared,
      [&](observation const& seen) {
        log_observation(log, seen);
        if (events.enabled()) events.write({seen.at, seen});
      },
      [&](run_result const& result) {
        code = judge(options, result, log, !events.to_stdout());
        return then::end;
      });
  io.run();
  return code;
}

}  // namespace hangup::client
