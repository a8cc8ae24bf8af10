#include "common/plan/plan.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  return fuzz::refusing([&] {
    auto const read = parse_plan(text);
    fuzz::require(parse_plan(to_string(read)) == read);
  });
}
