#include "server/answers/give_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using testing::ElementsAre;

constexpr std::string_view upgrade =
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/// One connection to a server that gives `answer`, and then does nothing.
class answered : public testing::Test {
 protected:
  void give(std::string_view text, std::chrono::nanoseconds limit = std::chrono::seconds(10)) {
    given_ = parse_answer(text);
    tcp::acceptor acceptor(io_, test::loopback(test::family::ipv4));
    client_.connect(acceptor.local_endpoint());
    peer_ = std::make_shared<connection>(acceptor.accept(), 1, shared_);
    asio::co_spawn(io_, give_answer(given_, limit, *peer_),
                   [this](std::exception_ptr failure, trigger_outcome outcome) {
                     EXPECT_EQ(failure, nullptr);
                     outcome_ = outcome;
                   });
  }

  void say(std::string_view text) { asio::write(client_, asio::buffer(text)); }

  /// Runs until the answer is over.
  std::optional<trigger_outcome> outcome() {
    EXPECT_TRUE(test::run_until(io_, [this] { return outcome_.has_value(); }));
    shared_.journal->write_out();
    return outcome_;
  }

  /// What has come from the server, `size` bytes of it.
  std::string heard(std::size_t size) {
    std::string text(size, '\0');
    std::optional<error_code> done;
    asio::async_read(client_, asio::buffer(text), [&](error_code const& ec, std::size_t) { done = ec; });
    EXPECT_TRUE(test::run_until(io_, [&] { return done.has_value(); }));
    return text;
  }

  asio::io_context io_;
  test::fake_world world_;
  connection_resources shared_{io_.get_executor(), world_.make()};
  answer given_;
  tcp::socket client_{io_};
  std::shared_ptr<connection> peer_;
  std::optional<trigger_outcome> outcome_;
};

TEST_F(answered, in_http_each_request_gets_its_answer) {
  give(R"(http "one"; http "two")");
  say("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(heard(3), "one");
  EXPECT_FALSE(outcome_.has_value()) << "there is a second request to come";
  say("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(outcome(), trigger_outcome::reached);
  EXPECT_EQ(heard(3), "two");
  EXPECT_THAT(world_.calls_on(1), ElementsAre("http_request", "sent", "http_request", "sent"));
  EXPECT_EQ(world_.find("http_request")->detail, "GET /a");
}

TEST_F(answered, waits_for_the_whole_body) {
  give(R"(http "done")");
  say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo");
  ASSERT_TRUE(test::run_until(io_, [this] { return peer_->socket().available() == 0; }))
      << "all that came is read";
  EXPECT_FALSE(outcome_.has_value());
  say("dy");
  EXPECT_EQ(outcome(), trigger_outcome::reached);
}

TEST_F(answered, early_it_does_not) {
  give(R"(http-early "no")");
  say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\nbo");
  EXPECT_EQ(outcome(), trigger_outcome::reached);
  EXPECT_EQ(heard(2), "no");
}

TEST_F(answered, a_client_that_waits_for_100_is_told_to_go_on) {
  give(R"(http "done")");
  say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(heard(25), "HTTP/1.1 100 Continue\r\n\r\n");
  say("body");
  EXPECT_EQ(outcome(), trigger_outcome::reached);
}

TEST_F(answered, until_it_is_idle_ends_well_when_nobody_asks_any_more) {
  give("http-until-idle 30ms");
  say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(outcome(), trigger_outcome::reached);
  EXPECT_THAT(world_.calls_on(1), ElementsAre("http_request", "sent", "gave_up"));
}

TEST_F(answered, a_client_that_goes_first_ends_it) {
  for (std::string_view const text : {"http", "http-until-idle 60m", "ws"}) {
    give(text);
    client_.close();
    EXPECT_EQ(outcome(), trigger_outcome::client_ended) << text;
    outcome_.reset();
  }
}

TEST_F(answered, a_client_that_does_not_ask_is_given_up) {
  give("http", std::chrono::milliseconds(10));
  EXPECT_EQ(outcome(), trigger_outcome::gave_up);
  EXPECT_EQ(world_.find("gave_up")->detail, "http_request");
}

TEST_F(answered, at_a_stop_it_ends) {
  for (std::string_view const text : {"http", "http-until-idle 60m", "ws"}) {
    give(text);
    io_.poll();  // it waits now
    peer_->stop();
    EXPECT_EQ(outcome(), trigger_outcome::stopped) << text;
    outcome_.reset();
    client_.close();
  }
}

TEST_F(answered, what_is_no_http_is_an_error_of_the_clients) {
  give("http");
  say("\x16\x03\x01 this is no HTTP\r\n\r\n");
  EXPECT_EQ(outcome(), trigger_outcome::client_ended);
  EXPECT_EQ(condition_of(world_.find("http_request")->error), condition::not_http);
}

TEST_F(answered, what_the_client_asks_for_cannot_reach_a_terminal) {
  give("http");
  say("GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n");
  outcome();
  EXPECT_EQ(world_.find("http_request")->detail.find('\xff'), std::string::npos);
}

TEST_F(answered, a_close_frame_waits_for_the_clients_and_leaves_tcp_open) {
  give(R"(ws; ws-close 1000 "bye")");
  say(upgrade);
  std::string head;
  while (!head.ends_with("\r\n\r\n"))
    head += heard(1);
  EXPECT_THAT(head, testing::StartsWith("HTTP/1.1 101 "));
  EXPECT_EQ(heard(7), std::string_view("\x88\x05\x03\xe8"
                                       "bye"));
  EXPECT_FALSE(outcome_.has_value());
  say(std::string_view("\x88\x82\0\0\0\0\x03\xe8", 8));
  EXPECT_EQ(outcome(), trigger_outcome::reached);
  EXPECT_TRUE(peer_->socket().is_open()) << "ending TCP is the strategy's";
}

TEST_F(answered, a_close_frame_of_the_client_is_answered) {
  give("ws; ws-await-close");
  say(std::string(upgrade) + std::string("\x81\x82\0\0\0\0hi\x88\x82\0\0\0\0\x03\xe9", 16));
  EXPECT_EQ(outcome(), trigger_outcome::reached);
  EXPECT_EQ(world_.find("ws_await_close")->detail, "1001");
  EXPECT_TRUE(peer_->socket().is_open());
}

}  // namespace
}  // namespace hangup::server
