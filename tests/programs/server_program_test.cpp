#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <fstream>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "tests/support/child.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hangup {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using testing::EndsWith;

constexpr std::string_view ready = "listening on 127.0.0.1:";

/// hangup-server on a free port, and a client of our own.
class server_program : public testing::Test {
 protected:
  /// Starts it and waits until it listens; 0 when it does not.
  std::uint16_t start(std::vector<std::string> options) {
    options.insert(options.begin(), {HANGUP_SERVER, "--listen", "127.0.0.1:0"});
    server_ = std::make_unique<test::child>(std::move(options));
    std::string const line = server_->read_line();
    if (!line.starts_with(ready)) return 0;
    return static_cast<std::uint16_t>(std::stoul(line.substr(ready.size())));
  }

  tcp::socket connected(std::uint16_t port) {
    tcp::socket client(io_);
    client.connect({asio::ip::address_v4::loopback(), port});
    return client;
  }

  /// What the first read reports; a server that never answers lets the test fail instead of hang.
  error_code read_from(tcp::socket& client) {
    char byte = 0;
    error_code ec = asio::error::timed_out;
    client.async_read_some(asio::buffer(&byte, 1),
                           [&](error_code const& failed, std::size_t) { ec = failed; });
    io_.restart();
    io_.run_for(test::patience);
    return ec;
  }

  asio::io_context io_;
  std::unique_ptr<test::child> server_;
};

std::string last_line(std::string const& text) {
  auto const lines = test::lines_of(text);
  return lines.empty() ? "" : lines.back();
}

TEST_F(server_program, says_where_it_listens_and_hangs_up) {
  auto const port = start({"--strategy", "close", "--once"});
  ASSERT_NE(port, 0);
  tcp::socket client = connected(port);
  EXPECT_EQ(read_from(client), asio::error::eof);
  EXPECT_EQ(server_->wait(), 0);
  EXPECT_EQ(server_->out(), std::string(ready) + std::to_string(port) + "\n");
  EXPECT_THAT(last_line(server_->err()), EndsWith("1 connection hung up with close"));
}

TEST_F(server_program, a_signal_ends_it_with_a_summary_and_its_connections_with_a_fin) {
  for (int const number : {SIGTERM, SIGINT, SIGHUP}) {
    auto const port = start({"--strategy", "hold"});
    ASSERT_NE(port, 0);
    tcp::socket client = connected(port);
    server_->send_signal(number);
    EXPECT_EQ(server_->wait(), 0);
    EXPECT_THAT(last_line(server_->err()), testing::ContainsRegex("[01] connections? hung up with hold$"));
    error_code const ec = read_from(client);
    EXPECT_TRUE(ec == asio::error::eof || ec == asio::error::connection_reset) << ec.message();
  }
}

TEST_F(server_program, with_the_log_off_stderr_stays_empty) {
  ASSERT_NE(start({"--strategy", "hold", "--log-level", "off"}), 0);
  server_->send_signal(SIGTERM);
  EXPECT_EQ(server_->wait(), 0);
  EXPECT_EQ(server_->err(), "");
}

TEST_F(server_program, the_port_file_is_written_when_it_says_that_it_listens) {
  temporary_directory const directory;
  auto const port = start({"--port-file", directory.file("port")});
  ASSERT_NE(port, 0);
  std::ifstream file(directory.file("port"));
  std::uint16_t written = 0;
  file >> written;
  EXPECT_EQ(written, port);
}

TEST_F(server_program, a_port_in_use_is_exit_4_and_one_line) {
  auto const port = start({"--strategy", "hold"});
  ASSERT_NE(port, 0);
  std::string const address = "127.0.0.1:" + std::to_string(port);
  auto const second = test::run({HANGUP_SERVER, "--listen", address});
  EXPECT_EQ(second.status, 4);
  EXPECT_EQ(second.out, "");
  EXPECT_THAT(second.err, testing::StartsWith("hangup-server: cannot listen on " + address + ": "));
  EXPECT_THAT(second.err, EndsWith("EADDRINUSE\n"));
  EXPECT_EQ(test::lines_of(second.err).size(), 1U);
}

/// The server's actions, from stdout, where there must be nothing else.
std::vector<server_action> actions_in(std::string const& lines) {
  std::vector<server_action> all;
  for (std::string const& line : test::lines_of(lines))
    all.push_back(std::get<server_action>(event_from(parse_json(line)).body));
  return all;
}

std::vector<std::string> names_of(std::vector<server_action> const& actions) {
  std::vector<std::string> names;
  for (server_action const& action : actions)
    names.push_back(action.name);
  return names;
}

/// Starts it with --events - and reads the port from the first event.
std::uint16_t port_from_events(test::child& server) {
  std::string const address = actions_in(server.read_line()).at(0).detail;
  return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}

TEST_F(server_program, events_on_stdout_are_lines_of_json_and_nothing_else) {
  server_ = std::make_unique<test::child>(std::vector<std::string>{
      HANGUP_SERVER, "--listen", "127.0.0.1:0", "--once", "--strategy", "abortive", "--events", "-"});
  tcp::socket client = connected(port_from_events(*server_));
  EXPECT_EQ(read_from(client), asio::error::connection_reset);
  EXPECT_EQ(server_->wait(), 0);
  auto const names = names_of(actions_in(server_->out()));
  EXPECT_THAT(
      names, testing::UnorderedElementsAre("listening", "accepted", "close_listener", "set_linger", "close"));
}

TEST_F(server_program, a_process_that_ends_has_written_what_it_did) {
  struct row {
    std::string strategy;
    int status;
    std::string last;
  };
  for (auto const& [strategy, status, last] :
       {row{"process_exit", 0, "_exit"}, row{"close_then_exit", 0, "_exit"},
        row{"process_abort", 128 + SIGABRT, "abort"}, row{"process_kill", 128 + SIGKILL, "SIGKILL"}}) {
    server_ = std::make_unique<test::child>(std::vector<std::string>{
        HANGUP_SERVER, "--listen", "127.0.0.1:0", "--strategy", strategy, "--events", "-"});
    tcp::socket client = connected(port_from_events(*server_));
    EXPECT_EQ(read_from(client), asio::error::eof) << strategy;
    EXPECT_EQ(server_->wait(), status) << strategy;
    EXPECT_EQ(names_of(actions_in(server_->out())).back(), last);
  }
}

TEST_F(server_program, events_go_to_a_file_as_well) {
  temporary_directory const directory;
  auto const port = start({"--strategy", "close", "--once", "--events", directory.file("events.jsonl")});
  ASSERT_NE(port, 0);
  tcp::socket client = connected(port);
  EXPECT_EQ(server_->wait(), 0);
  std::ifstream file(directory.file("events.jsonl"));
  std::string const written(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(names_of(actions_in(written)), testing::IsSupersetOf({"listening", "accepted", "close"}));
}

TEST_F(server_program, a_stop_ends_it_and_not_its_process_in_the_way_of_the_strategy) {
  for (std::string const strategy_name :
       {"freeze", "process_abort", "process_kill", "process_exit", "close_then_exit"}) {
    server_ = std::make_unique<test::child>(std::vector<std::string>{HANGUP_SERVER, "--listen", "127.0.0.1:0",
                                                                     "--strategy", strategy_name, "--when",
                                                                     "unread", "--events", "-"});
    tcp::socket const silent = connected(port_from_events(*server_));
    EXPECT_EQ(names_of(actions_in(server_->read_line())), std::vector<std::string>{"accepted"});
    server_->send_signal(SIGTERM);
    EXPECT_EQ(server_->wait(), 0) << strategy_name;
    auto const names = names_of(actions_in(server_->out()));
    EXPECT_THAT(names, testing::UnorderedElementsAre("listening", "accepted", "close_listener", "close"))
        << strategy_name;
  }
}

TEST_F(server_program, that_is_quiet_counts_and_sums_up_in_one_line) {
  for (std::string const format : {"text", "json"}) {
    server_ = std::make_unique<test::child>(std::vector<std::string>{
        HANGUP_SERVER, "--listen", "127.0.0.1:0", "--strategy", "abortive", "--quiet", "--format", format});
    std::string const line = server_->read_line();
    auto const port = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind("1:") + 2)));
    for (int i = 0; i < 3; ++i) {
      tcp::socket client = connected(port);
      EXPECT_EQ(read_from(client), asio::error::connection_reset);
    }
    server_->send_signal(SIGTERM);
    EXPECT_EQ(server_->wait(), 0);
    EXPECT_EQ(server_->err(), "");
    EXPECT_EQ(last_line(server_->out()),
              format == "text"
                  ? "3 accepted, 3 hung up with abortive, 0 ended by the client first, 0 given up"
                  : R"({"schema":1,"strategy":"abortive","accepted":3,"hung_up":3,"client_ended_first":0,)"
                    R"("gave_up":0,"failures":[]})");
  }
}

}  // namespace
}  // namespace hangup
