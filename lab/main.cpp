#include "common/options/run_program.hpp"
#include "common/platform/platform.hpp"
#include "lab/commands.hpp"

int main(int argc, char** argv) {
  return hangup::run_program("hangup-lab", [&] {
    auto const options = hangup::lab::read_options({argv + 1, argv + argc});
    return options ? hangup::lab::run(*options, hangup::platform::this_program())
                   : hangup::exit_code::as_expected;
  });
}
