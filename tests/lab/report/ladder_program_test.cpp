#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "lab/report/ladder.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/programs.hpp"
#include "tests/lab/report/well_formed.hpp"
#include "tests/support/print.hpp"

// The ladder of a run that took place.

namespace hangup::lab {
namespace {

using test::ended;
using test::lab;
using testing::HasSubstr;

class a_ladder_of_a_run : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
  }
};

TEST_F(a_ladder_of_a_run, has_what_its_record_has_and_the_numbers_of_its_segments) {
  ended const said = lab({"run", "reset-after-fin", "--style", "native", "--format", "json"});
  ASSERT_EQ(said.status, 0) << said.err;
  record const run = test::records_in(said).at(0);
  proof wanted;
  wanted.wire = {"S:FIN", "C:data", "S:RST"};
  ladder const drawn = ladder_of(run, wanted);
  EXPECT_EQ(drawn.arrows.size() + drawn.calls.size() + drawn.marks.size(), run.events.size());
  std::vector<segment> segments;
  for (ladder_arrow const& arrow : drawn.arrows)
    segments.push_back(arrow.carried);
  EXPECT_EQ(segments, segments_of(run));
  EXPECT_EQ(std::count_if(drawn.arrows.begin(), drawn.arrows.end(), std::mem_fn(&ladder_arrow::proves)), 3);
  ASSERT_GE(segments.size(), 5U);
  std::vector<std::uint32_t> sequence;
  for (segment const& seen : segments)
    sequence.push_back(seen.numbers.value().sequence);
  EXPECT_THAT(sequence, testing::ElementsAre(0, 0, 1, 1, 2)) << "the RST is behind the FIN";
  EXPECT_EQ(segments[1].numbers->acknowledges, 1U);
  EXPECT_EQ(segments[0].numbers->acknowledges, std::nullopt);
}

TEST_F(a_ladder_of_a_run, is_the_same_mermaid_at_every_run) {
  auto const mermaid = [] {
    ended const said = lab({"run", "reset-after-fin", "--style", "native", "--format", "mermaid"});
    EXPECT_EQ(said.status, 0) << said.err;
    return said.out;
  };
  std::string const first = mermaid();
  EXPECT_EQ(mermaid(), first);
  EXPECT_THAT(first, testing::StartsWith("sequenceDiagram\n"));
  EXPECT_THAT(first, HasSubstr("S-xC: RST (proof)\n"));
}

TEST_F(a_ladder_of_a_run, is_one_svg) {
  std::string const svg = lab({"run", "reset-before-fin", "--style", "handlers", "--format", "svg"}).out;
  EXPECT_EQ(test::why_not_well_formed(svg), "");
  EXPECT_THAT(svg, HasSubstr("<title>reset-before-fin, handlers</title>"));
  EXPECT_THAT(svg, HasSubstr("class=\"arrow rst proof\""));
}

}  // namespace
}  // namespace hangup::lab
