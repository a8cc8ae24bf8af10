#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <set>

#include "server/host.hpp"
#include "tests/server/fake_world.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/print.hpp"
#include "tests/support/system.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using test::family;

constexpr std::size_t much = 1 << 20;

/// One strategy on a real loopback connection; the test's own thread runs both sides.
class strategy_on : public testing::TestWithParam<std::tuple<strategy, family>> {
 protected:
  void SetUp() override {
    auto const& [tested, address_family] = GetParam();
    if (std::string const why = test::missing(address_family); !why.empty()) GTEST_SKIP() << why;
    options_.listen = test::loopback(address_family);
    options_.strategy = &tested;
  }

  strategy_descriptor const& about() const { return std::get<strategy>(GetParam()).about; }
  bool promises(std::string_view text) const {
    return about().on_the_wire.find(text) != std::string_view::npos;
  }
  bool is_the_control() const { return about().on_the_wire.starts_with("nothing"); }

  /// Connects before the host runs, so that nothing can have happened yet.
  void connect(trigger when = {}) {
    options_.trigger = when;
    host_.emplace(io_, options_, world_.make());
    host_->start([] {});
    client_.connect(host_->endpoint());
  }

  void start_reading() {
    client_.async_read_some(asio::buffer(incoming_),
                            [this](error_code const& ec, std::size_t) { read_ = ec; });
  }

  bool read_completes() {
    return test::run_until(io_, [this] { return read_.has_value(); });
  }

  bool server_has(std::string_view done) {
    return test::run_until(io_, [this, done] { return world_.find(done) != nullptr; });
  }

  /// Sends more than one read takes; true once all of it is on its way.
  bool send_much() {
    bool sent = false;
    std::string const bytes(much, 'x');
    asio::async_write(client_, asio::buffer(bytes), [&](error_code const& ec, std::size_t) { sent = !ec; });
    return test::run_until(io_, [&] { return sent; });
  }

  asio::io_context io_;
  test::fake_world world_;
  host_options options_;
  std::optional<host> host_;
  asio::ip::tcp::socket client_{io_};
  std::array<char, 64> incoming_{};
  std::optional<error_code> read_;
};

TEST_P(strategy_on, the_client_sees_what_the_descriptor_promises) {
  connect();
  start_reading();
  if (is_the_control()) {
    ASSERT_TRUE(send_much());
    EXPECT_EQ(read_, std::nullopt);
    EXPECT_EQ(test::state_of(client_), test::on_wine() ? tcp_state::unavailable : tcp_state::established);
    EXPECT_EQ(world_.calls_on(1), std::vector<std::string>{"accepted"});
    return;
  }
  ASSERT_TRUE(read_completes());
  if (about().on_the_wire.starts_with("FIN"))
    EXPECT_EQ(read_, asio::error::eof);
  else
    EXPECT_EQ(read_, asio::error::connection_reset) << "promised: " << about().on_the_wire;
}

TEST_P(strategy_on, unread_bytes_turn_a_close_into_a_reset_where_the_descriptor_says_so) {
  connect({.kind = trigger_kind::unread});
  asio::write(client_, asio::buffer("bytes", 5));
  start_reading();
  if (is_the_control()) {
    ASSERT_TRUE(send_much()) << "it reads them";
    EXPECT_EQ(read_, std::nullopt);
    return;
  }
  ASSERT_TRUE(read_completes());
  if (promises("RST"))
    EXPECT_EQ(read_, asio::error::connection_reset);
  else
    EXPECT_EQ(read_, asio::error::eof) << "promised: " << about().on_the_wire;
}

TEST_P(strategy_on, a_strategy_that_reads_on_loses_no_byte) {
  connect();
  if (promises("acknowledged") || is_the_control() || about().name == "graceful") {
    ASSERT_TRUE(send_much());
    client_.shutdown(asio::ip::tcp::socket::shutdown_send);
    ASSERT_TRUE(server_has("drained"));
    EXPECT_EQ(world_.find("drained")->bytes, much);
    EXPECT_EQ(world_.find("drained")->error, value_of(asio::error::eof));
    ASSERT_TRUE(server_has("close"));
    start_reading();
    ASSERT_TRUE(read_completes());
    EXPECT_EQ(read_, asio::error::eof) << "all was read, so the close is no reset";
  } else {
    ASSERT_TRUE(server_has("close"));
    EXPECT_EQ(world_.find("drained"), nullptr);
  }
}

TEST_P(strategy_on, only_what_says_so_ends_the_process_and_everything_is_reported_first) {
  connect();
  if (!is_the_control()) start_reading();
  if (is_the_control())
    ASSERT_TRUE(send_much());
  else
    ASSERT_TRUE(read_completes());
  ASSERT_EQ(test::fake_world::ends().size(), about().ends_process ? 1U : 0U);
  if (!about().ends_process) return;
  constexpr std::array calls = {"_exit", "abort", "SIGKILL", "SIGSTOP"};
  auto const end = static_cast<std::size_t>(test::fake_world::ends().front());
  ASSERT_GT(world_.reported_before_end(), 0U);
  EXPECT_EQ(world_.actions().at(world_.reported_before_end() - 1).name, calls.at(end));
}

/// Those that act on an accepted connection by themselves and need no rights. The scenario tests walk all of
/// them.
std::vector<strategy> in_process() {
  std::vector<strategy> found;
  for (std::string_view const name : {"close", "graceful", "abortive", "half_close", "hold", "linger_timeout",
                                      "process_exit", "close_then_exit", "process_abort", "process_kill"})
    found.push_back(*find_strategy(name));
  return found;
}

INSTANTIATE_TEST_SUITE_P(registry, strategy_on,
                         testing::Combine(testing::ValuesIn(in_process()),
                                          testing::ValuesIn(test::both_families)),
                         [](auto const& tested) {
                           return std::string(std::get<strategy>(tested.param).about.name) + '_' +
                                  test::name_of(std::get<family>(tested.param));
                         });

TEST(strategies, each_is_found_by_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (strategy const& known : all_strategies()) {
    EXPECT_TRUE(names.insert(known.about.name).second) << known.about.name;
    EXPECT_EQ(find_strategy(known.about.name), &known);
  }
  EXPECT_EQ(find_strategy("clos"), nullptr);
}

TEST(strategies, each_descriptor_says_everything) {
  for (strategy const& known : all_strategies())
    for (std::string_view const text : {known.about.name, known.about.summary, known.about.calls,
                                        known.about.on_the_wire, known.about.platforms}) {
      EXPECT_NE(text, "") << known.about.name;
      EXPECT_THAT(std::string(text), testing::Not(testing::HasSubstr("\n"))) << known.about.name;
    }
}

TEST(strategies, each_way_for_a_process_to_end_has_its_strategy) {
  std::set<std::string_view> ending;
  for (strategy const& known : all_strategies())
    if (known.about.ends_process) ending.insert(known.about.name);
  EXPECT_EQ(ending, (std::set<std::string_view>{"process_exit", "close_then_exit", "process_abort",
                                                "process_kill", "freeze"}));
}

}  // namespace
}  // namespace hangup::server
