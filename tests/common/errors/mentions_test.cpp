#include "common/errors/mentions.hpp"

#include <gtest/gtest.h>

namespace hangup {
namespace {

TEST(a_line, only_mentions_errors_or_reports_them) {
  for (std::string_view const line :
       {"[       OK ] socket.reports_econnreset (3 ms)", "--- PASS: TestConnectionRefused (0.11s)",
        "ok 7 - handles ECONNRESET", "test net::broken_pipe ... ok", "tests/net.py::test_econnreset PASSED",
        "\xE2\x9C\x93 rejects with ECONNREFUSED (12 ms)", "catch (SocketTimeoutException e)",
        "  } catch (java.net.ConnectException e) {",
        "except ConnectionResetError:", "rescue Errno::ECONNRESET => e", "if (errno == ECONNRESET) {",
        "import java.net.SocketException;", "[104] building module socket.o", "[ 32%] Compiling net/send.c"})
    EXPECT_TRUE(only_mentions(line)) << line;
  for (std::string_view const line :
       {"", "[104] Connection reset", "[error] connect() failed", "connection refused",
        "java.net.SocketTimeoutException: Read timed out", "case closed: connection reset by peer",
        "return code 104 of recv", "ok, connection reset by peer", "[ 32] reset by peer"})
    EXPECT_FALSE(only_mentions(line)) << line;
}

TEST(paths_and_settings, are_left_out) {
  EXPECT_EQ(without_mentions("GET /docs/ECONNRESET.html 200"), "GET / 200");
  EXPECT_EQ(without_mentions("Get \"https://host/ECONNRESET\": EOF"), "Get \"https://host/\": EOF");
  EXPECT_EQ(without_mentions("Post http://host/path: EOF"), "Post http://host/: EOF");
  EXPECT_EQ(without_mentions("INFO request timeout: 30s"), "INFO request ");
  EXPECT_EQ(without_mentions("read timeout = 500 ms, idle"), "read , idle");
  EXPECT_EQ(without_mentions("error: request timeout: 30s"), "error: request timeout: 30s")
      << "where something failed, it is no setting";
  EXPECT_EQ(without_mentions("timeout: 3 retries left"), "timeout: 3 retries left");
  EXPECT_EQ(without_mentions(""), "");
}

}  // namespace
}  // namespace hangup
