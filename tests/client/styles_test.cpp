#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/record/classify.hpp"
#include "common/record/windows_rules.hpp"
#include "tests/client/style_on.hpp"

namespace hangup::client {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using test::close_over_unread;
using test::outcomes;
using test::peer;
using test::short_deadline;
using test::style_on;
using testing::ElementsAre;

std::string windows_codes(run_result const& result) {
  std::string text;
  auto const said = windows_would_say(result.seen, classify(result.seen));
  for (std::size_t i = 1; i < said.size(); ++i)
    if (transfers(result.seen[i].op)) text += std::to_string(said[i].value) + ' ';
  return text;
}

TEST_P(style_on, a_refused_connect_is_the_only_observation) {
  test::refusing const nobody(address_family());
  auto const result = run({nobody.endpoint()}, "send; recv");
  EXPECT_THAT(outcomes(result), ElementsAre("refused"));
  EXPECT_EQ(classify(result.seen), ending::refused);
}

TEST_P(style_on, the_next_endpoint_is_tried_when_the_first_refuses) {
  test::refusing const nobody(address_family());
  peer const somebody(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  auto const result = run({nobody.endpoint(), somebody.endpoint()}, "send");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 14"));
}

/// An address to which a SYN goes and from which nothing comes: its backlog is full.
class silent_address {
 public:
  explicit silent_address(test::family address_family) : acceptor_(io_) {
    acceptor_.open(test::loopback(address_family).protocol());
    acceptor_.bind(test::loopback(address_family));
    acceptor_.listen(0);
    for (int i = 0; i < 2; ++i) {
      auto& waiting = waiting_.emplace_back(io_);
      waiting.open(endpoint().protocol());
      waiting.native_non_blocking(true);
      auto const to = endpoint();
      bool const connected =
          ::connect(waiting.native_handle(), to.data(), static_cast<socklen_t>(to.size())) == 0;
      EXPECT_TRUE(connected || errno == EINPROGRESS);
      EXPECT_TRUE(i > 0 || peer::is_readable(acceptor_));
    }
  }
  asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

 private:
  asio::io_context io_;
  asio::ip::tcp::acceptor acceptor_;
  std::vector<peer::socket> waiting_;
};

TEST_P(style_on, a_connect_that_nobody_answers_has_one_bound_for_all_addresses) {
  constexpr auto bound = 200ms;
  silent_address const silent(address_family());
  auto const result = run({silent.endpoint(), silent.endpoint(), silent.endpoint()}, "send", bound);
  EXPECT_THAT(outcomes(result), ElementsAre("never"));
  EXPECT_GE(result.seen.front().elapsed, bound);
  EXPECT_LT(result.seen.front().elapsed, 3 * bound) << "each address had a bound of its own";
}

TEST_P(style_on, a_run_is_walked_again_for_as_long_as_it_is_asked_to) {
  std::string at_one, at_two;  // each is written by its peer's thread
  asio::io_context io;
  int runs = 0;
  {
    peer const one(address_family(), [&](peer::socket& client) { at_one = peer::read_to_the_end(client); });
    peer const two(address_family(), [&](peer::socket& client) { at_two = peer::read_to_the_end(client); });
    auto const options = std::make_shared<run_options>(run_options{
        .endpoints = {one.endpoint()}, .steps = parse_plan("send \"x\"; recv"), .limit = {short_deadline}});
    std::get<style>(GetParam()).run(io.get_executor(), options, {}, [&](run_result const& result) {
      EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 1", "never")) << "run " << runs;
      options->endpoints = {two.endpoint()};  // between two runs, as nobody reads it
      return ++runs == 2 ? then::end : then::run_again;
    });
    io.run();
  }
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(at_one, "x");
  EXPECT_EQ(at_two, "x");
}

TEST_P(style_on, a_fin_is_eof) {
  peer const closes(address_family(), [](peer::socket&) {});
  auto const result = run({closes.endpoint()}, "await-state CLOSE_WAIT; recv");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "eof"));
  EXPECT_EQ(result.seen.back().before, tcp_state::close_wait);
  EXPECT_EQ(result.seen.back().after, tcp_state::close_wait);
  EXPECT_EQ(classify(result.seen), ending::peer_finished);
}

TEST_P(style_on, a_close_over_our_unread_bytes_is_a_reset) {
  peer const resets(address_family(), close_over_unread);
  auto const result = run({resets.endpoint()}, "send; recv; send");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 14", "connection_reset", "broken_pipe"));
  EXPECT_EQ(result.seen[2].after, tcp_state::closed);
  EXPECT_EQ(classify(result.seen), ending::peer_reset);
  EXPECT_EQ(windows_codes(result), "0 10054 10054 ");
}

TEST_P(style_on, a_reset_that_has_come_already_is_reported_by_the_first_call) {
  peer const resets(address_family(), close_over_unread);
  auto const result = run({resets.endpoint()}, "send; await-state CLOSED; recv");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 14", "ok", "connection_reset"));
  EXPECT_EQ(result.seen.back().before, tcp_state::closed);
}

TEST_P(style_on, writing_to_a_peer_that_has_closed_is_a_reset_after_fin) {
  peer const closes(address_family(), [](peer::socket&) {});
  auto const result =
      run({closes.endpoint()}, "await-state CLOSE_WAIT; send; await-state CLOSED; recv; send");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "ok 14", "ok", "eof", "broken_pipe"));
  EXPECT_EQ(classify(result.seen), ending::reset_after_fin);
  EXPECT_EQ(windows_codes(result), "0 10053 10053 ");
}

TEST_P(style_on, the_recorded_plan_gives_the_recorded_codes_even_where_a_step_never_completes) {
  peer const closes(address_family(), [](peer::socket&) {});
  auto const result =
      run({closes.endpoint()}, "await-state CLOSE_WAIT; send; await-state CLOSED; recv; send; recv", 1s);
  ASSERT_EQ(result.seen.size(), 7U);
  EXPECT_EQ(classify(result.seen), ending::reset_after_fin);
  EXPECT_EQ(windows_codes(result), "0 10053 10053 10053 ");
  bool const has_no_edge_left = is_asynchronous() && platform::asio_backend() == "epoll";
  EXPECT_EQ(outcomes(result).back(), has_no_edge_left ? "never" : "eof");
}

TEST_P(style_on, a_half_close_leaves_sending_possible) {
  std::string arrived;
  {
    peer const half(address_family(), [&arrived](peer::socket& client) {
      client.shutdown(peer::socket::shutdown_send);
      arrived = peer::read_to_the_end(client);
    });
    auto const result = run({half.endpoint()}, "recv; send \"one\"; send \"two\"");
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "eof", "ok 3", "ok 3"));
    EXPECT_EQ(result.seen.back().after, tcp_state::close_wait);
    EXPECT_EQ(classify(result.seen), ending::peer_finished);
  }
  EXPECT_EQ(arrived, "onetwo");
}

TEST_P(style_on, a_recv_that_never_completes_is_an_observation_and_the_plan_goes_on) {
  std::string arrived;
  {
    peer const silent(address_family(),
                      [&arrived](peer::socket& client) { arrived = peer::read_to_the_end(client); });
    auto const result =
        run({silent.endpoint()}, "recv; send \"still here\"; recv; await-readable", short_deadline);
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "never", "ok 10", "never", "never"));
    EXPECT_EQ(classify(result.seen), ending::still_open);
  }
  EXPECT_EQ(arrived, "still here");
}

TEST_P(style_on, a_state_that_never_comes_is_an_observation) {
  peer const silent(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  auto const result =
      run({silent.endpoint()}, "await-state CLOSE_WAIT; await-state ESTABLISHED; send", short_deadline);
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "never", "ok", "ok 14"));
}

TEST_P(style_on, a_send_that_never_completes_says_how_much_was_taken) {
  constexpr std::uint64_t more_than_all_buffers = 64 << 20;
  std::size_t arrived = 0;
  run_result result;
  {
    peer const reads_late(address_family(), [&](peer::socket& client) {
      test::poll_until([&] { return finished_.load(); });
      arrived = peer::read_to_the_end(client).size();
    });
    result = run({reads_late.endpoint()}, "send 64M", 1s);  // in which the 64M are also made
    finished_ = true;
  }
  ASSERT_EQ(outcome_name(result.seen.back()), "never");
  EXPECT_GT(result.seen.back().bytes, 0U);
  EXPECT_LT(result.seen.back().bytes, more_than_all_buffers);
  EXPECT_EQ(result.seen.back().bytes, arrived);
}

TEST_P(style_on, a_large_send_is_complete_and_a_recv_takes_at_most_what_was_asked) {
  std::size_t arrived = 0;
  {
    peer const reads(address_family(), [&arrived](peer::socket& client) {
      asio::write(client, asio::buffer("welcome", 7));
      arrived = peer::read_to_the_end(client).size();
    });
    auto const result = run({reads.endpoint()}, "await-readable; recv 3; recv; send 8M");
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "ok 3", "ok 4", "ok 8388608"));
  }
  EXPECT_EQ(arrived, 8388608U);
}

TEST_P(style_on, every_step_is_watched_once_and_in_order) {
  peer const silent(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  auto const result =
      run({silent.endpoint()}, "wait 1ms; send; recv; await-readable; send \"a\"", short_deadline);
  EXPECT_EQ(watched_, result.seen);
  std::vector<operation> operations;
  std::chrono::nanoseconds end{};
  for (observation const& seen : result.seen) {
    EXPECT_EQ(seen.step, operations.size());
    operations.push_back(seen.op);
    EXPECT_GE(seen.at, end) << "it began before the one before had ended";
    EXPECT_GE(seen.elapsed, 0ns);
    end = seen.at + seen.elapsed;
    EXPECT_EQ(seen.before, seen.step == 0 ? tcp_state::unavailable : tcp_state::established);
    EXPECT_EQ(seen.after, tcp_state::established);
  }
  EXPECT_THAT(operations, ElementsAre(operation::connect, operation::wait, operation::send, operation::recv,
                                      operation::await_readable, operation::send));
  EXPECT_GE(result.seen[1].elapsed, 1ms);
  EXPECT_GE(result.seen[3].elapsed, short_deadline);
}

TEST_P(style_on, a_plan_of_many_immediate_steps_needs_no_more_stack_than_a_short_one) {
  peer const stays(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  std::string plan = "so-error";
  for (int i = 1; i < 50'000; ++i)
    plan += ";so-error";
  EXPECT_EQ(run({stays.endpoint()}, plan).seen.size(), 50'001U);
}

TEST_P(style_on, the_plan_ends_with_a_close_of_our_own) {
  bool finished = false;
  {
    peer const reads(address_family(), [&finished](peer::socket& client) {
      char byte = 0;
      boost::system::error_code ec;
      client.receive(asio::buffer(&byte, 1), 0, ec);
      if (peer::is_readable(client)) client.receive(asio::buffer(&byte, 1), 0, ec);
      finished = ec == asio::error::eof;
    });
    EXPECT_EQ(run({reads.endpoint()}, "send \"a\"").closed, error_value{});
  }
  EXPECT_TRUE(finished);
}

INSTANTIATE_TEST_SUITE_P(registry, style_on, test::styles_and_families(), test::name_of_style_and_family);

TEST(styles, each_is_found_by_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (style const& known : all_styles()) {
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    EXPECT_EQ(find_style(known.name), &known);
    EXPECT_NE(known.summary, "");
  }
  EXPECT_EQ(find_style("handler"), nullptr);
}

}  // namespace
}  // namespace hangup::client
