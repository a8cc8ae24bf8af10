#include "common/options/errors.hpp"
#include "lab/options.hpp"
#include "tests/fuzz/arguments.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  auto const arguments = fuzz::arguments_in(text);
  if (arguments.empty()) return 0;
  return fuzz::refusing<usage_error>([&] { lab::read_options(arguments); });
}
