#include "server/service.hpp"

#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>

#include "common/record/json.hpp"
#include "server/host.hpp"
#include "server/signals.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;

/// Logged with the time at which it happened: it is written only when the io_context is idle again.
void log_action(spdlog::logger& log, event const& happened) {
  auto const& action = std::get<server_action>(happened.body);
  bool const is_detail = action.connection != 0 && !action.error;
  auto const level = action.error ? spdlog::level::warn
                     : is_detail  ? spdlog::level::info
                                  : spdlog::level::debug;
  if (!log.should_log(level)) return;
  std::string line =
      action.connection == 0 ? action.name : fmt::format("connection {} {}", action.connection, action.name);
  if (!action.detail.empty()) line += ' ' + action.detail;
  if (action.bytes != 0) line += fmt::format(", {} bytes", action.bytes);
  auto const age =
      std::chrono::duration_cast<spdlog::log_clock::duration>(platform::monotonic_now() - happened.at);
  log.log(spdlog::log_clock::now() - age, {}, level, line + ": " + describe(action.error));
}

/// On stdout, for people and programs: with --events - the `listening` event says the same. It comes after
/// the port file, so a reader of the line can rely on that file.
void announce(options const& options, asio::ip::tcp::endpoint const& endpoint, bool events_on_stdout) {
  if (!options.port_file.empty()) {
    std::ofstream file(options.port_file);
    file << endpoint.port() << std::endl;
    if (!file) throw setup_error("cannot write '" + options.port_file + "'");
  }
  if (options.format == summary_format::json)
    std::cout << "{\"schema\":" << json_schema << ",\"listening\":\"" << endpoint << "\"}" << std::endl;
  else if (!events_on_stdout)
    std::cout << "listening on " << endpoint << std::endl;
}

void tell_summary(options const& options, tally const& counts, spdlog::logger& log) {
  std::string_view const name = options.host.strategy->about.name;
  if (!options.quiet)
    log.info("{}", summary(counts, name));
  else if (options.format == summary_format::json)
    std::cout << boost::json::serialize(to_json(counts, name)) << std::endl;
  else
    std::cout << to_string(counts, name) << std::endl;
}

}  // namespace

exit_code run(options const& options, spdlog::logger& log, event_writer& events) {
  asio::io_context io(1);
  server_world world;
  if (options.tls) world.tls = server_context(*options.tls);
  auto const flush = [&] {
    log.flush();
    events.flush();
  };
  world.before_end = flush;
  if (!options.quiet)
    world.report = [&](event const& happened) {
      log_action(log, happened);
      if (events.enabled()) events.write(happened);
    };
  host hangs_up(io, options.host, std::move(world));

  platform::accept_exit_requests();
  signals received(
      io, [&] { hangs_up.stop(); }, [&] { tell_summary(options, hangs_up.counts(), log); });
  hangs_up.start([&received] { received.clear(); });
  flush();  // somebody waits for the first event
  announce(options, hangs_up.endpoint(), events.to_stdout());
  io.run();
  tell_summary(options, hangs_up.counts(), log);
  return exit_code::as_expected;
}

}  // namespace hangup::server
