#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <stdexcept>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "server/strategy.hpp"
#include "tests/lab/processes.hpp"
#include "tests/support/child.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/own_network.hpp"

// What examples/robust_client.cpp concludes of every strategy: of each in the registry, also of a new one.

namespace hangup {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int answered = 0, gave_up = 1, usage = 2, lost = 3, stopped = 130;
constexpr std::size_t most_tries = 4;
constexpr auto request_read = "read:9";  // "get time" and "put time" with their line feed

constexpr auto no_hurry = "20000";  // for what comes, on a machine that has much else to do

enum class answer { none, cut, whole };

/// How one run of the client went, and what its server did.
struct outcome {
  int status = -1;
  std::string out, err;
  std::size_t accepted = 0;

  std::size_t repeats() const { return lines_like("^warning: .*; again in "); }
  std::size_t repeats_unsent() const { return lines_like("^warning: not connected: .*; again in "); }
  std::size_t lines_like(std::string const& pattern) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        test::lines_of(err),
        [wanted = std::regex(pattern)](std::string const& line) { return std::regex_search(line, wanted); }));
  }
  std::string first_line() const { return err.substr(0, err.find('\n')); }
  std::string last_line() const {
    auto const lines = test::lines_of(err);
    return lines.empty() ? "" : lines.back();
  }
};

/// hangup-server on a free port.
class hanging_up {
 public:
  explicit hanging_up(std::vector<std::string> options) : program_(arguments(std::move(options))) {
    std::string const address = next_action().detail;
    if (address.empty() && program_.wait() != 0) throw std::runtime_error(program_.err());
    port_ = address.substr(address.rfind(':') + 1);
  }

  std::string port() const { return port_; }

  /// False when it ended before.
  bool has_done(std::string const& wanted) {
    for (;;) {
      std::string const name = next_action().name;
      if (name == wanted || name.empty()) return name == wanted;
    }
  }

  /// Ends it; how many connections it accepted.
  std::size_t end(int number) {
    program_.send_signal(number);
    EXPECT_NE(program_.wait(), -1) << "the server does not end";
    std::size_t accepted = 0;
    for (std::string const& line : test::lines_of(program_.out()))
      accepted += std::get<server_action>(event_from(parse_json(line)).body).name == "accepted" ? 1 : 0;
    return accepted;
  }

 private:
  static std::vector<std::string> arguments(std::vector<std::string> options) {
    options.insert(options.begin(),
                   {HANGUP_SERVER, "--listen", "127.0.0.1:0", "--events", "-", "--log-level", "off"});
    return options;
  }

  server_action next_action() {
    std::string const line = program_.read_line();
    return line.empty() ? server_action{} : std::get<server_action>(event_from(parse_json(line)).body);
  }

  test::child program_;
  std::string port_;
};

outcome run_client(std::vector<std::string> const& server_options, std::vector<std::string> client,
                   int server_ends_by = SIGTERM) {
  hanging_up server(server_options);
  client.insert(client.begin(), ROBUST_CLIENT);
  client.insert(client.end() - 1, server.port());
  test::ended const run = test::run(std::move(client));
  return {run.status, run.out, run.err, server.end(server_ends_by)};
}

/// What the first try ends with where no whole answer comes.
enum class conclusion {
  finished,
  reset,
  finished_or_reset,
  silent,
  silent_or_reset,
  refused,
  flooded,
  unknown
};

struct expected {
  conclusion over_read = conclusion::unknown;    // the server has read the request
  conclusion over_unread = conclusion::unknown;  // the request lies unread
};

/// A strategy without a row keeps the promises below all the same.
expected expected_of(server::strategy_descriptor const& about) {
  using enum conclusion;
  if (about.needs_tls) return {finished_or_reset};  // plain text is no handshake
  static std::map<std::string_view, expected> const rows = {
      {"close", {finished, reset}},
      {"graceful", {finished, finished}},
      {"lingering_close", {finished, finished}},
      {"abortive", {reset, reset}},
      {"unread_close", {unknown, reset}},
      {"linger_timeout", {finished, reset}},
      {"half_close", {finished, finished}},
      {"shutdown_receive", {silent, silent}},
      {"hold", {silent, silent}},
      {"inherited", {silent, silent}},
      {"reset_mid_transfer", {flooded, flooded}},
      {"process_exit", {finished, reset}},
      {"close_then_exit", {finished, reset}},
      {"process_abort", {finished, reset}},
      {"process_kill", {finished, reset}},
      {"freeze", {silent, silent}},
      {"blackhole", {silent, silent}},
      {"vanish", {silent_or_reset, silent_or_reset}},  // our ACK of half an answer meets the reset
      {"reject", {silent_or_reset, silent_or_reset}},
      {"refuse", {refused, refused}},
      {"listener_close", {reset, reset}},
      {"late_accept", {silent, silent}},
      {"linger_then_destructor", {finished, reset}},
      {"shutdown_then_abort", {finished_or_reset, finished_or_reset}},
      {"unread_then_shutdown", {unknown, finished_or_reset}},
  };
  auto const row = rows.find(about.name);
  return row == rows.end() ? expected{} : row->second;
}

std::string pattern_of(conclusion wanted, answer given) {
  std::string finished = given == answer::cut ? "the answer was cut" : "the server closed without an answer";
  switch (wanted) {
    case conclusion::finished: return finished;
    case conclusion::reset: return "connection lost: ";
    case conclusion::finished_or_reset: return finished + "|connection lost: ";
    case conclusion::silent: return "no answer in time";
    case conclusion::silent_or_reset: return "no answer in time|connection lost: ";
    case conclusion::refused: return "nobody listens: ";
    case conclusion::flooded: return "no answer of this protocol|connection lost: ";
    case conclusion::unknown: return ".";
  }
  return "";
}

bool is_silent(conclusion wanted) {
  return wanted == conclusion::silent || wanted == conclusion::silent_or_reset;
}

/// One strategy with one trigger: each kind of request, each kind of answer.
class encounter {
 public:
  encounter(server::strategy const& strategy, std::string when, conclusion wanted)
      : strategy_(strategy), when_(std::move(when)), wanted_(wanted) {}

  void check() const {
    for (std::string const request : {"get time", "put time"})
      for (answer const given : {answer::none, answer::cut, answer::whole}) {
        bool const can_answer = strategy_.hang_up != nullptr && !strategy_.cuts_handshake;
        if (given != answer::none && !can_answer) continue;
        // One that stops itself, once for each connection, does not heed SIGTERM.
        outcome const came = run_client(server_options(given), {"--limit", limit(given), request},
                                        strategy_.about.ends_process ? SIGKILL : SIGTERM);
        SCOPED_TRACE(when_ + ' ' + request + " answer " + std::to_string(static_cast<int>(given)) +
                     ": exit " + std::to_string(came.status) + ", accepted " + std::to_string(came.accepted) +
                     '\n' + came.out + came.err);
        check_promises(came, request, given);
        if (wanted_ != conclusion::unknown) check_conclusion(came, given);
      }
  }

 private:
  /// What holds of every strategy.
  static void check_promises(outcome const& came, std::string const& request, answer given) {
    EXPECT_THAT(came.status, AnyOf(answered, gave_up, lost));
    EXPECT_EQ(came.out, came.status == answered ? "ok now\n" : "");
    EXPECT_TRUE(given == answer::whole || came.status != answered) << "a cut answer taken for a whole one";
    if (came.status != answered) {
      EXPECT_THAT(came.last_line(), ContainsRegex("^error: .*; (gave up after|not sent again)"));
    }
    EXPECT_LE(came.accepted, most_tries);
    if (request.starts_with("get ")) {
      EXPECT_NE(came.status, lost) << "it could have been sent again";
    } else {
      EXPECT_LE(came.accepted, 1U) << "what is not idempotent was sent twice";
      EXPECT_EQ(came.repeats(), came.repeats_unsent()) << "what is not idempotent was sent and repeated";
    }
  }

  void check_conclusion(outcome const& came, answer given) const {
    if (given == answer::whole && !strategy_.about.needs_tls) {
      EXPECT_EQ(came.status, answered);
      EXPECT_EQ(came.repeats(), 0U);
      return;
    }
    EXPECT_THAT(came.first_line(),
                ContainsRegex(pattern_of(wanted_, strategy_.about.needs_tls ? answer::none : given)));
  }

  std::vector<std::string> server_options(answer given) const {
    std::vector<std::string> options{"--strategy", std::string(strategy_.about.name), "--when", when_};
    if (strategy_.about.needs_tls) options.emplace_back("--tls");
    if (strategy_.about.needs_own_network) options.emplace_back("--own-network");
    if (given != answer::none)
      options.insert(options.end(), {"--greet", given == answer::cut ? "ok n" : "ok now\\n"});
    return options;
  }

  /// Where nothing comes, waiting longer shows no more.
  std::string limit(answer given) const {
    if (given != answer::whole && is_silent(wanted_)) return "300";
    return wanted_ == conclusion::unknown ? "2000" : no_hurry;
  }

  server::strategy const& strategy_;
  std::string when_;
  conclusion wanted_;
};

void meet(server::strategy const& strategy) {
  expected const wanted = expected_of(strategy.about);
  if (strategy.before_accept != nullptr || strategy.cuts_handshake || !strategy.about.listens)
    return encounter(strategy, "accept", wanted.over_read).check();
  if (!strategy.over_unread_bytes) encounter(strategy, request_read, wanted.over_read).check();
  if (!strategy.about.needs_tls) encounter(strategy, "unread", wanted.over_unread).check();  // TLS reads all
}

class robust_client_against : public testing::TestWithParam<server::strategy const*> {};

/// In a network of its own where the system allows that: nobody else's connections, and every right.
TEST_P(robust_client_against, concludes_what_happened_and_repeats_only_what_it_may) {
  server::strategy const& strategy = *GetParam();
#ifndef HANGUP_WITH_TLS
  if (strategy.about.needs_tls) GTEST_SKIP() << "TLS was not built in";
#endif
  std::string const missing = test::no_own_network();
  if (missing.empty()) return test::in_own_network([&] { meet(strategy); });
  if (strategy.about.needs_own_network || strategy.about.name == "blackhole") GTEST_SKIP() << missing;
  meet(strategy);
}

std::vector<server::strategy const*> registry() {
  std::vector<server::strategy const*> all;
  for (server::strategy const& strategy : server::all_strategies())
    all.push_back(&strategy);
  return all;
}

INSTANTIATE_TEST_SUITE_P(strategy, robust_client_against, testing::ValuesIn(registry()),
                         [](auto const& tested) { return std::string(tested.param->about.name); });

TEST(robust_client, repeats_what_is_idempotent_until_it_is_answered_or_gives_up) {
  outcome const came =
      run_client({"--strategy", "abortive", "--when", request_read}, {"--limit", no_hurry, "get time"});
  EXPECT_EQ(came.status, gave_up);
  EXPECT_EQ(came.accepted, most_tries);
  EXPECT_EQ(came.repeats(), most_tries - 1);
  EXPECT_THAT(came.last_line(), HasSubstr("; gave up after 4 tries"));
}

TEST(robust_client, does_not_repeat_what_may_have_been_carried_out) {
  outcome const came =
      run_client({"--strategy", "abortive", "--when", request_read}, {"--limit", no_hurry, "put time"});
  EXPECT_EQ(came.status, lost);
  EXPECT_EQ(came.accepted, 1U);
  EXPECT_THAT(came.last_line(), HasSubstr("; not sent again, because it may have been carried out"));
}

TEST(robust_client, repeats_anything_that_was_never_sent) {
  outcome const came = run_client({"--strategy", "refuse"}, {"--limit", no_hurry, "put time"});
  EXPECT_EQ(came.status, gave_up);
  EXPECT_EQ(came.repeats(), most_tries - 1);
}

TEST(robust_client, does_not_ask_again_where_something_else_is_spoken) {
  for (std::string const answer : {R"(HTTP/1.1 400\r\n)", R"(ok \x1b[2J\n)", R"(ok \xc2\x9b2J\n)"}) {
    outcome const came = run_client({"--strategy", "close", "--when", request_read, "--greet", answer},
                                    {"--limit", no_hurry, "get time"});
    EXPECT_EQ(came.status, gave_up);
    EXPECT_EQ(came.accepted, 1U);
    EXPECT_EQ(came.out, "");
    EXPECT_THAT(came.last_line(), HasSubstr("no answer of this protocol"));
  }
}

TEST(robust_client, with_naive_habits_takes_half_an_answer_for_a_whole_one) {
  std::vector<std::string> const cut{"--strategy", "close", "--when", request_read, "--greet", "ok n"};
  outcome const naive = run_client(cut, {"--naive", "get time"});
  EXPECT_EQ(naive.status, answered);
  EXPECT_EQ(naive.out, "ok n");
  outcome const robust = run_client(cut, {"--limit", no_hurry, "get time"});
  EXPECT_EQ(robust.status, gave_up);
  EXPECT_EQ(robust.out, "");
}

TEST(robust_client, with_naive_habits_repeats_what_was_carried_out) {
  outcome const came =
      run_client({"--strategy", "abortive", "--when", request_read}, {"--naive", "put time"});
  EXPECT_EQ(came.accepted, most_tries);
}

TEST(robust_client, gives_up_where_naive_habits_still_wait) {
  hanging_up server({"--strategy", "hold"});
  test::child const naive({ROBUST_CLIENT, "--naive", server.port(), "get time"});
  ASSERT_TRUE(server.has_done("accepted"));
  test::ended const robust = test::run({ROBUST_CLIENT, "--limit", "100", server.port(), "get time"});
  EXPECT_EQ(robust.status, gave_up);
  EXPECT_TRUE(test::is_alive(naive.process()));
}

TEST(robust_client, is_stopped_by_a_signal_and_does_not_call_that_a_lost_connection) {
  for (int const number : {SIGINT, SIGTERM}) {
    hanging_up server({"--strategy", "hold"});
    test::child client({ROBUST_CLIENT, "--limit", "3600000", server.port(), "put time"});
    ASSERT_TRUE(server.has_done("accepted"));
    client.send_signal(number);
    EXPECT_EQ(client.wait(), stopped);
    EXPECT_EQ(client.err(), "info: stopped on request\n");
  }
}

TEST(robust_client, is_not_held_by_a_server_that_sends_a_byte_now_and_then) {
  asio::io_context io;
  tcp::acceptor acceptor(io, test::loopback(test::family::ipv4));
  test::child client(
      {ROBUST_CLIENT, "--limit", "500", std::to_string(acceptor.local_endpoint().port()), "put time"});
  tcp::socket peer(io);
  bool accepted = false;
  acceptor.async_accept(peer, [&](error_code const& ec) { accepted = !ec; });
  ASSERT_TRUE(test::run_until(io, [&] { return accepted; }));
  asio::write(peer, asio::buffer("ok ", 3));
  // Until the client has gone: its closed socket answers a byte with RST.
  EXPECT_TRUE(test::poll_until([&] {
    error_code ec;
    peer.write_some(asio::buffer(".", 1), ec);
    return ec.failed();
  }));
  EXPECT_EQ(client.wait(), lost);
  EXPECT_THAT(client.err(), testing::StartsWith("error: no answer in time; not sent again"));
}

/// A server that resets the first connection and answers the second.
TEST(robust_client, that_is_answered_at_the_second_try_says_both) {
  asio::io_context io;
  tcp::acceptor acceptor(io, test::loopback(test::family::ipv4));
  test::child client(
      {ROBUST_CLIENT, "--limit", no_hurry, std::to_string(acceptor.local_endpoint().port()), "get time"});
  std::string request;
  for (int number = 1; number <= 2; ++number) {
    tcp::socket peer(io);
    bool asked = false;
    request.clear();
    acceptor.async_accept(peer, [&](error_code const&) {
      asio::async_read_until(peer, asio::dynamic_buffer(request), '\n',
                             [&](error_code const& ec, std::size_t) { asked = !ec; });
    });
    ASSERT_TRUE(test::run_until(io, [&] { return asked; }));
    EXPECT_EQ(request, "get time\n");
    if (number == 1)
      test::reset(peer);
    else
      asio::write(peer, asio::buffer("ok now\n", 7));
  }
  EXPECT_EQ(client.wait(), answered);
  EXPECT_EQ(client.out(), "ok now\n");
  auto const lines = test::lines_of(client.err());
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], testing::MatchesRegex("warning: connection lost: .*; again in [0-9]+ ms"));
  EXPECT_EQ(lines[1], "info: answered at try 2");
}

TEST(robust_client, that_cannot_write_its_answer_does_not_succeed) {
  hanging_up server({"--strategy", "close", "--when", request_read, "--greet", "ok now\\n"});
  test::ended const client = test::run(
      {"/bin/sh", "-c", "'" ROBUST_CLIENT "' --limit 20000 " + server.port() + " 'get time' >/dev/full"});
  EXPECT_EQ(client.status, gave_up);
  EXPECT_THAT(client.err, HasSubstr("cannot be written to stdout"));
}

TEST(robust_client, says_what_its_lesson_quotes) {
  std::ifstream file(HANGUP_ROOT "/docs/lessons/21-a-client-that-survives.md");
  std::string const lesson{std::istreambuf_iterator<char>(file), {}};
  auto section = lesson.find("What each run comes to");
  ASSERT_NE(section, lesson.npos);
  for (std::vector<std::string> const& server :
       std::vector<std::vector<std::string>>{{"close", "--when", request_read, "--greet", "ok half past"},
                                             {"close", "--when", "unread"},
                                             {"hold"},
                                             {"refuse"}})
    for (std::string const request : {"get time", "put time"}) {
      std::vector<std::string> options{"--strategy"};
      options.insert(options.end(), server.begin(), server.end());
      // Silence shows in any time; an answer may take long here.
      outcome const came = run_client(options, {"--limit", server[0] == "hold" ? "300" : no_hurry, request});
      std::string const said = came.last_line().substr(std::string("error: ").size());
      std::string row = "| `" + request;
      row.append("` | ").append(std::to_string(came.status)).append(", `").append(said).append("` |\n");
      section = lesson.find(row, section);  // in the lesson's order
      ASSERT_NE(section, lesson.npos) << "not quoted: " << row;
    }
}

TEST(robust_client, names_what_is_wrong_with_its_arguments) {
  struct row {
    std::vector<std::string> arguments;
    std::string named;
  };
  for (row const& bad :
       std::vector<row>{{{}, "arguments: expected PORT REQUEST"},
                        {{"9999"}, "arguments: expected PORT REQUEST"},
                        {{"0", "get x"}, "PORT: expected a number from 1 to 65535"},
                        {{"65536", "get x"}, "PORT: expected a number from 1 to 65535"},
                        {{"99x", "get x"}, "PORT: expected a number from 1 to 65535"},
                        {{"9999", "get\nx"}, "REQUEST: expected one line"},
                        {{"9999", "get x", "nowhere"}, "ADDRESS: expected an IP address"},
                        {{"--limit"}, "--limit: expected a number from 1"},
                        {{"--limit", "0", "9999", "get x"}, "--limit: expected a number from 1"},
                        {{"--fast", "9999", "get x"}, "options: expected --limit MS"}}) {
    std::vector<std::string> arguments{ROBUST_CLIENT};
    arguments.insert(arguments.end(), bad.arguments.begin(), bad.arguments.end());
    test::ended const said = test::run(arguments);
    EXPECT_EQ(said.status, usage) << bad.named;
    EXPECT_THAT(said.err, testing::StartsWith("error: " + bad.named));
    EXPECT_THAT(test::lines_of(said.err), SizeIs(1));
  }
}

}  // namespace
}  // namespace hangup
