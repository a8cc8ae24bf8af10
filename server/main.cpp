#include "server/service.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-server", [&] {
    auto const options = hangup::server::read_options({argv + 1, argv + argc});
    return options ? hangup::server::run(*options) : hangup::exit_code::as_expected;
  });
}
