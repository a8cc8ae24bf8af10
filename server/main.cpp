#include "common/log/log.hpp"
#include "server/service.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-server", [&] {
    auto const options = hangup::server::read_options({argv + 1, argv + argc});
    if (!options) return hangup::exit_code::as_expected;
    auto const log = hangup::make_log(options->log);
    hangup::event_writer events(options->events);
    auto const code = hangup::server::run(*options, *log, events);
    events.finish();
    return code;
  });
}
