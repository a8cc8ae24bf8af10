#include "common/errors/error_names.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <set>
#include <string>
#include <system_error>

#include "common/errors/localised_messages.hpp"
#include "common/platform/platform.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

namespace asio_error = boost::asio::error;

bool on_linux() {
  return platform::system_name().starts_with("Linux");
}

TEST(error_table, every_condition_has_its_row_in_the_order_of_the_enumeration) {
  auto const rows = error_table();
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(condition::unlisted) - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].id, static_cast<condition>(i + 1));
    EXPECT_EQ(&row_of(rows[i].id), &rows[i]);
  }
}

TEST(error_table, every_row_says_what_it_means_and_has_some_code) {
  for (error_row const& row : error_table()) {
    EXPECT_TRUE(row.meaning.ends_with('.')) << row.name;
    EXPECT_TRUE(row.posix.value != 0 || row.own) << row.name;
    for (numbered const& cell : {row.posix, row.winsock, row.win32}) {
      EXPECT_EQ(cell.value == 0, cell.symbol.empty()) << row.name;
      EXPECT_EQ(cell.value == 0, cell.message.empty()) << row.name;
    }
  }
}

TEST(error_table, names_are_unique_and_read_back) {
  std::set<std::string_view> names = {"success", "unlisted"};
  for (error_row const& row : error_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(condition_named(to_string(row.id)), row.id);
  }
  EXPECT_EQ(condition_named(to_string(condition::success)), condition::success);
  EXPECT_EQ(condition_named("ok"), condition::success);
}

TEST(error_table, the_names_of_asio_and_the_standard_are_understood) {
  EXPECT_EQ(condition_named("connection_refused"), condition::refused);
  EXPECT_EQ(condition_named("operation_canceled"), condition::operation_aborted);
  EXPECT_EQ(condition_named("no_descriptors"), condition::too_many_files);
  EXPECT_EQ(condition_named("connection"), condition::unlisted);
  EXPECT_EQ(condition_named(""), condition::unlisted);
}

TEST(error_table, no_number_means_two_conditions_of_one_system) {
  std::set<int> posix;
  std::set<int> macos;
  std::set<int> windows;
  for (error_row const& row : error_table()) {
    if (row.posix.value != 0) {
      EXPECT_TRUE(posix.insert(row.posix.value).second) << row.name;
      EXPECT_TRUE(macos.insert(row.macos).second) << row.name;
    }
    if (row.winsock.value != 0) {
      EXPECT_TRUE(windows.insert(row.winsock.value).second) << row.name;
    }
    if (row.win32.value != 0) {
      EXPECT_TRUE(windows.insert(row.win32.value).second) << row.name;
    }
  }
}

TEST(error_table, a_further_name_of_a_number_agrees_with_its_row) {
  for (further_name const& also : further_names()) {
    ASSERT_FALSE(also.message.empty());
    EXPECT_EQ(condition_of(also.error), also.id) << also.message;
  }
}

TEST(error_table, linux_numbers_are_those_of_this_linux) {
  if (!on_linux()) GTEST_SKIP() << "the posix column is Linux's";
  struct constant {
    condition id;
    int value;
  };
  constexpr std::array constants = {
      constant{condition::connection_reset, ECONNRESET},
      constant{condition::connection_aborted, ECONNABORTED},
      constant{condition::broken_pipe, EPIPE},
      constant{condition::shut_down, static_cast<int>(asio_error::shut_down)},  // ESHUTDOWN is not standard
      constant{condition::timed_out, ETIMEDOUT},
      constant{condition::refused, ECONNREFUSED},
      constant{condition::operation_aborted, ECANCELED},
      constant{condition::network_reset, ENETRESET},
      constant{condition::network_down, ENETDOWN},
      constant{condition::network_unreachable, ENETUNREACH},
      constant{condition::host_unreachable, EHOSTUNREACH},
      constant{condition::not_connected, ENOTCONN},
      constant{condition::bad_descriptor, EBADF},
      constant{condition::would_block, EAGAIN},
      constant{condition::in_progress, EINPROGRESS},
      constant{condition::interrupted, EINTR},
      constant{condition::no_buffer_space, ENOBUFS},
      constant{condition::too_many_files, EMFILE},
      constant{condition::address_in_use, EADDRINUSE},
      constant{condition::address_not_available, EADDRNOTAVAIL},
      constant{condition::access_denied, EACCES},
      constant{condition::protocol_error, EPROTO},
  };
  std::size_t with_number = 0;
  for (error_row const& row : error_table())
    with_number += row.posix.value != 0 ? 1 : 0;
  EXPECT_EQ(constants.size(), with_number);
  for (constant const& expected : constants)
    EXPECT_EQ(row_of(expected.id).posix.value, expected.value) << row_of(expected.id).name;
}

TEST(error_table, a_number_means_the_same_on_every_machine) {
  EXPECT_EQ(condition_of({code_space::linux_errno, 104}), condition::connection_reset);
  EXPECT_EQ(condition_of({code_space::macos_errno, 54}), condition::connection_reset);
  EXPECT_EQ(condition_of({code_space::linux_errno, 54}), condition::unlisted);
  EXPECT_EQ(condition_of({code_space::macos_errno, 104}), condition::unlisted);
  EXPECT_EQ(symbol_of({code_space::macos_errno, 54}), "ECONNRESET");
  for (error_row const& row : error_table())
    EXPECT_EQ(row.macos != 0, row.posix.value != 0) << row.name;
}

TEST(error_table, linux_messages_are_those_of_strerror) {
  if (!on_linux() || std::generic_category().message(0) != "Success")
    GTEST_SKIP() << "the messages are glibc's";
  for (error_row const& row : error_table())
    if (row.posix.value != 0) {
      EXPECT_EQ(row.posix.message, std::generic_category().message(row.posix.value));
    }
}

TEST(error_table, a_live_errno_is_found_by_this_platforms_own_number) {
  if (platform::system_code_space() == code_space::windows)
    GTEST_SKIP() << "this system has no errno of its own";
  for (error_row const& row : error_table())
    if (row.errc_value != 0) {
      EXPECT_EQ(condition_of({platform::system_code_space(), row.errc_value}), row.id);
    }
}

TEST(error_table, the_standards_conditions_are_boosts) {
  namespace errc = boost::system::errc;
  struct standard {
    std::string_view name;
    errc::errc_t value;
  };
  constexpr std::array conditions = {
      standard{"errc::connection_reset", errc::connection_reset},
      standard{"errc::connection_aborted", errc::connection_aborted},
      standard{"errc::broken_pipe", errc::broken_pipe},
      standard{"errc::timed_out", errc::timed_out},
      standard{"errc::connection_refused", errc::connection_refused},
      standard{"errc::operation_canceled", errc::operation_canceled},
      standard{"errc::network_reset", errc::network_reset},
      standard{"errc::network_down", errc::network_down},
      standard{"errc::network_unreachable", errc::network_unreachable},
      standard{"errc::host_unreachable", errc::host_unreachable},
      standard{"errc::not_connected", errc::not_connected},
      standard{"errc::bad_file_descriptor", errc::bad_file_descriptor},
      standard{"errc::operation_would_block", errc::operation_would_block},
      standard{"errc::operation_in_progress", errc::operation_in_progress},
      standard{"errc::interrupted", errc::interrupted},
      standard{"errc::no_buffer_space", errc::no_buffer_space},
      standard{"errc::too_many_files_open", errc::too_many_files_open},
      standard{"errc::address_in_use", errc::address_in_use},
      standard{"errc::address_not_available", errc::address_not_available},
      standard{"errc::permission_denied", errc::permission_denied},
      standard{"errc::protocol_error", errc::protocol_error},
  };
  for (error_row const& row : error_table()) {
    if (row.errc.empty()) continue;
    auto const found = std::find_if(conditions.begin(), conditions.end(),
                                    [&](auto entry) { return entry.name == row.errc; });
    ASSERT_NE(found, conditions.end()) << row.errc;
    EXPECT_EQ(row.errc_value, static_cast<int>(found->value)) << row.errc;
  }
}

struct asio_constant {
  std::string_view name;
  boost::system::error_code ec;
  condition id;
};

std::vector<asio_constant> asio_constants() {
  return {{"error::eof", asio_error::eof, condition::eof},
          {"error::connection_reset", asio_error::connection_reset, condition::connection_reset},
          {"error::connection_aborted", asio_error::connection_aborted, condition::connection_aborted},
          {"error::broken_pipe", asio_error::broken_pipe, condition::broken_pipe},
          {"error::shut_down", asio_error::shut_down, condition::shut_down},
          {"error::timed_out", asio_error::timed_out, condition::timed_out},
          {"error::connection_refused", asio_error::connection_refused, condition::refused},
          {"error::operation_aborted", asio_error::operation_aborted, condition::operation_aborted},
          {"error::network_reset", asio_error::network_reset, condition::network_reset},
          {"error::network_down", asio_error::network_down, condition::network_down},
          {"error::network_unreachable", asio_error::network_unreachable, condition::network_unreachable},
          {"error::host_unreachable", asio_error::host_unreachable, condition::host_unreachable},
          {"error::not_connected", asio_error::not_connected, condition::not_connected},
          {"error::bad_descriptor", asio_error::bad_descriptor, condition::bad_descriptor},
          {"error::would_block", asio_error::would_block, condition::would_block},
          {"error::in_progress", asio_error::in_progress, condition::in_progress},
          {"error::interrupted", asio_error::interrupted, condition::interrupted},
          {"error::no_buffer_space", asio_error::no_buffer_space, condition::no_buffer_space},
          {"error::no_descriptors", asio_error::no_descriptors, condition::too_many_files},
          {"error::address_in_use", asio_error::address_in_use, condition::address_in_use},
          {"error::access_denied", asio_error::access_denied, condition::access_denied},
          {"error::host_not_found", asio_error::host_not_found, condition::host_not_found},
          {"error::no_data", asio_error::no_data, condition::no_data}};
}

TEST(error_table, each_constant_of_asio_finds_the_row_that_names_it) {
  std::size_t named = 0;
  for (error_row const& row : error_table())
    named += row.asio.empty() ? 0 : 1;
  EXPECT_EQ(asio_constants().size(), named);
  for (asio_constant const& constant : asio_constants()) {
    EXPECT_EQ(condition_of(value_of(constant.ec)), constant.id) << constant.name;
    EXPECT_EQ(row_of(constant.id).asio, constant.name);
  }
}

TEST(error_table, a_second_spelling_of_a_condition_finds_its_row_too) {
  EXPECT_EQ(condition_of(value_of(asio_error::try_again)), condition::would_block);
  EXPECT_EQ(condition_of(value_of(asio_error::not_socket)), condition::bad_descriptor);
  EXPECT_EQ(condition_of(value_of(asio_error::host_not_found_try_again)), condition::host_not_found);
}

TEST(error_table, what_it_does_not_have_is_unlisted) {
  EXPECT_EQ(condition_of({}), condition::success);
  EXPECT_EQ(condition_of(value_of(asio_error::already_open)), condition::unlisted);
  EXPECT_EQ(condition_of(value_of(asio_error::message_size)), condition::unlisted);
  EXPECT_EQ(condition_of({code_space::linux_errno, 2}), condition::unlisted);  // ENOENT, and not EOF
  EXPECT_EQ(condition_of({code_space::linux_errno, 10054}), condition::unlisted);
  EXPECT_EQ(condition_of({code_space::windows, 104}), condition::unlisted);
  EXPECT_EQ(condition_of({code_space::windows, 0}), condition::unlisted);
  EXPECT_EQ(condition_of({code_space::windows, 59}), condition::unlisted);  // says too little
  EXPECT_EQ(condition_of({code_space::other, 104}), condition::unlisted);
  EXPECT_EQ(symbol_of({code_space::linux_errno, 2}), "");
  EXPECT_EQ(symbol_of({}), "");
}

TEST(error_table, both_windows_numbers_of_a_condition_have_their_own_symbol) {
  EXPECT_EQ(symbol_of({code_space::linux_errno, 103}), "ECONNABORTED");
  EXPECT_EQ(symbol_of({code_space::windows, 10053}), "WSAECONNABORTED");
  EXPECT_EQ(symbol_of({code_space::windows, 1236}), "ERROR_CONNECTION_ABORTED");
  EXPECT_EQ(symbol_of({code_space::asio_misc, 2}), "asio::error::eof");
  EXPECT_EQ(symbol_of({code_space::windows, 10038}), "WSAENOTSOCK");
}

TEST(error_table, asio_translates_a_pending_reset_but_not_a_pending_abort) {
  EXPECT_EQ(row_of(condition::connection_reset).by_asio, translated::yes);
  EXPECT_EQ(row_of(condition::connection_aborted).by_asio, translated::no);
  EXPECT_EQ(row_of(condition::timed_out).by_asio, translated::connect_only);
  EXPECT_EQ(to_string(translated::connect_only), "connect_only");
}

TEST(nt_statuses, are_what_their_winsock_number_is) {
  for (nt_status const& status : nt_statuses()) {
    if (status.winsock == 10054 && status.win32 == 1234) continue;  // an answer to UDP: Asio says refused
    EXPECT_EQ(condition_of({code_space::windows, status.winsock}), status.id) << status.symbol;
  }
}

TEST(localised_messages, every_code_is_in_the_table_and_english_has_its_own_column) {
  for (localised_message const& local : localised_messages()) {
    EXPECT_NE(condition_of({code_space::windows, local.code}), condition::unlisted) << local.text;
    EXPECT_NE(local.language, "en");
    EXPECT_FALSE(local.text.ends_with('.')) << local.text;
  }
}

}  // namespace
}  // namespace hangup
