#include "common/text/units.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  fuzz::refusing([&] {
    auto const read = parse_duration(text);
    fuzz::require(parse_duration(to_string(read)) == read);
  });
  return fuzz::refusing([&] {
    auto const read = parse_size(text);
    fuzz::require(parse_size(size_to_string(read)) == read);
  });
}
