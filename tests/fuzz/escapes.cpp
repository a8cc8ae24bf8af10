#include "common/text/escapes.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  fuzz::require(unescape(escape(text)) == text);
  return fuzz::refusing([&] { unescape(text); });
}
