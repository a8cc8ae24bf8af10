#include "common/text/enum_names.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <type_traits>

namespace hangup {
namespace {

enum class colour : std::uint8_t { red, green, blue };

using names = enum_names<colour::blue>;
using name = std::string_view;

static_assert(std::is_constructible_v<names, name, name, name>);
static_assert(!std::is_constructible_v<names, name, name>, "a forgotten name does not compile");
static_assert(!std::is_constructible_v<names, name, name, name, name>, "nor does one too many");
static_assert(is_enumerator<colour::blue>());
static_assert(!is_enumerator<static_cast<colour>(3)>(), "so that an enumerator behind the last is noticed");

constexpr names table = {"red", "green", "blue"};

TEST(enum_names, a_value_and_its_name_find_each_other) {
  EXPECT_EQ(name_in(table, colour::green), "green");
  EXPECT_EQ(value_in(table, "blue"), colour::blue);
  EXPECT_EQ(value_in(table, "violet"), std::nullopt);
  EXPECT_EQ(name_in(table, static_cast<colour>(9)), "?");
}

TEST(enum_names, every_value_is_enumerated_in_order) {
  EXPECT_EQ(enumerators<colour::blue>(), (std::array{colour::red, colour::green, colour::blue}));
}

}  // namespace
}  // namespace hangup
