#include "common/errors/peer_codes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace hangup {
namespace {

/// `close code 1006; TLS alert 40`.
std::string found_in(std::string_view text) {
  std::string all;
  for (peer_code const* const code : peer_codes_in(text))
    all.append(all.empty() ? "" : "; ")
        .append(to_string(code->kind))
        .append(" ")
        .append(std::to_string(code->value));
  return all;
}

TEST(peer_codes, are_each_there_once_and_say_what_they_mean) {
  std::set<std::pair<peer_code_kind, unsigned>> numbers;
  for (peer_code const& code : all_peer_codes()) {
    EXPECT_TRUE(numbers.emplace(code.kind, code.value).second) << code.name;
    EXPECT_TRUE(code.meaning.ends_with('.')) << code.name;
  }
}

TEST(peer_codes, of_a_close_are_found_where_the_text_speaks_of_one) {
  EXPECT_EQ(found_in("1006"), "close code 1006");
  EXPECT_EQ(found_in(" 1001\n"), "close code 1001");
  EXPECT_EQ(found_in("WebSocket connection closed: code=1006, reason="), "close code 1006");
  EXPECT_EQ(found_in("close code 1009"), "close code 1009");
  EXPECT_EQ(found_in("CloseEvent { wasClean: false, code: 1005 }"), "close code 1005");
  EXPECT_EQ(found_in("read 1006 bytes"), "");
  EXPECT_EQ(found_in("port 1000"), "");
}

TEST(peer_codes, of_http_are_found_alone_behind_their_label_or_before_their_name) {
  for (std::string_view const text :
       {"502", "HTTP 502", "HTTP/1.1 502", "status=502", "Status code: 502", R"({"statusCode":502})",
        "got 502 Bad Gateway from it", "response status 502"})
    EXPECT_EQ(found_in(text), "HTTP status 502") << text;
  for (std::string_view const text : {"read 502 bytes", "port 502", "exit status 502", "0x502", "-502",
                                      R"("GET / HTTP/1.1" 502 0)", "substatus 502", "pid 502"})
    EXPECT_EQ(found_in(text), "") << text;
}

TEST(peer_codes, are_not_in_an_alert_that_this_side_sent) {
  EXPECT_FALSE(peer_codes_in("SSL3 alert read:fatal:bad certificate").empty());
  EXPECT_TRUE(peer_codes_in("SSL3 alert write:fatal:bad certificate").empty());
  EXPECT_TRUE(peer_codes_in("write alert, level: fatal, description: certificate unknown").empty());
  EXPECT_TRUE(peer_codes_in("generated CLIENT ALERT: Fatal - Unknown CA").empty());
}

TEST(peer_codes, of_tls_are_found_by_number_or_name_where_the_text_speaks_of_alerts) {
  EXPECT_EQ(found_in("error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40"),
            "TLS alert 40");
  EXPECT_EQ(found_in("TLS alert: 48"), "TLS alert 48");
  EXPECT_EQ(found_in("Alert (Level: Fatal, Description: Certificate_Required)"), "TLS alert 116");
  EXPECT_EQ(found_in("handshake failure"), "") << "not everybody means TLS's";
  EXPECT_EQ(found_in("40"), "");
}

}  // namespace
}  // namespace hangup
