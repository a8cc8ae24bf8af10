#include "server/answers/answer.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  return fuzz::refusing([&] {
    auto const read = server::parse_answer(text);
    fuzz::require(server::parse_answer(to_string(read)) == read);
  });
}
