#include "client/session.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-client", [&] {
    auto const options = hangup::read_client_options({argv + 1, argv + argc});
    return options ? hangup::run_client(*options) : hangup::exit_code::as_expected;
  });
}
