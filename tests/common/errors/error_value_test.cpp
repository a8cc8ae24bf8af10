#include "common/errors/error_value.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/channel_error.hpp>

#include "common/errors/error_names.hpp"
#include "common/platform/platform.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

namespace asio_error = boost::asio::error;
namespace errc = boost::system::errc;
using boost::system::error_code;

constexpr std::array every_space = {
    code_space::none,      code_space::linux_errno, code_space::macos_errno,   code_space::windows,
    code_space::asio_misc, code_space::asio_netdb,  code_space::asio_addrinfo, code_space::other};

bool on_posix() {
  return platform::system_code_space() != code_space::windows;
}

TEST(error_value, success_belongs_to_no_space) {
  EXPECT_EQ(value_of(error_code()), error_value{});
  EXPECT_FALSE(value_of(error_code()));
  EXPECT_FALSE(value_of(error_code(0, asio_error::get_misc_category())));
}

TEST(error_value, a_number_keeps_the_category_that_gives_it_its_meaning) {
  error_value const eof = value_of(asio_error::eof);
  error_value const no_such_file = value_of(error_code(2, boost::system::system_category()));
  EXPECT_EQ(eof, (error_value{code_space::asio_misc, 2}));
  EXPECT_EQ(no_such_file, (error_value{platform::system_code_space(), 2}));
  EXPECT_NE(eof, no_such_file);
}

TEST(error_value, the_system_category_is_the_platforms_own_numbering) {
  error_value const reset = value_of(asio_error::connection_reset);
  EXPECT_EQ(reset.space, platform::system_code_space());
  EXPECT_EQ(reset.value, static_cast<int>(asio_error::connection_reset));
}

TEST(error_value, a_standard_condition_counts_as_posix) {
  error_value const reset = value_of(errc::make_error_code(errc::connection_reset));
  EXPECT_EQ(reset.space, on_posix() ? platform::system_code_space() : code_space::linux_errno);
  EXPECT_EQ(condition_of(reset), condition::connection_reset);
}

TEST(error_value, asios_resolver_categories_are_told_apart) {
  if (!on_posix()) GTEST_SKIP() << "on Windows resolver errors are system errors";
  EXPECT_EQ(value_of(asio_error::host_not_found), (error_value{code_space::asio_netdb, 1}));
  EXPECT_EQ(value_of(asio_error::service_not_found).space, code_space::asio_addrinfo);
}

TEST(error_value, an_unknown_category_is_other_even_when_its_number_is_well_known) {
  error_value const error =
      value_of(error_code(104, boost::asio::experimental::error::get_channel_category()));
  EXPECT_EQ(error, (error_value{code_space::other, 104}));
  EXPECT_EQ(condition_of(error), condition::unlisted);
}

TEST(error_value, names_of_spaces_read_back) {
  for (code_space const space : every_space)
    EXPECT_EQ(code_space_named(to_string(space)), space) << to_string(space);
  EXPECT_EQ(to_string(code_space::asio_misc), "asio.misc");
  EXPECT_EQ(code_space_named("system"), code_space::other);  // says not which
  EXPECT_EQ(code_space_named(""), code_space::other);
}

TEST(describe, success_has_no_number) {
  EXPECT_EQ(describe(error_value{}), "success");
}

TEST(describe, an_error_is_message_category_value_symbol) {
  if (!on_posix()) GTEST_SKIP() << "the messages of POSIX";
  EXPECT_EQ(describe(value_of(asio_error::connection_reset)),
            "Connection reset by peer [system:" + std::to_string(ECONNRESET) + "] ECONNRESET");
  EXPECT_EQ(describe(value_of(asio_error::broken_pipe)), "Broken pipe [system:32] EPIPE");
}

TEST(describe, eof_is_asios) {
  EXPECT_EQ(describe(value_of(asio_error::eof)), "End of file [asio.misc:2] asio::error::eof");
}

TEST(describe, a_record_from_windows_reads_in_windows_words_without_the_full_stop) {
  if (!on_posix()) GTEST_SKIP() << "Windows prints its own messages, in its own language";
  EXPECT_EQ(describe({code_space::windows, 10053}),
            "An established connection was aborted by the software in your host machine [system:10053] "
            "WSAECONNABORTED");
  EXPECT_EQ(describe({code_space::windows, 1236}),
            "The network connection was aborted by the local system [system:1236] ERROR_CONNECTION_ABORTED");
}

TEST(describe, a_record_from_linux_reads_the_same_everywhere) {
  EXPECT_EQ(describe({code_space::linux_errno, 104}), "Connection reset by peer [system:104] ECONNRESET");
  EXPECT_EQ(describe({code_space::asio_netdb, 1}),
            "Host not found (authoritative) [asio.netdb:1] asio::error::host_not_found");
}

TEST(describe, a_record_from_a_mac_reads_the_same_everywhere) {
  EXPECT_EQ(describe({code_space::macos_errno, 54}), "Connection reset by peer [system:54] ECONNRESET");
}

TEST(error_value, what_schema_1_called_posix_is_linux) {
  EXPECT_EQ(code_space_named("posix"), code_space::linux_errno);
  EXPECT_EQ(to_string(code_space::linux_errno), "linux");
}

TEST(describe, a_windows_code_that_is_unknown_here_keeps_its_number) {
  if (!on_posix()) GTEST_SKIP() << "Windows may know it";
  EXPECT_EQ(describe({code_space::windows, 12345}), "unknown error [system:12345]");
}

TEST(describe, a_code_outside_the_table_keeps_its_number_and_has_no_symbol) {
  EXPECT_EQ(describe({code_space::asio_misc, 3}), "Element not found [asio.misc:3]");
  EXPECT_EQ(describe({code_space::other, 7}), "unknown error [other:7]");
}

TEST(describe, a_second_number_of_a_condition_has_a_text_of_its_own) {
  if (!on_posix()) GTEST_SKIP() << "Windows prints its own messages, in its own language";
  EXPECT_EQ(describe({code_space::linux_errno, 88}), "Socket operation on non-socket [system:88] ENOTSOCK");
  EXPECT_EQ(describe({code_space::windows, 10038}),
            "An operation was attempted on something that is not a socket [system:10038] WSAENOTSOCK");
  EXPECT_EQ(describe({code_space::windows, 59}),
            "An unexpected network error occurred [system:59] ERROR_UNEXP_NET_ERR");
}

}  // namespace
}  // namespace hangup
