#include "lab/explain/situation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "common/text/json.hpp"
#include "lab/explain/understand.hpp"

namespace hangup::lab {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

situation shown_by(std::string_view line, code_space on = code_space::none) {
  return situation_of(line, nullptr, on);
}

TEST(the_situation, is_told_by_the_words_of_a_line) {
  EXPECT_THAT(shown_by("recv: ECONNRESET"), ElementsAre("read"));
  EXPECT_THAT(shown_by("async_write_some: broken_pipe"), ElementsAre("write"));
  EXPECT_THAT(shown_by("dial tcp 10.0.0.1:80: ETIMEDOUT"), ElementsAre("connect"));
  EXPECT_THAT(shown_by("accept4() failed"), ElementsAre("accept"));
  EXPECT_THAT(shown_by("SSL_do_handshake() failed"), ElementsAre("handshake"));
  EXPECT_THAT(shown_by("upstream reset"), ElementsAre("proxy"));
  EXPECT_THAT(shown_by("keepAliveTimeout"), ElementsAre("reuse"));
  EXPECT_THAT(shown_by("WSARecv failed"), ElementsAre("Windows", "read"));
  EXPECT_THAT(shown_by("a thread is already spreading connections"), IsEmpty());
}

TEST(the_situation, is_idle_after_a_wait_in_which_a_connection_is_forgotten) {
  for (std::string_view const line : {"reset after 350s", "elapsed=61.2 s", "idle for 5m", "took 2 hours"})
    EXPECT_THAT(shown_by(line), Contains("idle")) << line;
  for (std::string_view const line : {"reset after 3s", "after 350 ms", "after 350 requests", "port 350s"})
    EXPECT_THAT(shown_by(line), Not(Contains("idle"))) << line;
}

TEST(the_situation, has_the_system_that_was_named) {
  EXPECT_THAT(shown_by("ECONNRESET", code_space::macos_errno), ElementsAre("macOS"));
}

std::string first_cause(std::string_view line, code_space on = code_space::none) {
  understood const meant = understand(line, on);
  auto const all = causes_for(json_member(explanations(), meant.errors.front().row->name), meant.shown);
  return json_text(*all.front(), "cause");
}

TEST(causes, that_are_likely_in_the_situation_come_first) {
  EXPECT_THAT(first_cause("ECONNRESET"), testing::StartsWith("The peer closed the connection"));
  EXPECT_THAT(first_cause("pool: reused connection: ECONNRESET"), testing::StartsWith("The keep-alive race"));
  EXPECT_THAT(first_cause("idle connection, proxy: ECONNRESET after 350s"),
              testing::HasSubstr("load balancer, NAT or gateway"));
  EXPECT_THAT(first_cause("TLS handshake: ECONNRESET"), testing::HasSubstr("TLS"));
  EXPECT_THAT(first_cause("Android: ECONNABORTED"), testing::StartsWith("Android"));
}

TEST(causes, of_another_system_come_last) {
  auto const on_linux = causes_for(json_member(explanations(), "connection_aborted"), {"Linux"});
  EXPECT_THAT(json_text(*on_linux.front(), "cause"), testing::StartsWith("This host destroyed"));
  EXPECT_THAT(first_cause("ECONNABORTED", code_space::windows), testing::StartsWith("Windows"));
}

TEST(causes, name_situations_that_there_are) {
  auto const names = situation_names();
  for (auto const& entry : explanations().as_object())
    for (boost::json::value const& cause : json_array(entry.value(), "causes"))
      if (json_find(cause, "likely") != nullptr) {
        for (boost::json::value const& name : json_array(cause, "likely"))
          EXPECT_NE(std::ranges::find(names, std::string_view(name.as_string())), names.end())
              << entry.key() << ": " << name;
      }
}

}  // namespace
}  // namespace hangup::lab
