#include "lab/capture/pcapng.hpp"

#include <sstream>

#include "tests/fuzz/fuzz.hpp"

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  std::istringstream in(std::string(fuzz::text_of(data, size)));
  lab::pcapng_reader reader(in);
  while (auto const one = reader.next()) {
    fuzz::require(one->bytes.size() <= size && one->at.count() >= 0);
    lab::read_frame(one->link, one->bytes, one->on_the_wire);
  }
  return 0;
}
