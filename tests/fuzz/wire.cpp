#include <span>

#include "lab/run/packet.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  hangup::lab::read_segment(std::span(data, size), size, 9999);
  hangup::lab::read_segment(std::span(data, size), size + 1400, 9999);
  return 0;
}
