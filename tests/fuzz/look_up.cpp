#include "common/errors/error_names.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  for (auto const& found : look_up(text))
    fuzz::require(found.row != nullptr);
  return 0;
}
