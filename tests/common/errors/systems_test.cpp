#include "common/errors/systems.hpp"

#include <gtest/gtest.h>

namespace hangup {
namespace {

std::string conditions(std::string_view text, code_space on) {
  std::string names;
  for (match const& found : look_up(text, on))
    names.append(names.empty() ? "" : " ").append(found.row->name);
  return names;
}

TEST(a_number, is_read_as_that_of_the_system_that_was_named) {
  EXPECT_EQ(conditions("61", code_space::macos_errno), "refused");
  EXPECT_EQ(conditions("61", code_space::linux_errno), "") << "ENODATA";
  EXPECT_EQ(conditions("104", code_space::linux_errno), "connection_reset");
  EXPECT_EQ(conditions("104", code_space::macos_errno), "") << "ENOTRECOVERABLE";
  EXPECT_EQ(conditions("10054", code_space::windows), "connection_reset");
  EXPECT_EQ(conditions("10054", code_space::linux_errno), "");
  EXPECT_EQ(conditions("4", code_space::linux_errno), "interrupted");
  EXPECT_EQ(conditions("4", code_space::windows), "too_many_files");
  EXPECT_EQ(conditions("recv failed, errno 54", code_space::macos_errno), "connection_reset");
  EXPECT_EQ(conditions("recv failed, errno 54", code_space::linux_errno), "");
  EXPECT_EQ(conditions("[WinError 10054]", code_space::linux_errno), "connection_reset")
      << "the text says whose it is";
}

TEST(a_name, has_the_number_of_the_system_that_was_named) {
  auto const number_of = [](std::string_view name, code_space on) { return look_up(name, on).front().error; };
  EXPECT_EQ(number_of("ECONNRESET", code_space::macos_errno), (error_value{code_space::macos_errno, 54}));
  EXPECT_EQ(number_of("ECONNRESET", code_space::windows), (error_value{code_space::windows, 10054}));
  EXPECT_EQ(number_of("ECONNRESET", code_space::linux_errno), (error_value{code_space::linux_errno, 104}));
  EXPECT_EQ(number_of("WSAECONNRESET", code_space::linux_errno), (error_value{code_space::windows, 10054}));
}

TEST(systems, of_a_number_are_all_that_have_it) {
  auto const all = systems_of(61);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].symbol, "ECONNREFUSED");
  EXPECT_EQ(all[0].system, code_space::macos_errno);
  EXPECT_EQ(all[1].symbol, "ENODATA");
  EXPECT_EQ(all[1].id, condition::unlisted);
  EXPECT_EQ(systems_of(10054).size(), 1U);
  EXPECT_TRUE(systems_of(0).empty());
  EXPECT_TRUE(systems_of(99999).empty());
}

TEST(systems, are_known_by_their_names) {
  for (std::string_view const name : system_names()) {
    ASSERT_TRUE(system_named(name)) << name;
    EXPECT_NE(title_of_system(*system_named(name)), "") << name;
  }
  EXPECT_FALSE(system_named("solaris"));
  EXPECT_EQ(title_of_system(code_space::asio_misc), "");
}

}  // namespace
}  // namespace hangup
