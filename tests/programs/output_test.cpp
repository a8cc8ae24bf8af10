#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <fstream>

#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "tests/client/peer.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

// What becomes of output that nobody reads, or that cannot be written.

namespace hangup {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::MatchesRegex;

constexpr int connections = 3000;  // more lines than any queue and pipe hold
constexpr std::string_view full = "/dev/full";

/// hangup-server that closes connections at once, after it has closed `connections` of them, none of which
/// anybody has read about.
class unread_server {
 public:
  explicit unread_server(std::vector<std::string> options) {
    std::string const port_file = directory_.file("port");
    options.insert(options.begin(), {HANGUP_SERVER, "--listen", "127.0.0.1:0", "--strategy", "close",
                                     "--port-file", port_file});
    server_ = std::make_unique<test::child>(std::move(options));
    std::uint16_t port = 0;
    if (!test::poll_until([&] { return std::ifstream(port_file) >> port && port != 0; })) return;
    for (int i = 0; i < connections; ++i)
      connect_and_read(port);
  }

  test::child& stopped() {
    server_->send_signal(SIGTERM);
    return *server_;
  }

 private:
  void connect_and_read(std::uint16_t port) {
    tcp::socket client(io_);
    boost::system::error_code ec;
    char byte = 0;
    client.connect({asio::ip::address_v4::loopback(), port}, ec);
    client.async_read_some(asio::buffer(&byte, 1), [](auto const&, std::size_t) {});
    io_.restart();
    io_.run_for(test::patience);
  }

  temporary_directory directory_;
  asio::io_context io_;
  std::unique_ptr<test::child> server_;
};

TEST(unread_output, a_server_goes_on_without_a_reader_of_its_log_and_ends_at_sigterm) {
  unread_server server({});
  test::child& ended = server.stopped();
  ASSERT_TRUE(ended.ends_unread());
  EXPECT_EQ(ended.wait(), 0);
}

TEST(unread_output, a_server_ends_at_sigterm_and_says_how_many_events_are_lost) {
  unread_server server({"--events", "-", "--log-level", "off"});
  test::child& ended = server.stopped();
  ASSERT_TRUE(ended.ends_unread());
  EXPECT_EQ(ended.wait(), 4);
  EXPECT_THAT(ended.err(),
              MatchesRegex("hangup-server: --events: '-' was not read in time, [0-9]+ events lost\n"));
}

TEST(unread_output, a_server_ends_at_sigterm_when_neither_log_nor_events_are_read) {
  unread_server server({"--events", "-"});
  test::child& ended = server.stopped();
  ASSERT_TRUE(ended.ends_unread());
  EXPECT_EQ(ended.wait(), 4);
}

TEST(unread_output, a_client_ends_without_a_reader_of_its_log) {
  test::peer const closes(test::family::ipv4, [](test::peer::socket&) {});
  std::string plan = "so-error";
  for (int i = 0; i < 12000; ++i)
    plan += ";so-error";
  test::child client(
      {HANGUP_CLIENT, "--connect", "127.0.0.1:" + std::to_string(closes.endpoint().port()), "--plan", plan});
  ASSERT_TRUE(client.ends_unread());
  EXPECT_EQ(client.wait(), 0);
}

TEST(unwritable_output, events_that_cannot_be_written_are_exit_4_and_one_plain_line) {
  if (!std::filesystem::exists(full)) GTEST_SKIP() << "no /dev/full here";
  test::peer const closes(test::family::ipv4, [](test::peer::socket&) {});
  auto const [status, out, err] =
      test::run({HANGUP_CLIENT, "--connect", "127.0.0.1:" + std::to_string(closes.endpoint().port()),
                 "--plan", "recv", "--log-level", "off", "--events", std::string(full)});
  EXPECT_EQ(status, 4);
  EXPECT_THAT(out, testing::StartsWith("ending: peer_finished"));
  EXPECT_EQ(err,
            "hangup-client: --events: '/dev/full' cannot be written: No space left on device [system:28], "
            "2 events lost\n");
}

TEST(unwritable_output, of_a_question_is_exit_4_and_one_plain_line) {
  if (!std::filesystem::exists(full)) GTEST_SKIP() << "no /dev/full here";
  for (auto const& [name, path] :
       {std::pair("hangup-server", HANGUP_SERVER), std::pair("hangup-client", HANGUP_CLIENT)})
    for (std::string const option : {"--help", "--version"}) {
      auto const [status, out, err] =
          test::run({"/bin/sh", "-c", "exec \"$0\" \"$1\" >/dev/full", path, option});
      EXPECT_EQ(status, 4) << option;
      EXPECT_EQ(err, std::string(name) + ": cannot write all of the output to stdout\n");
    }
}

TEST(log_output, shows_what_others_wrote_without_what_it_does_to_a_terminal) {
  test::peer const closes(test::family::ipv4, [](test::peer::socket&) {});
  auto const ended =
      test::run({HANGUP_CLIENT, "--connect", "127.0.0.1:" + std::to_string(closes.endpoint().port()),
                 "--plan", "send \"\033[2J\""});
  EXPECT_THAT(ended.err, testing::HasSubstr("send \"\\x1b[2J\""));
  EXPECT_EQ(ended.err.find('\033'), std::string::npos);
}

/// The file of --events must not get what is meant for the streams that the shell has closed.
TEST(closed_output, is_not_replaced_by_the_next_file_that_is_opened) {
  for (std::string const closed : {">&-", "2>&-", "<&- >&- 2>&-"}) {
    temporary_directory const directory;
    test::refusing const nobody(test::family::ipv4);
    std::string const file = directory.file("events");
    auto const ended =
        test::run({"/bin/sh", "-c", "exec \"$0\" --connect \"$1\" --events \"$2\" " + closed, HANGUP_CLIENT,
                   "127.0.0.1:" + std::to_string(nobody.endpoint().port()), file});
    EXPECT_EQ(ended.status, 4) << closed;
    std::ifstream written(file);
    std::string const text(std::istreambuf_iterator<char>(written), {});
    ASSERT_EQ(test::lines_of(text).size(), 1U) << text;
    EXPECT_TRUE(std::holds_alternative<observation>(event_from(parse_json(text)).body));
  }
}

}  // namespace
}  // namespace hangup
