#include "server/service.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-server", [&] {
    auto const options = hangup::read_server_options({argv + 1, argv + argc});
    return options ? hangup::run_server(*options) : hangup::exit_code::as_expected;
  });
}
