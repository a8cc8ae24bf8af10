#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "tests/support/child.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/tcp_info.hpp"

// Strategies that take another process, or stop the server's.

namespace hangup {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class server_process : public testing::Test {
 protected:
  /// Starts it with one connection of ours; false when it does not listen.
  bool start(std::string const& strategy_name, std::string const& when = "accept") {
    server_ = std::make_unique<test::child>(std::vector<std::string>{HANGUP_SERVER, "--listen", "127.0.0.1:0",
                                                                     "--strategy", strategy_name, "--when",
                                                                     when, "--events", "-"});
    auto const listening = next_action();
    if (listening.name != "listening") return false;
    auto const port = std::stoul(listening.detail.substr(listening.detail.rfind(':') + 1));
    client_ = tcp::socket(io_);
    client_.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
    return true;
  }

  /// What it does next; nothing when it ended or our patience did.
  server_action next_action() {
    std::string const line = server_->read_line();
    return line.empty() ? server_action{} : std::get<server_action>(event_from(parse_json(line)).body);
  }

  /// Reads what it does until it has done `wanted`.
  bool has_done(std::string_view wanted) {
    for (;;) {
      std::string const action = next_action().name;
      if (action == wanted || action.empty()) return action == wanted;
    }
  }

  bool bytes_are_acknowledged() {
    asio::write(client_, asio::buffer("bytes", 5));
    return test::poll_until([this] { return test::all_acknowledged(client_); });
  }

  error_code end_of_the_connection() {
    error_code ec;
    if (!platform::wait_ready(client_.native_handle(), platform::readiness::readable, test::patience, ec))
      return asio::error::timed_out;
    char byte = 0;
    client_.read_some(asio::buffer(&byte, 1), ec);
    return ec;
  }

  asio::io_context io_;
  tcp::socket client_{io_};
  std::unique_ptr<test::child> server_;
};

TEST_F(server_process, that_freezes_acknowledges_and_goes_on_when_it_is_continued) {
  ASSERT_TRUE(start("freeze"));
  ASSERT_TRUE(has_done("SIGSTOP")) << "reported before it stops";
  ASSERT_TRUE(test::poll_until([this] { return server_->is_stopped(); }));
  EXPECT_TRUE(bytes_are_acknowledged());
  EXPECT_EQ(test::state_of(client_), tcp_state::established);
  EXPECT_TRUE(server_->is_stopped());

  server_->send_signal(SIGCONT);
  EXPECT_TRUE(has_done("close"));
  EXPECT_EQ(end_of_the_connection(), asio::error::connection_reset) << "over the bytes that nobody read";
  server_->send_signal(SIGTERM);
  EXPECT_EQ(server_->wait(), 0);
}

TEST_F(server_process, that_holds_does_not_stop) {
  ASSERT_TRUE(start("hold"));
  EXPECT_TRUE(bytes_are_acknowledged());
  EXPECT_FALSE(server_->is_stopped());
}

TEST_F(server_process, whose_child_inherited_the_socket_takes_it_along_however_it_ends) {
  for (int const number : {SIGTERM, SIGKILL}) {
    ASSERT_TRUE(start("inherited"));
    ASSERT_TRUE(has_done("close"));
    EXPECT_TRUE(bytes_are_acknowledged()) << "the child holds it";
    EXPECT_EQ(test::state_of(client_), tcp_state::established);
    server_->send_signal(number);
    EXPECT_EQ(server_->wait(), number == SIGTERM ? 0 : 128 + SIGKILL);
    EXPECT_EQ(end_of_the_connection(), asio::error::connection_reset) << "signal " << number;
  }
}

TEST_F(server_process, that_waits_before_it_accepts_ends_when_it_is_told_to) {
  ASSERT_TRUE(start("late_accept", "after:60m"));
  ASSERT_TRUE(has_done("in_backlog"));
  server_->send_signal(SIGTERM);
  EXPECT_EQ(server_->wait(), 0);
}

}  // namespace
}  // namespace hangup
