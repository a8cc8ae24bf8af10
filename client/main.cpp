#include "client/session.hpp"
#include "common/log/log.hpp"
#include "common/options/run_program.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-client", [&] {
    auto const options = hangup::client::read_options({argv + 1, argv + argc});
    if (!options) return hangup::exit_code::as_expected;
    auto const log = hangup::make_log(options->log);
    hangup::event_writer events(options->events);
    auto const code = hangup::client::run(*options, *log, events);
    events.finish();
    return code;
  });
}
