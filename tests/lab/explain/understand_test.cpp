#include "lab/explain/understand.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hangup::lab {
namespace {

std::string errors_in(std::string_view line) {
  std::string names;
  for (match const& found : understand(line).errors)
    names.append(names.empty() ? "" : " ").append(found.row->name);
  return names;
}

TEST(words_of_a_program, decide_what_its_codes_mean) {
  EXPECT_EQ(errors_in("Error: socket hang up { code: 'ECONNRESET' }"), "eof") << "Node's own, for a FIN";
  EXPECT_EQ(
      errors_in("upstream timed out (110: Connection timed out) while reading response header from upstream"),
      "")
      << "nginx's own timer, which writes ETIMEDOUT there";
  EXPECT_EQ(errors_in("Error: connect ECONNRESET"), "connection_reset");
}

TEST(words_around_an_error, give_way_to_the_error) {
  EXPECT_EQ(errors_in("peer closed connection in SSL handshake (32: Broken pipe) while SSL handshaking"),
            "broken_pipe eof")
      << "the system's words beside nginx's";
  EXPECT_EQ(errors_in("com.android.volley.TimeoutError"), "") << "no time-out of Beast";
  EXPECT_EQ(errors_in("error sending request for url (http://h/): ECONNRESET"), "connection_reset");
  EXPECT_EQ(errors_in("error sending request for url (http://h/)"), "");
  EXPECT_NE(understand("error sending request for url (http://h/)").message, nullptr);
}

TEST(the_gist, is_said_of_whatever_is_understood) {
  for (std::string_view const line : {"10054", "ECONNRESET", "stream truncated", "995", "1006", "peer_reset",
                                      "Error: socket hang up", "[beast.http:2]"}) {
    understood const meant = understand(line);
    ASSERT_TRUE(meant.is_anything()) << line;
    gist const said = gist_of(meant);
    EXPECT_FALSE(said.happened.empty() || said.who.empty() || said.check.empty()) << line;
  }
  EXPECT_EQ(gist_of(understand("10054")).who, sentence_of_who("tcp"));
  EXPECT_EQ(gist_of(understand("stream truncated")).who, sentence_of_who("tls"));
  EXPECT_EQ(gist_of(understand("995")).who, sentence_of_who("program"));
  EXPECT_EQ(gist_of(understand("EPROTO")).who, sentence_of_who("program"));
  EXPECT_EQ(gist_of(understand("Connection timed out")).who,
            std::string(sentence_of_who("tcp")) + "; or " + std::string(sentence_of_who("timer")));
}

TEST(the_gist, of_a_refusal_looks_at_the_connect_whatever_was_to_be_sent) {
  EXPECT_THAT(gist_of(understand("error sending request: Connection refused")).check,
              ::testing::HasSubstr("SYN"));
}

TEST(the_gist, has_the_error_beside_words_that_leave_the_ending_open) {
  gist const said = gist_of(understand("cURL error 35: SSL read: error:00000000:lib(0), errno 104"));
  EXPECT_EQ(said.who, sentence_of_who("tcp"));
  EXPECT_THAT(said.happened, ::testing::StartsWith("The TLS handshake failed."));
  EXPECT_THAT(said.happened, ::testing::HasSubstr("RST"));
}

TEST(the_gist, is_not_of_tcp_where_the_line_shows_what_else_carried_it) {
  auto const who_says = [](std::string_view line) { return gist_of(understand(line)).who; };
  std::string const local(sentence_of_who("unix")), datagram(sentence_of_who("udp")),
      stream(sentence_of_who("tcp"));
  EXPECT_EQ(who_says("connect() to unix:/run/php-fpm.sock failed (111: Connection refused)"), local);
  EXPECT_EQ(who_says("Error: connect ECONNREFUSED /var/run/docker.sock"), local);
  EXPECT_EQ(who_says("Error: connect ECONNREFUSED 127.0.0.1:80"), stream);
  EXPECT_EQ(who_says("at net.sockets.js: ECONNREFUSED"), stream);
  EXPECT_EQ(who_says("udp send to 10.0.0.1:53: ECONNREFUSED"), datagram);
  EXPECT_EQ(who_says("udp failed, so tcp: ECONNRESET"), stream);
}

TEST(of_many_lines, those_that_are_understood_come_once_with_their_count) {
  auto const all = understand_lines(
      "starting\n12:00:01 read ECONNRESET\n12:00:02 nothing\n12:00:05 read ECONNRESET\nWSAECONNABORTED\n");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].line, "12:00:01 read ECONNRESET");
  EXPECT_EQ(all[0].count, 2U);
  EXPECT_EQ(all[1].count, 1U);
  EXPECT_TRUE(understand_lines("").empty());
}

TEST(of_many_lines, those_that_differ_in_the_number_of_an_error_are_not_the_same) {
  auto const all = understand_lines("7: recv error 104\n8: recv error 110\n9: recv error 104\n");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].count, 2U);
  EXPECT_EQ(all[1].meant.errors.front().row->id, condition::timed_out);
}

TEST(an_error_of_the_system, says_which_of_its_endings_a_message_means) {
  EXPECT_EQ(errors_in("httpx.ReadError: [Errno 104] Connection reset by peer"), "connection_reset");
  EXPECT_EQ(
      errors_in("Cannot connect to host a:1 ssl:default [Connect call failed ('127.0.0.1', 1)] [Errno 111]"),
      "refused");
  EXPECT_EQ(errors_in("HTTP/1.1 header parser received no bytes, caused by: Connection reset"),
            "connection_reset end_of_stream");
}

}  // namespace
}  // namespace hangup::lab
