#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "common/record/classify.hpp"
#include "common/record/event.hpp"
#include "common/text/json.hpp"
#include "tests/client/peer.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hangup {
namespace {

using test::family;
using test::peer;
using testing::StartsWith;

std::string text_of(boost::asio::ip::tcp::endpoint const& endpoint) {
  std::ostringstream out;
  out << endpoint;
  return out.str();
}

test::ended client(boost::asio::ip::tcp::endpoint const& to, std::vector<std::string> options) {
  options.insert(options.begin(), {HANGUP_CLIENT, "--deadline", "10s", "--connect", text_of(to)});
  return test::run(std::move(options));
}

TEST(client_program, nobody_to_connect_to_is_exit_4_and_says_so) {
  test::refusing const nobody(family::ipv4);
  auto const [status, out, err] = client(nobody.endpoint(), {});
  EXPECT_EQ(status, 4);
  EXPECT_THAT(out, StartsWith("ending: refused - "));
  EXPECT_EQ(test::lines_of(out).size(), 1U);
  EXPECT_THAT(err, testing::HasSubstr("ECONNREFUSED = Winsock 10061 WSAECONNREFUSED"));
}

TEST(client_program, an_expected_ending_is_exit_0_and_another_exit_1) {
  test::refusing const nobody(family::ipv4);
  EXPECT_EQ(client(nobody.endpoint(), {"--expect", "refused"}).status, 0);
  EXPECT_EQ(client(nobody.endpoint(), {"--expect", "peer_reset"}).status, 1);
}

TEST(client_program, says_how_the_connection_ended_in_every_style) {
  for (std::string const style : {"native", "sync", "handlers", "coroutines"}) {
    peer const closes(family::ipv4, [](peer::socket&) {});
    auto const [status, out, err] = client(closes.endpoint(), {"--style", style, "--plan", "recv"});
    EXPECT_EQ(status, 0) << style;
    EXPECT_THAT(out, StartsWith("ending: peer_finished - ")) << style;
  }
}

TEST(client_program, connects_over_ipv6) {
  if (std::string const why = test::missing(family::ipv6); !why.empty()) GTEST_SKIP() << why;
  peer const closes(family::ipv6, [](peer::socket&) {});
  EXPECT_EQ(client(closes.endpoint(), {"--plan", "recv", "--expect", "peer_finished"}).status, 0);
}

// 127.1 is for getaddrinfo to read, as a name is, and needs neither /etc/hosts nor a name server.
TEST(client_program, asks_the_system_for_what_is_no_address) {
  peer const closes(family::ipv4, [](peer::socket&) {});
  std::string const address = "127.1:" + std::to_string(closes.endpoint().port());
  EXPECT_EQ(
      test::run({HANGUP_CLIENT, "--connect", address, "--plan", "recv", "--expect", "peer_finished"}).status,
      0);
}

std::vector<observation> observations_in(std::string const& lines) {
  std::vector<observation> all;
  for (std::string const& line : test::lines_of(lines))
    all.push_back(std::get<observation>(event_from(parse_json(line)).body));
  return all;
}

TEST(client_program, events_on_stdout_are_lines_of_json_and_nothing_else) {
  peer const resets(family::ipv4, [](peer::socket& with) { peer::is_readable(with); });
  auto const [status, out, err] = client(resets.endpoint(), {"--plan", "send; recv", "--events", "-"});
  EXPECT_EQ(status, 0);
  auto const seen = observations_in(out);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[1].bytes, 14U);
  EXPECT_TRUE(seen[2].failed_with(condition::connection_reset));
  EXPECT_EQ(classify(seen), ending::peer_reset);
}

TEST(client_program, events_go_to_a_file_as_well_and_the_ending_stays_on_stdout) {
  temporary_directory const directory;
  peer const closes(family::ipv4, [](peer::socket&) {});
  auto const [status, out, err] =
      client(closes.endpoint(), {"--plan", "recv", "--events", directory.file("events")});
  EXPECT_EQ(status, 0);
  EXPECT_THAT(out, StartsWith("ending: peer_finished - "));
  std::ifstream file(directory.file("events"));
  EXPECT_EQ(observations_in(std::string(std::istreambuf_iterator<char>(file), {})).size(), 2U);
}

TEST(client_program, an_events_file_that_cannot_be_written_is_rejected_before_anybody_is_asked) {
  temporary_directory const directory;
  test::refusing const nobody(family::ipv4);
  auto const [status, out, err] =
      client(nobody.endpoint(), {"--expect", "refused", "--events", directory.file("missing/events")});
  EXPECT_EQ(status, 2);
  EXPECT_EQ(out, "");
}

TEST(client_program, with_the_log_off_only_the_ending_is_said) {
  peer const closes(family::ipv4, [](peer::socket&) {});
  auto const [status, out, err] = client(closes.endpoint(), {"--plan", "recv", "--log-level", "off"});
  EXPECT_EQ(test::lines_of(out).size(), 1U);
  EXPECT_EQ(err, "");
}

}  // namespace
}  // namespace hangup
