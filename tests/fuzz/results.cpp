#include <sstream>
#include <vector>

#include "lab/catalogue/experiment.hpp"
#include "lab/judge/compare.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

std::vector<hangup::lab::experiment const*> whole_catalogue() {
  static auto const experiments = hangup::lab::parse_catalogue(hangup::lab::built_in_catalogue());
  std::vector<hangup::lab::experiment const*> pointers;
  for (auto const& experiment : experiments)
    pointers.push_back(&experiment);
  return pointers;
}

}  // namespace

using namespace hangup;

int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  auto const text = fuzz::text_of(data, size);
  return fuzz::refusing([&] {
    static auto const catalogue = whole_catalogue();
    std::ostringstream printed;
    lab::compare(printed, catalogue, lab::read_windows_results(text));
  });
}
