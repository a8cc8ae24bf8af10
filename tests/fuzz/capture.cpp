#include "lab/capture/capture_analysis.hpp"
#include "lab/capture/capture_verdict.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace hangup::lab;

/// Frames of an Ethernet, one after another, each behind a byte with its length.
int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  capture_analysis analysis;
  std::span rest(data, size);
  while (!rest.empty()) {
    std::size_t const length = std::min<std::size_t>(rest[0], rest.size() - 1);
    analysis.add(read_frame(link_type::ethernet, rest.subspan(1, length), length + 40), {});
    rest = rest.subspan(1 + length);
  }
  for (connection const& one : analysis.finish())
    hangup::fuzz::require(!story_of(one, judge(one)).empty());
  return 0;
}
