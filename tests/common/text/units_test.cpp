#include "common/text/units.hpp"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

using namespace std::chrono_literals;

TEST(units, a_duration_is_read_in_every_unit) {
  EXPECT_EQ(parse_duration("7ns"), 7ns);
  EXPECT_EQ(parse_duration("100us"), 100us);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("2s"), 2s);
  EXPECT_EQ(parse_duration("1m"), 60s);
  EXPECT_EQ(parse_duration("0s"), 0ns);
}

TEST(units, a_duration_is_printed_in_the_largest_unit_that_loses_nothing) {
  EXPECT_EQ(to_string(std::chrono::nanoseconds(120s)), "2m");
  EXPECT_EQ(to_string(std::chrono::nanoseconds(90s)), "90s");
  EXPECT_EQ(to_string(std::chrono::nanoseconds(1500ms)), "1500ms");
  EXPECT_EQ(to_string(1ns), "1ns");
  EXPECT_EQ(to_string(0ns), "0s");
}

TEST(units, a_printed_number_reads_back_to_itself) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    std::uint64_t const number = random() >> (1 + random() % 63);
    std::chrono::nanoseconds const duration(static_cast<std::int64_t>(number));
    EXPECT_EQ(parse_duration_up_to(to_string(duration), std::chrono::nanoseconds::max()), duration);
    EXPECT_EQ(parse_size(size_to_string(number)), number);
  }
}

TEST(units, what_is_no_duration_is_rejected_with_what_was_expected) {
  for (std::string_view const text : {"", "5", "ms", "-1s", "+1s", "1.5s", "1h", " 1s", "1 s", "1s ", "1S",
                                      "0x1s", "18446744073709551616", "18446744073709551616h"})
    EXPECT_EQ(thrown_by<std::invalid_argument>([text] { parse_duration(text); }),
              "'" + std::string(text) + "': expected a duration such as 250ms, 2s or 1m");
}

TEST(units, a_duration_that_is_too_long_is_rejected_with_the_longest) {
  EXPECT_EQ(parse_duration("34560m"), longest_wait);
  for (std::string_view const text :
       {"34561m", "2073600001ms", "153722868m", "9223372037s", "18446744073709551616ns"})
    EXPECT_EQ(thrown_by<std::invalid_argument>([text] { parse_duration(text); }),
              "'" + std::string(text) + "': expected at most 34560m");
  EXPECT_EQ(parse_duration_up_to("65535s", 65535s), 65535s);
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { parse_duration_up_to("4294967296s", 65535s); }),
            "'4294967296s': expected at most 65535s");
}

TEST(units, the_longest_duration_is_what_64_bits_of_nanoseconds_hold) {
  constexpr auto longest = std::chrono::nanoseconds::max();
  EXPECT_EQ(parse_duration_up_to("9223372036854775807ns", longest), longest);
  EXPECT_THROW(parse_duration_up_to("9223372036854775808ns", longest), std::invalid_argument);
}

TEST(units, a_size_counts_in_powers_of_1024) {
  EXPECT_EQ(parse_size("14"), 14U);
  EXPECT_EQ(parse_size("64k"), 65536U);
  EXPECT_EQ(parse_size("1M"), 1048576U);
  EXPECT_EQ(parse_size("2G"), 2147483648U);
  EXPECT_EQ(size_to_string(65536), "64k");
  EXPECT_EQ(size_to_string(65537), "65537");
  EXPECT_EQ(size_to_string(0), "0");
}

TEST(units, what_is_no_size_is_rejected_with_what_was_expected) {
  for (std::string_view const text : {"", "k", "-1", "1K", "1 k", "1kB", "10s"})
    EXPECT_EQ(thrown_by<std::invalid_argument>([text] { parse_size(text); }),
              "'" + std::string(text) + "': expected a size such as 14, 64k or 1M");
  EXPECT_EQ(thrown_by<std::invalid_argument>([] { parse_size("9007199254740993G"); }),
            "'9007199254740993G': expected at most 9223372036854775807");
}

}  // namespace
}  // namespace hangup
