#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "client/style.hpp"
#include "common/record/classify.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/print.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t runs_at_once = 200;

/// Sends back what a client sends; `reset` is answered with RST, `finish` with FIN, `silence` not at all.
asio::awaitable<void> answer(tcp::socket client) {
  std::array<char, 4096> incoming;
  for (;;) {
    auto const [ec, bytes] = co_await client.async_read_some(asio::buffer(incoming), as_value);
    if (ec) break;
    std::string_view const text(incoming.data(), bytes);
    if (text == "reset") co_return test::reset(client);
    if (text == "finish") break;
    if (text != "silence") co_await asio::async_write(client, asio::buffer(text), as_value);
  }
  boost::system::error_code ec;
  client.close(ec);
}

asio::awaitable<void> answer_all(tcp::acceptor& acceptor) {
  for (;;) {
    auto [ec, socket] = co_await acceptor.async_accept(as_value);
    if (ec) co_return;
    asio::co_spawn(acceptor.get_executor(), answer(std::move(socket)), asio::detached);
  }
}

/// Peers of many clients, in a thread of their own.
class answering {
 public:
  answering() : acceptor_(io_, test::loopback(test::family::ipv4)), endpoint_(acceptor_.local_endpoint()) {
    asio::co_spawn(io_, answer_all(acceptor_), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~answering() {
    io_.stop();
    thread_.join();
  }
  answering(answering const&) = delete;
  answering& operator=(answering const&) = delete;

  tcp::endpoint endpoint() const { return endpoint_; }

 private:
  asio::io_context io_;
  tcp::acceptor acceptor_;
  tcp::endpoint endpoint_;
  std::thread thread_;
};

/// Four kinds of run, so that what belongs to one and is seen by another shows.
struct kind {
  std::string plan_text;
  ending ends;
  std::vector<std::string_view> outcomes;
};

kind kind_of(std::size_t i) {
  switch (i % 4) {
    case 0: return {"send \"reset\"; recv", ending::peer_reset, {"ok", "ok", "connection_reset"}};
    case 1: return {"send \"finish\"; recv", ending::peer_finished, {"ok", "ok", "eof"}};
    case 2:
      return {"send \"silence\"; recv; send \"silence\"", ending::still_open, {"ok", "ok", "never", "ok"}};
    default: return {"send " + std::to_string(i + 1) + "; recv", ending::still_open, {"ok", "ok", "ok"}};
  }
}

class runs_sharing_a_context : public testing::TestWithParam<std::string_view> {
 protected:
  /// Starts one run of each number; the results come in any order.
  void start_all(asio::io_context& io) {
    style const& tested = *find_style(GetParam());
    for (std::size_t i = 0; i < runs_at_once; ++i) {
      auto const options = std::make_shared<run_options>();
      options->endpoints = {peers_.endpoint()};
      options->steps = parse_plan(kind_of(i).plan_text);
      options->limit.operation =
          i % 4 == 2 ? std::chrono::nanoseconds(std::chrono::seconds(1)) : test::patience;
      tested.run(
          asio::make_strand(io), options, [this, i](observation const&) { ++watched_[i]; },
          [this, i](run_result const& came) {
            results_[i] = came;
            return then::end;
          });
    }
  }

  void expect_that_each_saw_its_own() {
    for (std::size_t i = 0; i < runs_at_once; ++i) {
      kind const expected = kind_of(i);
      std::vector<std::string_view> came;
      for (observation const& seen : results_[i].seen)
        came.push_back(outcome_name(seen));
      EXPECT_EQ(came, expected.outcomes) << i;
      EXPECT_EQ(classify(results_[i].seen), expected.ends) << i;
      EXPECT_EQ(watched_[i], came.size()) << i;
      std::uint64_t const answered = results_[i].seen.size() == 3 ? results_[i].seen[2].bytes : 0;
      EXPECT_EQ(answered, i % 4 == 3 ? i + 1 : 0) << i << " got another run's answer";
    }
  }

  answering peers_;
  std::array<run_result, runs_at_once> results_;
  std::array<std::atomic<std::size_t>, runs_at_once> watched_{};
};

TEST_P(runs_sharing_a_context, do_not_disturb_each_other) {
  asio::io_context io;
  start_all(io);
  io.run();
  expect_that_each_saw_its_own();
}

TEST_P(runs_sharing_a_context, do_not_disturb_each_other_on_several_threads) {
  asio::io_context io;
  start_all(io);
  std::thread other([&io] { io.run(); });
  io.run();
  other.join();
  expect_that_each_saw_its_own();
}

INSTANTIATE_TEST_SUITE_P(asynchronous, runs_sharing_a_context, testing::Values("handlers", "coroutines"),
                         [](auto const& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace hangup::client
