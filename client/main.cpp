#include "client/session.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-client", [&] {
    auto const options = hangup::client::read_options({argv + 1, argv + argc});
    return options ? hangup::client::run(*options) : hangup::exit_code::as_expected;
  });
}
