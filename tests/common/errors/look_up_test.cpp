#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <vector>

#include "common/errors/error_names.hpp"
#include "common/errors/localised_messages.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

using enum condition;

error_value posix(int value) {
  return {code_space::linux_errno, value};
}
error_value windows(int value) {
  return {code_space::windows, value};
}

std::vector<condition> found_in(std::string_view text) {
  std::vector<condition> ids;
  for (match const& found : look_up(text))
    ids.push_back(found.row->id);
  return ids;
}

/// A text that means one condition alone, and the number it says, if it does.
struct one {
  std::string_view text;
  condition id;
  error_value error;
};

void expect_one(std::vector<one> const& cases) {
  for (one const& tried : cases) {
    SCOPED_TRACE(tried.text);
    auto const found = look_up(tried.text);
    ASSERT_EQ(found_in(tried.text), std::vector{tried.id});
    EXPECT_EQ(found.front().error, tried.error);
  }
}

void expect_nothing(std::vector<std::string_view> const& texts) {
  for (std::string_view const text : texts)
    EXPECT_EQ(found_in(text), std::vector<condition>()) << text;
}

std::string in_capitals(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

TEST(look_up, a_number_alone_means_whoever_has_it) {
  expect_one({{"10053", connection_aborted, windows(10053)},
              {"10054", connection_reset, windows(10054)},
              {"64", connection_reset, windows(64)},
              {"121", timed_out, windows(121)},
              {"995", operation_aborted, windows(995)},
              {"1236", connection_aborted, windows(1236)},
              {"104", connection_reset, posix(104)},
              {"110", timed_out, posix(110)},
              {"-104", connection_reset, posix(104)},
              {" 32\n", broken_pipe, posix(32)},
              {"\"111\"", refused, posix(111)}});
}

TEST(look_up, a_number_of_two_systems_means_both) {
  auto const found = look_up("4");
  ASSERT_EQ(found_in("4"), (std::vector{interrupted, too_many_files}));
  EXPECT_EQ(found[0].error, posix(4));
  EXPECT_EQ(found[1].error, windows(4));
}

TEST(look_up, a_number_too_vague_for_one_row_means_every_row_it_can_stand_for) {
  std::vector const all = {timed_out, connection_reset, connection_aborted, not_connected};
  for (std::string_view const text :
       {"59", "ERROR_UNEXP_NET_ERR", "[WinError 59] An unexpected network error occurred"})
    EXPECT_EQ(found_in(text), all) << text;
}

TEST(look_up, two_alone_is_not_eof_because_its_space_is_unknown) {
  expect_nothing({"2", "[2]", "errno 2", "system:2", "No such file or directory (os error 2)"});
  expect_one({{"asio.misc:2", eof, {code_space::asio_misc, 2}}});
}

TEST(look_up, every_symbol_finds_its_row_in_any_case) {
  for (error_row const& row : error_table())
    for (numbered const& cell : {row.posix, row.winsock, row.win32}) {
      if (cell.symbol.empty()) continue;
      EXPECT_EQ(found_in(cell.symbol), std::vector{row.id}) << cell.symbol;
      std::string small(cell.symbol);
      std::transform(small.begin(), small.end(), small.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      EXPECT_EQ(found_in(small), std::vector{row.id}) << small;
    }
  for (nt_status const& status : nt_statuses())
    EXPECT_EQ(found_in(status.symbol), std::vector{status.id});
}

TEST(look_up, every_portable_name_finds_its_row) {
  for (error_row const& row : error_table()) {
    EXPECT_EQ(found_in(row.name), std::vector{row.id});
    EXPECT_EQ(found_in(in_capitals(row.name)), std::vector{row.id});
    if (!row.asio.empty()) {
      EXPECT_EQ(found_in("boost::asio::" + std::string(row.asio)), std::vector{row.id});
    }
    if (!row.errc.empty()) {
      EXPECT_EQ(found_in("std::" + std::string(row.errc)), std::vector{row.id});
    }
  }
}

TEST(look_up, names_as_other_languages_write_them_are_understood) {
  expect_one({{"connection reset", connection_reset, posix(104)},
              {"connection-aborted", connection_aborted, {}},
              {"ConnectionAbortedError", connection_aborted, {}},
              {"raise BrokenPipeError()", broken_pipe, {}},
              {"ErrorKind::ConnectionRefused", refused, {}},
              {"SocketError.TimedOut", timed_out, {}},
              {"asio::error::eof", eof, {code_space::asio_misc, 2}},
              {"WSAECONNABORTED", connection_aborted, windows(10053)}});
}

TEST(look_up, category_and_value_are_taken_at_their_word) {
  expect_one({{"system:104", connection_reset, posix(104)},
              {"[system:10054]", connection_reset, windows(10054)},
              {"[asio.misc:2]", eof, {code_space::asio_misc, 2}},
              {"asio.ssl.stream:1", condition::stream_truncated, {code_space::asio_ssl_stream, 1}},
              {"asio.ssl:167772427", condition::not_tls, {code_space::asio_ssl, 0x0A00010B}},
              {"error:0A00045C:SSL routines", condition::tls_alert, {code_space::asio_ssl, 0x0A00045C}},
              {"SSL_R_UNEXPECTED_EOF_WHILE_READING",
               condition::stream_truncated,
               {code_space::asio_ssl, 0x0A000126}},
              {"generic:32", broken_pipe, posix(32)},
              {"asio.netdb:1", host_not_found, {code_space::asio_netdb, 1}}});
  expect_nothing({"asio.misc:104", "asio.ssl:104", "generic:10054", "posix:64", "windows:104"});
}

TEST(look_up, an_hresult_is_the_win32_number_inside_it) {
  expect_one({{"0x80072746", connection_reset, windows(10054)},
              {"-2147014842", connection_reset, windows(10054)},
              {"2147952454", connection_reset, windows(10054)},
              {"Exception from HRESULT: 0x80070040", connection_reset, windows(64)},
              {"HResult -2147014843", connection_aborted, windows(10053)}});
  expect_nothing({"0x8007000E", "0x80004005"});
}

TEST(look_up, an_ntstatus_is_found_by_value_and_by_name) {
  for (nt_status const& status : nt_statuses()) {
    auto const signed_value = static_cast<std::int32_t>(status.value);
    EXPECT_EQ(found_in(std::to_string(status.value)), std::vector{status.id}) << status.symbol;
    EXPECT_EQ(found_in("status " + std::to_string(signed_value)), std::vector{status.id}) << status.symbol;
  }
  EXPECT_EQ(found_in("0xC000020D"), std::vector{connection_reset});
  EXPECT_EQ(found_in("c0000241"), std::vector{connection_aborted});
  expect_nothing({"0xC0000005"});
}

TEST(look_up, a_pasted_windows_message_finds_its_code) {
  expect_one(
      {{"An established connection was aborted by the software in your host machine.", connection_aborted,
        windows(10053)},
       {"AN EXISTING CONNECTION WAS FORCIBLY CLOSED BY THE REMOTE HOST", connection_reset, windows(10054)},
       {"The semaphore timeout\r\nperiod has expired", timed_out, windows(121)},
       {"The network connection was aborted by the local system.", connection_aborted, windows(1236)},
       {"Cannot send after socket shutdown", shut_down, windows(10058)}});
}

TEST(look_up, every_message_of_the_table_finds_its_row) {
  for (error_row const& row : error_table())
    for (numbered const& cell : {row.posix, row.winsock, row.win32}) {
      if (cell.message.empty()) continue;
      auto const ids = found_in(cell.message);
      EXPECT_NE(std::find(ids.begin(), ids.end(), row.id), ids.end()) << cell.message;
    }
}

TEST(look_up, one_message_of_two_codes_finds_both) {
  EXPECT_EQ(found_in("The network location cannot be reached. For information about network troubleshooting, "
                     "see Windows "
                     "Help."),
            (std::vector{network_unreachable, host_unreachable}));
}

TEST(look_up, a_message_of_a_windows_in_another_language_finds_its_code) {
  for (localised_message const& local : localised_messages()) {
    std::string const line = "2026-01-02 10:00:54 recv: " + std::string(local.text) + ".";
    auto const found = look_up(line);
    ASSERT_EQ(found.size(), 1U) << line;
    EXPECT_EQ(found.front().error, windows(local.code)) << line;
    EXPECT_EQ(found.front().kind, match_kind::message);
  }
}

TEST(look_up, copies_of_a_localised_message_may_differ_in_spaces_and_apostrophes) {
  expect_one(
      {{"Une connexion existante a dû être fermée par l'hôte distant", connection_reset, windows(10054)},
       {"Eine bestehende Verbindung wurde softwaregesteuert\r\ndurch den Hostcomputer abgebrochen.",
        connection_aborted, windows(10053)},
       {"由于线程退出或应用程序请求，已中止I/O操作。", operation_aborted, windows(995)},
       {"既存の接続はリモートホストに強制的に切断されました。", connection_reset, windows(10054)}});
}

TEST(look_up, a_line_of_a_log_is_one_answer_with_the_number_it_says) {
  expect_one(
      {{"2026-01-02 read failed: An established connection was aborted by the software in your host machine. "
        "(os error "
        "10053)",
        connection_aborted, windows(10053)},
       {"read: Connection reset by peer [system:104 at /usr/include/boost/asio.hpp:1236:64 in function 'f']",
        connection_reset, posix(104)},
       {"ConnectionResetError: [WinError 64] The specified network name is no longer available",
        connection_reset, windows(64)},
       {"BrokenPipeError: [Errno 32] Broken pipe", broken_pipe, posix(32)},
       {"SocketException: OS Error: The remote computer refused the network connection, errno = 1225",
        refused, windows(1225)},
       {"{\"errno\":-104,\"code\":\"ECONNRESET\",\"syscall\":\"read\"}", connection_reset, posix(104)},
       {"read tcp 10.0.0.1:57945 -> 10.0.0.2:443: wsarecv: An existing connection was forcibly closed by the "
        "remote "
        "host.",
        connection_reset, windows(10054)},
       {"java.net.SocketException: Connection reset", connection_reset, posix(104)},
       {"WSAGetLastError() = 10060", timed_out, windows(10060)},
       {"send failed with 10053, closing", connection_aborted, windows(10053)},
       {"accept: Too many open files in system", too_many_files, posix(23)}});
}

TEST(look_up, what_is_said_first_comes_first_and_nothing_twice) {
  EXPECT_EQ(found_in("ECONNRESET, then EPIPE, then ECONNRESET again"),
            (std::vector{connection_reset, broken_pipe}));
  EXPECT_EQ(found_in("Broken pipe after Connection reset by peer (EPIPE)"),
            (std::vector{broken_pipe, connection_reset}));
  auto const found = look_up("connection_reset: error 64");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().kind, match_kind::name);
  EXPECT_EQ(found.front().error, windows(64));  // the number that the name left open
}

TEST(look_up, dates_ports_processes_and_quantities_are_not_errors) {
  expect_nothing({"2026-01-02 10:00:54 listening on 127.0.0.1:10053",
                  "2026-01-02T10:00:54.104Z accepted 104 connections on port 10054, 64 kB each",
                  "10.110.121.32 - - [10/Oct/2026:13:55:36 +0000] \"GET /104 HTTP/1.1\" 200 512",
                  "sshd[1236]: session opened, uid=32", "exited with exit code 121 after 10054 ms",
                  "HTTP status code 104", "statuscode=104", "an average error 4.2 mm, error 32%, error 4:02",
                  "wrote 10060 bytes to stderr 9", "build v10054, 10,053 files, 12-10054",
                  "state=in_progress records=no_data"});
}

TEST(look_up, words_of_other_meaning_are_not_errors) {
  expect_nothing({"", "   ", "0", "nonsense", "the service was interrupted by a shutdown",
                  "The request was aborted: Could not create SSL/TLS secure channel.", "end of filesystem",
                  "a connection refusedness", "999999999999999999999", "-", "[]", "0x", "::", "system:"});
}

}  // namespace
}  // namespace hangup
