#include "server/triggers/trigger.hpp"

#include <gtest/gtest.h>

#include "tests/support/thrown.hpp"

namespace hangup::server {
namespace {

using namespace std::chrono_literals;

TEST(trigger, is_printed_as_it_was_read) {
  for (std::string_view const text : {"accept", "unread", "read:14", "read:64k", "after:250ms", "after:1m"})
    EXPECT_EQ(to_string(parse_trigger(text)), text);
}

TEST(trigger, its_argument_goes_where_it_belongs) {
  EXPECT_EQ(parse_trigger("accept"), trigger{});
  EXPECT_EQ(parse_trigger("read:14"), (trigger{.kind = trigger_kind::read, .bytes = 14}));
  EXPECT_EQ(parse_trigger("after:2s"), (trigger{.kind = trigger_kind::after, .delay = 2s}));
}

TEST(trigger, what_is_none_is_rejected_with_what_was_expected) {
  struct row {
    std::string_view text, error;
  };
  constexpr std::string_view grammar = ": expected accept, unread, read:BYTES or after:DURATION";
  for (row const& wrong : {
           row{"acept", "'acept': did you mean 'accept'?"},
           row{"now", "'now': expected one of: accept, unread, read, after"},
           row{"", "'': expected one of: accept, unread, read, after"},
           row{"read:x", "'x': expected a size such as 14, 64k or 1M"},
           row{"after:5", "'5': expected a duration such as 250ms, 2s or 1m"},
       })
    EXPECT_EQ(thrown_by<std::invalid_argument>([&] { parse_trigger(wrong.text); }), wrong.error);
  for (std::string const text : {"read", "after", "accept:1", "unread:"})
    EXPECT_EQ(thrown_by<std::invalid_argument>([&] { parse_trigger(text); }),
              "'" + text + "'" + std::string(grammar));
}

TEST(trigger, is_reached_by_what_it_looks_at_and_by_nothing_else) {
  constexpr trigger unread{.kind = trigger_kind::unread}, read{.kind = trigger_kind::read, .bytes = 5},
      after{.kind = trigger_kind::after, .delay = 1s};
  EXPECT_TRUE(is_reached({}, {}));
  EXPECT_FALSE(is_reached(unread, {.read = 9, .delay_passed = true}));
  EXPECT_TRUE(is_reached(unread, {.unread = 1}));
  EXPECT_FALSE(is_reached(read, {.read = 4, .unread = 9, .delay_passed = true}));
  EXPECT_TRUE(is_reached(read, {.read = 5}));
  EXPECT_FALSE(is_reached(after, {.read = 9, .unread = 9}));
  EXPECT_TRUE(is_reached(after, {.delay_passed = true}));
}

TEST(trigger, allows_to_read_what_it_waits_for_and_no_more) {
  constexpr trigger read{.kind = trigger_kind::read, .bytes = 5};
  EXPECT_EQ(may_read(read, {}), 5U);
  EXPECT_EQ(may_read(read, {.read = 3}), 2U);
  EXPECT_EQ(may_read(read, {.read = 7}), 0U);
  EXPECT_EQ(may_read({.kind = trigger_kind::unread}, {}), 0U);
}

}  // namespace
}  // namespace hangup::server
