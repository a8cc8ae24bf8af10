#include <boost/json/value.hpp>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  fuzz::refusing([&] {
    auto const read = event_from(parse_json(text));
    fuzz::require(event_from(to_json(read)) == read);
  });
  return fuzz::refusing([&] {
    auto const read = record_from(parse_json(text));
    fuzz::require(record_from(to_json(read)) == read);
  });
}
