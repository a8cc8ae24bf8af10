#include "lab/catalogue/runtimes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {
namespace {

TEST(runtimes, were_asked_what_experiments_of_the_catalogue_ask) {
  auto const catalogue = parse_catalogue(built_in_catalogue());
  measured_runtimes const all = parse_runtimes(built_in_runtimes());
  EXPECT_FALSE(all.runtimes.empty());
  for (runtime_call const& call : all.calls) {
    auto const found = std::ranges::find(catalogue, call.experiment, &experiment::name);
    ASSERT_NE(found, catalogue.end()) << call.experiment;
    EXPECT_EQ(found->ends, call.ends) << call.experiment;
  }
}

TEST(runtimes, must_say_something_of_each_call) {
  std::string const begins = R"({"schema": 1, "measured": "here", "calls": [{"call": "read", "experiment":
      "half-close", "ending": "peer_finished"}], "runtimes": [{"name": "C", "told": [)";
  EXPECT_EQ(parse_runtimes(begins + R"({"kind": "named", "words": "0"}]}]})").runtimes.size(), 1U);
  EXPECT_THROW(parse_runtimes(begins + "]}]}"), std::invalid_argument);
  EXPECT_THROW(parse_runtimes(begins + R"({"kind": "told", "words": "0"}]}]})"), std::invalid_argument);
}

}  // namespace
}  // namespace hangup::lab
