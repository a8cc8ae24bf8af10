#include "lab/catalogue/experiment.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  return fuzz::refusing([&] { lab::parse_catalogue(text); });
}
