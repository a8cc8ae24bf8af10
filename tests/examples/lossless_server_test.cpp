#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <memory>

#include "tests/support/child.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/tcp_info.hpp"

// Every answer that examples/lossless_server.cpp owes arrives, whatever the client does; with --naive it does
// not.

namespace hangup {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t large = 8'000'000;  // more than the kernels hold on both sides
std::string const ask_for_much = "get 8000000\n";
std::size_t const much = large + std::string("ok \n").size();

/// The server on a free port, and clients of our own.
class lossless_server : public testing::Test {
 protected:
  void start(std::vector<std::string> options = {}) {
    options.insert(options.begin(), LOSSLESS_SERVER);
    options.emplace_back("0");
    server_ = std::make_unique<test::child>(std::move(options));
    std::string const line = server_->read_line();
    ASSERT_THAT(line, testing::StartsWith("listening on 127.0.0.1:"));
    port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
  }

  std::string port() const { return std::to_string(port_); }

  tcp::socket connected() {
    tcp::socket client(io_);
    client.connect({asio::ip::address_v4::loopback(), port_});
    return client;
  }

  /// Fails the test where it is not done within our patience.
  error_code send(tcp::socket& client, std::string const& text) {
    return finished([&](auto done) { asio::async_write(client, asio::buffer(text), done); });
  }

  std::string read_line(tcp::socket& client, std::string& received) {
    finished([&](auto done) { asio::async_read_until(client, asio::dynamic_buffer(received), '\n', done); });
    std::size_t const end = received.find('\n');
    std::string line = received.substr(0, end);
    received.erase(0, end == std::string::npos ? end : end + 1);
    return line;
  }

  /// Everything to the end, and how it ended.
  error_code read_all(tcp::socket& client, std::string& received) {
    return finished([&](auto done) { asio::async_read(client, asio::dynamic_buffer(received), done); });
  }

  void is_readable(tcp::socket& client) {
    error_code ec;
    EXPECT_TRUE(
        platform::wait_ready(client.native_handle(), platform::readiness::readable, test::patience, ec));
  }

  void no_longer_listens() {
    EXPECT_TRUE(test::poll_until([this] {
      error_code ec;
      tcp::socket(io_).connect({asio::ip::address_v4::loopback(), port_}, ec);
      return ec == asio::error::connection_refused;
    }));
  }

  asio::io_context io_;
  std::unique_ptr<test::child> server_;

 private:
  template <typename Start>
  error_code finished(Start start_operation) {
    bool done = false;
    error_code result;
    start_operation([&](error_code const& ec, std::size_t) {
      result = ec;
      done = true;
    });
    EXPECT_TRUE(test::run_until(io_, [&] { return done; }));
    return result;
  }

  std::uint16_t port_ = 0;
};

TEST_F(lossless_server, answers_all_of_a_pipeline_in_order) {
  start();
  tcp::socket client = connected();
  std::string requests, received;
  for (int bytes = 0; bytes < 1000; ++bytes)
    requests += "get " + std::to_string(bytes) + '\n';
  send(client, requests);
  for (std::size_t bytes = 0; bytes < 1000; ++bytes)
    ASSERT_EQ(read_line(client, received), "ok " + std::string(bytes, '.'));
}

TEST_F(lossless_server, answers_a_client_that_finishes_sending_before_it_reads) {
  start();
  tcp::socket client = connected();
  send(client, ask_for_much + "get 3\n" + "get 4");
  client.shutdown(tcp::socket::shutdown_send);
  std::string received;
  EXPECT_EQ(read_all(client, received), asio::error::eof);
  EXPECT_EQ(received.size(), much + std::string("ok ...\n").size())
      << "a line without its end is not carried out";
}

TEST_F(lossless_server, answers_a_request_that_comes_in_pieces) {
  start();
  tcp::socket client = connected();
  send(client, "ge");
  ASSERT_TRUE(test::poll_until([&] { return test::all_acknowledged(client); }));
  send(client, "t 5\n");
  std::string received;
  EXPECT_EQ(read_line(client, received), "ok .....");
}

TEST_F(lossless_server, serves_others_while_one_does_not_read) {
  start();
  tcp::socket slow = connected(), quick = connected();
  send(slow, ask_for_much + "get 1\n");
  is_readable(slow);
  std::string received;
  send(quick, "get 2\n");
  EXPECT_EQ(read_line(quick, received), "ok ..");

  received.clear();
  EXPECT_EQ(read_line(slow, received).size(), much - 1);
  EXPECT_EQ(read_line(slow, received), "ok .");
}

TEST_F(lossless_server, outlives_clients_that_close_or_reset_at_any_point) {
  start();
  for (std::string const sent : {"", "ge", "get 5\n", "get 8000000\n", "get 8000000\nget 5\n", "bad\n"})
    for (bool const reset : {false, true}) {
      tcp::socket client = connected();
      send(client, sent);
      if (sent.ends_with('\n')) is_readable(client);
      if (reset)
        test::reset(client);
      else
        client.close();
    }
  tcp::socket client = connected();
  send(client, "get 1\n");
  std::string received;
  EXPECT_EQ(read_line(client, received), "ok .");
}

/// The large answer, a refusal, and bytes that the server never asked for.
std::string const refused_upload = "get 1000000\nput much\n" + std::string(100'000, 'x');

TEST_F(lossless_server, that_refuses_an_upload_early_loses_no_answer) {
  start();
  tcp::socket client = connected();
  EXPECT_EQ(send(client, refused_upload), error_code());
  std::string received;
  EXPECT_EQ(read_all(client, received), asio::error::eof);
  EXPECT_THAT(received.substr(std::min(received.size(), std::size_t{1'000'004})),
              testing::StartsWith("no such request, expected 'get BYTES'"));
}

TEST_F(lossless_server, that_is_naive_loses_the_answer_through_its_reset) {
  start({"--naive"});
  tcp::socket client = connected();
  EXPECT_EQ(send(client, refused_upload), error_code());
  ASSERT_TRUE(test::poll_until([&] { return test::state_of(client) == tcp_state::closed; }))
      << "no reset came";
  std::string received;
  EXPECT_EQ(read_all(client, received), asio::error::connection_reset);
  EXPECT_LT(received.size(), 1'000'004U);
}

/// The client writes all of it before it reads, more than both kernels hold.
TEST_F(lossless_server, that_refuses_a_line_without_an_end_reads_on_until_its_client_has_read_that) {
  start();
  tcp::socket client = connected();
  EXPECT_EQ(send(client, std::string(large, 'x')), error_code());
  std::string received;
  EXPECT_EQ(read_all(client, received), asio::error::eof);
  EXPECT_THAT(received, testing::StartsWith("no such request"));
}

TEST_F(lossless_server, lets_go_of_a_client_that_does_not_read_and_its_answers_arrive_all_the_same) {
  start();
  tcp::socket client = connected();
  send(client, "get 1000000\nbad\n");
  is_readable(client);
  server_->send_signal(SIGTERM);
  EXPECT_EQ(server_->wait(), 0) << "although the client has not finished";
  std::string received;
  EXPECT_EQ(read_all(client, received), asio::error::eof);
  EXPECT_THAT(received.substr(std::min(received.size(), std::size_t{1'000'004})),
              testing::StartsWith("no such request"));
}

TEST_F(lossless_server, that_is_told_to_stop_ends_the_answer_that_it_owes) {
  start();
  tcp::socket client = connected(), idle = connected();
  send(client, ask_for_much);
  is_readable(client);  // it has read the line
  server_->send_signal(SIGTERM);
  no_longer_listens();
  std::string received, nothing;
  EXPECT_EQ(read_all(idle, nothing), asio::error::eof);
  idle.close();
  EXPECT_EQ(read_all(client, received), asio::error::eof);
  EXPECT_EQ(received.size(), much);
  client.close();
  EXPECT_EQ(server_->wait(), 0);
  EXPECT_EQ(server_->err(), "");
}

TEST_F(lossless_server, that_is_naive_and_told_to_stop_cuts_its_answer) {
  start({"--naive"});
  tcp::socket client = connected();
  send(client, ask_for_much);
  is_readable(client);
  server_->send_signal(SIGTERM);
  EXPECT_EQ(server_->wait(), 0);
  std::string received;
  read_all(client, received);
  EXPECT_LT(received.size(), much);
}

TEST_F(lossless_server, that_is_told_twice_does_not_wait_for_its_clients) {
  start();
  tcp::socket client = connected();
  send(client, ask_for_much);
  is_readable(client);
  server_->send_signal(SIGTERM);
  no_longer_listens();
  server_->send_signal(SIGTERM);
  EXPECT_EQ(server_->wait(), 128 + SIGTERM);
}

TEST_F(lossless_server, is_understood_by_the_robust_client) {
  start();
  for (auto const& [request, answer] : std::vector<std::pair<std::string, std::string>>{
           {"get 20", "ok " + std::string(20, '.') + '\n'},
           {"get 1000000", "ok " + std::string(1'000'000, '.') + '\n'},
           {"put 20", "no such request, expected 'get BYTES', at most 16000000\n"}}) {
    test::ended const client = test::run({ROBUST_CLIENT, "--limit", "60000", port(), request});
    EXPECT_EQ(client.status, 0) << request;
    EXPECT_EQ(client.out, answer);
    EXPECT_EQ(client.err, "");
  }
}

TEST(lossless_server_options, that_are_wrong_are_named_in_one_line) {
  for (std::vector<std::string> arguments : std::vector<std::vector<std::string>>{
           {}, {"x"}, {"65536"}, {"-1"}, {"--naive"}, {"--fast", "0"}, {"0", "0"}}) {
    arguments.insert(arguments.begin(), LOSSLESS_SERVER);
    test::ended const said = test::run(arguments);
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.err, "error: expected [--naive] PORT, a number from 0 to 65535\n");
  }
}

}  // namespace
}  // namespace hangup
