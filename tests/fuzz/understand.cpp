#include "lab/explain/understand.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  for (lab::counted_line const& line : lab::understand_lines(text))
    fuzz::require(line.count != 0 && !lab::gist_of(line.meant).happened.empty());
  return 0;
}
