#include "server/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"

namespace hangup::server {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::ElementsAre;

class connection_to_a_client : public testing::Test {
 protected:
  void start_draining(std::chrono::nanoseconds limit) {
    asio::co_spawn(io_, peer_->drain(limit), asio::detached);
  }
  bool has_done(std::string_view name) {
    return test::run_until(io_, [this, name] { return fake_.find(name) != nullptr; });
  }

  asio::io_context io_;
  test::fake_world fake_;
  connection_resources shared_{io_.get_executor(), fake_.make()};
  test::socket_pair ends_{io_, test::family::ipv4};
  std::shared_ptr<connection> peer_ = std::make_shared<connection>(std::move(ends_.server), 7, shared_);
};

TEST_F(connection_to_a_client, nothing_is_reported_before_the_context_runs) {
  peer_->record_action("first", {});
  peer_->record_action("second", asio::error::connection_reset, 3, "detail");
  EXPECT_TRUE(fake_.actions().empty());
  io_.poll();
  EXPECT_THAT(fake_.calls_on(7), ElementsAre("first", "second"));
  EXPECT_EQ(fake_.actions().back(), (server_action{.connection = 7,
                                                   .name = "second",
                                                   .error = value_of(asio::error::connection_reset),
                                                   .bytes = 3,
                                                   .detail = "detail"}));
}

TEST_F(connection_to_a_client, closes_once) {
  peer_->close();
  peer_->close();
  io_.poll();
  EXPECT_THAT(fake_.calls_on(7), ElementsAre("close"));
}

TEST_F(connection_to_a_client, drains_and_counts_until_the_client_has_finished) {
  start_draining(24h);
  asio::write(ends_.client, asio::buffer(std::string(40'000, 'x')));
  ends_.client.close();
  ASSERT_TRUE(has_done("drained"));
  EXPECT_EQ(fake_.actions().front().bytes, 40'000U);
  EXPECT_EQ(fake_.actions().front().error, value_of(asio::error::eof));
}

TEST_F(connection_to_a_client, gives_up_draining_a_client_that_never_finishes) {
  asio::write(ends_.client, asio::buffer("bytes", 5));
  start_draining(30ms);
  ASSERT_TRUE(has_done("drain_limit"));
  EXPECT_EQ(fake_.find("drained"), nullptr);
  EXPECT_TRUE(peer_->socket().is_open());
}

TEST_F(connection_to_a_client, a_close_ends_a_drain_under_way) {
  start_draining(24h);
  io_.poll();
  peer_->close();
  ASSERT_TRUE(has_done("drained"));
  // With a read pending in the kernel, closesocket() is reported as 995, 1236 or 64, and by Wine as 676.
  if (platform::asio_backend() == "IOCP")
    EXPECT_NE(fake_.find("drained")->error, error_value{});
  else
    EXPECT_EQ(fake_.find("drained")->error, value_of(asio::error::operation_aborted));
}

TEST_F(connection_to_a_client, reports_everything_before_the_process_ends_or_stops) {
  peer_->record_action("earlier", {});
  peer_->end_process(platform::process_end::stop);
  EXPECT_THAT(fake_.calls_on(7), ElementsAre("earlier", "SIGSTOP"));
  EXPECT_EQ(fake_.reported_before_end(), 2U);
  peer_->end_process(platform::process_end::abort);
  EXPECT_THAT(fake_.calls_on(7), ElementsAre("earlier", "SIGSTOP", "abort"));
  EXPECT_EQ(fake_.reported_before_end(), 3U);
  EXPECT_THAT(test::fake_world::ends(),
              ElementsAre(platform::process_end::stop, platform::process_end::abort));
}

}  // namespace
}  // namespace hangup::server
