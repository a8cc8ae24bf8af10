#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "common/record/classify.hpp"
#include "common/record/json.hpp"
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

/// What README tells somebody to ask of their own server.
TEST(client_program, finds_nothing_wrong_with_a_server_that_answers_and_closes) {
  peer const answers(family::ipv4, [](peer::socket& client) {
    std::array<char, 64> request{};
    client.read_some(boost::asio::buffer(request));
    boost::asio::write(client, boost::asio::buffer("HTTP/1.0 200 OK\r\n\r\nhello", 24));
  });
  auto const said = client(answers.endpoint(), {"--plan", R"(send "GET / HTTP/1.0\r\n\r\n"; recv-all)",
                                                "--expect", "peer_finished"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
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
  peer const resets(family::ipv4, [](peer::socket& client) { peer::is_readable(client); });
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

/// The listening socket of a port whose connections stay in its backlog: a peer that is silent.
class silent_peer {
 public:
  silent_peer() : acceptor_(io_, test::loopback(family::ipv4)) {}
  boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  void await_connection() { EXPECT_TRUE(peer::is_readable(acceptor_)); }

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

TEST(client_program, is_interrupted_with_the_ending_so_far_and_exit_130_in_every_style) {
  for (std::string const style : {"native", "sync", "handlers", "coroutines"})
    for (int const number : {SIGINT, SIGTERM}) {
      silent_peer silent;
      test::child client({HANGUP_CLIENT, "--connect", text_of(silent.endpoint()), "--plan", "recv",
                          "--deadline", "1m", "--style", style});
      silent.await_connection();
      client.send_signal(number);
      EXPECT_EQ(client.wait(), 130) << style;
      EXPECT_THAT(client.out(), StartsWith("ending: ")) << style;
    }
}

/// Accepts every client and closes over its unread bytes: a reset each.
class resetting_peer {
 public:
  resetting_peer() : acceptor_(io_, test::loopback(family::ipv4)) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~resetting_peer() {
    io_.stop();
    thread_.join();
  }
  resetting_peer(resetting_peer const&) = delete;
  resetting_peer& operator=(resetting_peer const&) = delete;
  boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  int accepted() const { return accepted_; }

 private:
  void accept() {
    acceptor_.async_accept([this](boost::system::error_code ec, peer::socket client) {
      if (ec) return;
      ++accepted_;
      test::reset(client);
      accept();
    });
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<int> accepted_ = 0;
  std::thread thread_;
};

TEST(client_program, many_runs_are_counted_each_and_none_is_lost) {
  for (std::string const style : {"handlers", "coroutines"})
    for (std::string const threads : {"1", "2"}) {
      resetting_peer const resets;
      auto const [status, out, err] =
          client(resets.endpoint(), {"--style", style, "--plan", "recv", "--runs", "500", "--at-once", "16",
                                     "--threads", threads, "--format", "json", "--expect", "peer_reset"});
      EXPECT_EQ(status, 0) << out << err;
      auto const told = parse_json(out);
      EXPECT_EQ(json_number<int>(told, "runs"), 500);
      int counted = 0;  // a quick reset is the connect's to report, and so there may be two outcomes
      for (auto const& outcome : json_array(told, "outcomes"))
        counted += json_number<int>(outcome, "count");
      EXPECT_EQ(counted, 500);
      EXPECT_EQ(resets.accepted(), 500);
      EXPECT_EQ(test::lines_of(err).size(), 1U) << "no line for a run";
    }
}

TEST(client_program, many_runs_exit_1_if_one_ends_otherwise) {
  resetting_peer const resets;
  EXPECT_EQ(client(resets.endpoint(), {"--plan", "recv", "--runs", "5", "--expect", "peer_finished"}).status,
            1);
}

TEST(client_program, many_runs_are_interrupted_with_what_was_counted_and_exit_130) {
  resetting_peer const resets;
  test::child client({HANGUP_CLIENT, "--connect", text_of(resets.endpoint()), "--plan", "recv", "--runs",
                      "1000000000", "--at-once", "4"});
  ASSERT_TRUE(test::poll_until([&] { return resets.accepted() > 100; }));
  client.send_signal(SIGINT);
  EXPECT_EQ(client.wait(), 130);
  EXPECT_THAT(client.out(), testing::HasSubstr("interrupted: 1000000000 were asked for"));
  EXPECT_THAT(client.out(), testing::HasSubstr("peer_reset"));
}

// stdout and stderr in one pipe, as scripts/pair and a terminal have them.
TEST(client_program, the_verdict_follows_the_lines_that_it_judges) {
  for (int i = 0; i < 5; ++i) {
    peer const closes(family::ipv4, [](peer::socket&) {});
    auto const [status, out, err] = test::run(
        {"/bin/sh", "-c",
         std::string(HANGUP_CLIENT) + " --plan 'recv; send; recv' --deadline 10s --style native --connect " +
             text_of(closes.endpoint()) + " 2>&1"});
    EXPECT_EQ(status, 0);
    EXPECT_THAT(test::lines_of(out).back(), StartsWith("ending: ")) << out;
  }
}

}  // namespace
}  // namespace hangup
