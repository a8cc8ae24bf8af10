#include "client/session.hpp"

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "common/record/classify.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::vector<tcp::endpoint> resolve(asio::io_context& io, host_and_port const& peer) {
  error_code ec;
  tcp::resolver resolver(io);
  auto const found =
      resolver.resolve(peer.host, std::to_string(peer.port), tcp::resolver::numeric_service, ec);
  if (ec) throw setup_error("cannot resolve '" + peer.host + "': " + describe(value_of(ec)));
  std::vector<tcp::endpoint> endpoints;
  for (auto const& each : found)
    endpoints.push_back(each.endpoint());
  return endpoints;
}

/// Errors are what the program is about, not its failures: they are logged as warnings, a missing completion
/// too.
void log_observation(spdlog::logger& log, observation const& seen) {
  auto const level = seen.succeeded() ? spdlog::level::info : spdlog::level::warn;
  if (log.should_log(level)) log.log(level, describe(seen));
}

exit_code judge(options const& options, run_result const& result, spdlog::logger& log, bool print) {
  ending const how = classify(result.seen);
  log.debug("close: {}", describe(result.closed));
  log.flush();  // the verdict comes after what it judges
  if (print) std::cout << "ending: " << to_string(how) << " - " << sentence(how) << '\n' << std::flush;
  if (options.expected) return how == *options.expected ? exit_code::as_expected : exit_code::differs;
  return result.seen.front().succeeded() ? exit_code::as_expected : exit_code::setup_failed;
}

}  // namespace

exit_code run(options const& options, spdlog::logger& log, event_writer& events) {
  asio::io_context io;
  auto const what = std::make_shared<run_options const>(
      run_options{resolve(io, options.peer), options.steps, options.step_deadline});
  log.info("{}:{}, style {}, plan: {}", options.peer.host, options.peer.port, options.api->name,
           to_string(options.steps));

  exit_code code = exit_code::setup_failed;
  options.api->run(
      io.get_executor(), what,
      [&](observation const& seen) {
        log_observation(log, seen);
        if (events.enabled()) events.write({.at = seen.at, .body = seen, .run = 1});
      },
      [&](run_result const& result) { code = judge(options, result, log, !events.to_stdout()); });
  io.run();
  return code;
}

}  // namespace hangup::client
