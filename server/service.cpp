#include "server/service.hpp"

#include <boost/asio/signal_set.hpp>
#include <fstream>
#include <iostream>

#include "server/host.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;

/// Logged with the time at which it happened: it is written only when the io_context is idle again.
void log_action(spdlog::logger& log, event const& happened) {
  auto const& did = std::get<server_action>(happened.body);
  bool const is_detail = did.connection != 0 && !did.error;
  auto const level = did.error ? spdlog::level::warn : is_detail ? spdlog::level::info : spdlog::level::debug;
  if (!log.should_log(level)) return;
  std::string line =
      did.connection == 0 ? did.name : fmt::format("connection {} {}", did.connection, did.name);
  if (!did.detail.empty()) line += ' ' + did.detail;
  if (did.bytes != 0) line += fmt::format(", {} bytes", did.bytes);
  auto const age =
      std::chrono::duration_cast<spdlog::log_clock::duration>(platform::monotonic_now() - happened.at);
  log.log(spdlog::log_clock::now() - age, {}, level, line + ": " + describe(did.error));
}

/// On stdout, for people and programs: with --events - the `listening` event says the same. It comes after
/// the port file, so that who waits for the line finds the port there.
void announce(options const& options, asio::ip::tcp::endpoint const& endpoint, bool events_on_stdout) {
  if (!options.port_file.empty()) {
    std::ofstream file(options.port_file);
    file << endpoint.port() << std::endl;
    if (!file) throw setup_error("cannot write '" + options.port_file + "'");
  }
  if (!events_on_stdout) std::cout << "listening on " << endpoint << std::endl;
}

}  // namespace

exit_code run(options const& options, spdlog::logger& log, event_writer& events) {
  asio::io_context io(1);
  server_world world;
  world.before_end = [&] {
    log.flush();
    events.flush();
  };
  world.report = [&](event const& happened) {
    log_action(log, happened);
    if (events.enabled()) events.write(happened);
  };
  host hangs_up(io, options, std::move(world));

  asio::signal_set interrupts(io, SIGINT, SIGTERM);
  platform::accept_exit_requests();
  interrupts.async_wait([&](boost::system::error_code const& ec, int) {
    if (!ec) hangs_up.stop();
  });
  hangs_up.start([&interrupts] { interrupts.cancel(); });
  announce(options, hangs_up.endpoint(), events.to_stdout());
  io.run();
  log.info("{}", hangs_up.summary());
  return exit_code::as_expected;
}

}  // namespace hangup::server
