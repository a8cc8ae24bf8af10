#include <gmock/gmock.h>

#include <algorithm>
#include <stdexcept>

#include "common/record/classify.hpp"
#include "tests/client/style_on.hpp"

namespace hangup::client {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using test::close_over_unread;
using test::outcomes;
using test::peer;
using testing::ElementsAre;

/// What each step of a plan does, beyond sending and receiving once.
class step_on : public test::style_on {
 protected:
  ending ending_of(run_result const& result) const { return classify(result.seen); }
  std::string in_this_style(std::string_view asynchronous, std::string_view blocking) const {
    return std::string(is_asynchronous() ? asynchronous : blocking);
  }
};

INSTANTIATE_TEST_SUITE_P(registry, step_on, test::styles_and_families(), test::name_of_style_and_family);

void write_text(peer::socket& to, std::string_view text) {
  asio::write(to, asio::buffer(text));
}

TEST_P(step_on, recv_all_counts_every_byte_until_eof_where_a_recv_takes_one_piece) {
  constexpr std::size_t much = 4 << 20;
  peer const sends(address_family(),
                   [](peer::socket& client) { write_text(client, std::string(much, 'x')); });
  auto const result = run({sends.endpoint()}, "recv; recv-all");
  ASSERT_EQ(result.seen.size(), 3U);
  EXPECT_EQ(outcome_name(result.seen[1]), "ok");
  EXPECT_LE(result.seen[1].bytes, 1024U);
  EXPECT_EQ(outcome_name(result.seen[2]), "eof");
  EXPECT_EQ(result.seen[1].bytes + result.seen[2].bytes, much);
  EXPECT_EQ(ending_of(result), ending::peer_finished);
}

TEST_P(step_on, recv_all_reads_what_came_before_a_reset_and_then_reports_it) {
  peer const resets(address_family(), [](peer::socket& client) {
    write_text(client, "bytes");
    close_over_unread(client);
  });
  auto const result = run({resets.endpoint()}, "send; await-state CLOSED; recv-all");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 14", "ok", "connection_reset 5"));
  EXPECT_EQ(ending_of(result), ending::peer_reset);
}

TEST_P(step_on, recv_all_that_meets_no_end_says_how_much_came) {
  std::atomic<bool> sent = false;
  peer const holds(address_family(), [&](peer::socket& client) {
    write_text(client, "bytes");
    sent = true;
    peer::read_to_the_end(client);
  });
  on_observation_ = [&sent](observation const&) { test::poll_until([&sent] { return sent.load(); }); };
  auto const result = run({holds.endpoint()}, "recv-all; send", 200ms);
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "never 5", "ok 14"));
  EXPECT_EQ(ending_of(result), ending::still_open);
}

/// Sends a byte whenever the one before has been read, until the client closes.
void trickle(peer::socket& to) {
  boost::system::error_code ec;
  to.set_option(asio::ip::tcp::no_delay(true));
  while (!ec) {
    asio::write(to, asio::buffer("x", 1), ec);
    std::this_thread::sleep_for(1ms);
  }
}

// Every piece comes in time, and so no bound on the piece ever ends it.
TEST_P(step_on, recv_all_has_a_bound_for_all_pieces_together) {
  peer const never_ends(address_family(), trickle);
  auto const result = run({never_ends.endpoint()}, "recv-all; send", 50ms);
  ASSERT_EQ(result.seen.size(), 3U);
  EXPECT_EQ(outcome_name(result.seen[1]), "never");
  EXPECT_GT(result.seen[1].bytes, 1U);
  EXPECT_GE(result.seen[1].elapsed, pieces_in_time * 50ms);
  EXPECT_EQ(outcome_name(result.seen[2]), "ok");
  EXPECT_EQ(ending_of(result), ending::still_open);
}

TEST_P(step_on, a_step_after_a_recv_all_has_its_whole_time_again) {
  peer const never_ends(address_family(), [](peer::socket& client) {
    for (int i = 0; i < 16; ++i) {  // beyond the tenth piece
      write_text(client, "x");
      std::this_thread::sleep_for(10ms);
    }
    peer::read_to_the_end(client);
  });
  auto const result = run({never_ends.endpoint()}, "recv-all; recv 1; recv-all; recv", 30ms);
  ASSERT_EQ(result.seen.size(), 5U);
  EXPECT_EQ(outcome_name(result.seen.back()), "never");
  EXPECT_GE(result.seen.back().elapsed, 29ms);
}

/// The observation of the read, or of the write, of the first step; nullptr where there is none.
observation const* part_of_both(run_result const& result, operation op) {
  auto const found = std::find_if(result.seen.begin(), result.seen.end(),
                                  [op](observation const& seen) { return seen.step == 1 && seen.op == op; });
  return found == result.seen.end() ? nullptr : &*found;
}

/// Two threads must not use one Asio socket at once, so that `sync` has no `both`.
class both_on : public step_on {};
INSTANTIATE_TEST_SUITE_P(registry, both_on, test::styles_and_families({"native", "handlers", "coroutines"}),
                         test::name_of_style_and_family);

TEST_P(both_on, exactly_one_of_two_pending_operations_is_told_of_a_reset) {
  peer const resets(address_family(), [](peer::socket& client) {
    peer::is_readable(client);  // then both have been started, and the write fills the queues
    test::reset(client);
  });
  auto const result = run({resets.endpoint()}, "both");
  auto const* const read = part_of_both(result, operation::recv);
  auto const* const write = part_of_both(result, operation::send);
  ASSERT_EQ(result.seen.size(), 3U);
  ASSERT_TRUE(read != nullptr && write != nullptr);
  if (read->failed_with(condition::connection_reset)) {
    EXPECT_EQ(outcome_name(*write), "broken_pipe");
  } else {
    EXPECT_EQ(outcome_name(*write), "connection_reset");
    EXPECT_EQ(outcome_name(*read), "eof");
  }
  EXPECT_GT(write->bytes, 0U);
  EXPECT_EQ(ending_of(result), ending::peer_reset);
}

TEST_P(both_on, the_two_are_told_eof_and_broken_pipe_when_a_fin_comes_before_the_reset) {
  peer const trap(address_family(), [](peer::socket& client) {
    peer::is_readable(client);
    client.shutdown(peer::socket::shutdown_send);
    test::reset(client);
  });
  auto const result = run({trap.endpoint()}, "both");
  auto const* const read = part_of_both(result, operation::recv);
  auto const* const write = part_of_both(result, operation::send);
  ASSERT_TRUE(read != nullptr && write != nullptr);
  EXPECT_EQ(outcome_name(*read), "eof");
  EXPECT_EQ(outcome_name(*write), "broken_pipe");
  EXPECT_EQ(ending_of(result), ending::reset_after_fin);
}

TEST_P(both_on, the_two_succeed_beside_each_other_where_the_peer_reads_and_answers) {
  std::size_t arrived = 0;
  {
    peer const answers(address_family(), [&arrived](peer::socket& client) {
      write_text(client, "answer");
      arrived = peer::read_to_the_end(client).size();
    });
    auto const result = run({answers.endpoint()}, "both 8M; send");
    auto const* const read = part_of_both(result, operation::recv);
    auto const* const write = part_of_both(result, operation::send);
    ASSERT_EQ(result.seen.size(), 4U);
    ASSERT_TRUE(read != nullptr && write != nullptr);
    EXPECT_TRUE(read->succeeded() && write->succeeded());
    EXPECT_EQ(read->bytes, 6U);
    EXPECT_EQ(write->bytes, 8U << 20U);
    EXPECT_EQ(ending_of(result), ending::still_open);
  }
  EXPECT_EQ(arrived, (8U << 20U) + 14);
}

struct observer_failed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

TEST_P(both_on, what_an_observer_throws_comes_out_and_ends_nothing_else) {
  peer const answers(address_family(), [](peer::socket& client) {
    write_text(client, "answer");
    peer::read_to_the_end(client);
  });
  on_observation_ = [](observation const& seen) {
    if (seen.op == operation::send) throw observer_failed("the disk is full");
  };
  EXPECT_THROW(run({answers.endpoint()}, "both 8M"), observer_failed);
}

class step_without_both_on : public step_on {};
INSTANTIATE_TEST_SUITE_P(registry, step_without_both_on, test::styles_and_families({"sync"}),
                         test::name_of_style_and_family);

TEST_P(step_without_both_on, says_so_twice_and_leaves_the_socket_alone) {
  peer const resets(address_family(), close_over_unread);
  auto const result = run({resets.endpoint()}, "both; send; recv");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "n/a", "n/a", "ok 14", "connection_reset"));
  EXPECT_TRUE(part_of_both(result, operation::recv) && part_of_both(result, operation::send));
}

TEST_P(step_on, shutdown_send_is_eof_to_the_peer_and_we_can_still_receive) {
  std::string arrived;
  {
    peer const answers_the_fin(address_family(), [&arrived](peer::socket& client) {
      arrived = peer::read_to_the_end(client);
      write_text(client, "bye");
    });
    auto result = run({answers_the_fin.endpoint()}, "send \"all\"; shutdown-send; recv; recv; send");
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok 3", "ok", "ok 3", "eof", "broken_pipe"));
    EXPECT_EQ(ending_of(result), ending::own_shutdown) << "the send";
    result.seen.pop_back();
    EXPECT_EQ(ending_of(result), ending::peer_finished) << "an orderly end, before the send";
  }
  EXPECT_EQ(arrived, "all");
}

TEST_P(step_on, shutdown_send_makes_our_own_next_send_a_broken_pipe_although_the_peer_is_there) {
  peer const reads(address_family(), [this](peer::socket& client) {
    peer::read_to_the_end(client);
    test::poll_until([this] { return finished_.load(); });
  });
  auto const result = run({reads.endpoint()}, "shutdown-send; await-state FIN_WAIT_2; send");
  finished_ = true;
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "ok", "broken_pipe"));
  EXPECT_EQ(result.seen.back().after, tcp_state::fin_wait_2);
  EXPECT_EQ(ending_of(result), ending::own_shutdown);
}

TEST_P(step_on, shutdown_receive_reads_eof_without_a_fin_and_the_peer_notices_nothing) {
  std::string arrived;
  {
    peer const reads(address_family(),
                     [&arrived](peer::socket& client) { arrived = peer::read_to_the_end(client); });
    auto const result = run({reads.endpoint()}, "shutdown-receive; recv; send");
    EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "eof", "ok 14"));
    EXPECT_EQ(result.seen.back().after, tcp_state::established);
    EXPECT_EQ(ending_of(result), ending::own_shutdown);
  }
  EXPECT_EQ(arrived.size(), 14U);
}

TEST_P(step_on, so_error_takes_the_pending_error_away_from_the_next_call) {
  peer const resets(address_family(), close_over_unread);
  auto const result = run({resets.endpoint()}, "send; await-state CLOSED; so-error; so-error; recv; send");
  EXPECT_THAT(outcomes(result),
              ElementsAre("ok", "ok 14", "ok", "connection_reset", "ok", "eof", "broken_pipe"));
  EXPECT_EQ(ending_of(result), ending::peer_reset);
}

TEST_P(step_on, so_error_has_nothing_to_take_where_a_call_has_asked_first) {
  peer const resets(address_family(), close_over_unread);
  auto const result = run({resets.endpoint()}, "so-error; send; await-state CLOSED; recv; so-error");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "ok 14", "ok", "connection_reset", "ok"));
}

TEST_P(step_on, cancel_ends_the_pending_read_and_leaves_the_connection_as_it_was) {
  std::string arrived;
  {
    peer const answers(address_family(), [&arrived](peer::socket& client) {
      peer::is_readable(client);
      write_text(client, "answer");
      arrived = peer::read_to_the_end(client);
    });
    auto const result = run({answers.endpoint()}, "cancel; send; recv");
    ASSERT_THAT(outcomes(result),
                ElementsAre("ok", in_this_style("operation_aborted", "n/a"), "ok 14", "ok 6"));
    EXPECT_EQ(result.seen[1].after, tcp_state::established);
    EXPECT_EQ(ending_of(result), is_asynchronous() ? ending::cancelled : ending::still_open);
  }
  EXPECT_EQ(arrived.size(), 14U);
}

TEST_P(step_on, close_ends_the_pending_read_and_the_peer_gets_the_fin_at_once) {
  std::atomic<bool> fin_arrived = false, in_time = false;
  peer const reads(address_family(), [&](peer::socket& client) {
    peer::read_to_the_end(client);
    fin_arrived = true;
  });
  on_observation_ = [&](observation const& seen) {
    if (seen.op == operation::close) in_time = test::poll_until([&] { return fin_arrived.load(); });
  };
  auto const result = run({reads.endpoint()}, "close; send; recv");
  EXPECT_THAT(outcomes(result), ElementsAre("ok", in_this_style("operation_aborted", "ok"), "bad_descriptor",
                                            "bad_descriptor"));
  EXPECT_TRUE(in_time) << "and not with the end of the plan";
  EXPECT_EQ(ending_of(result), is_asynchronous() ? ending::cancelled : ending::still_open);
  EXPECT_EQ(result.closed, error_value{}) << "there was nothing left to close";
}

TEST_P(step_on, every_step_acts_on_the_socket_and_reports_once_where_that_is_closed) {
  peer const reads(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  constexpr std::string_view after_close =
      "keepalive 1s 1s 1; user-timeout 1s; linger 1s; recv-all; shutdown-send; shutdown-receive; so-error; "
      "abort-locally";
  auto const result = run({reads.endpoint()}, "close; " + std::string(after_close));
  ASSERT_EQ(result.seen.size(), 10U);
  for (std::size_t i = 2; i < result.seen.size(); ++i) {
    EXPECT_EQ(result.seen[i].step, i);
    EXPECT_EQ(outcome_name(result.seen[i]), "bad_descriptor") << to_string(result.seen[i].op);
  }
}

/// Where a read can be pending while something else is done.
class step_beside_a_read_on : public step_on {};
INSTANTIATE_TEST_SUITE_P(registry, step_beside_a_read_on,
                         test::styles_and_families({"handlers", "coroutines"}),
                         test::name_of_style_and_family);

TEST_P(step_beside_a_read_on, is_one_observation_with_the_reason_where_it_cannot_be_done) {
  peer const reads(address_family(), [](peer::socket& client) { peer::read_to_the_end(client); });
  auto const result = run({reads.endpoint()}, "close; cancel; abort-locally during-recv; close");
  EXPECT_THAT(outcomes(result),
              ElementsAre("ok", "operation_aborted", "bad_descriptor", "bad_descriptor", "bad_descriptor"));
}

TEST_P(step_on, that_never_completes_finds_the_peer_silent_where_there_is_nothing_to_tell) {
  peer const silent(address_family(), [this](peer::socket&) {
    test::poll_until([this] { return finished_.load(); });  // and nothing is read
  });
  auto const result =
      run({silent.endpoint()}, "recv; await-readable; recv-all; send 64M; await-state CLOSED", 60ms);
  finished_ = true;
  ASSERT_EQ(result.seen.size(), 6U);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(outcome_name(result.seen[i]), "never") << i;
    EXPECT_EQ(result.seen[i].found, at_deadline::silent) << to_string(result.seen[i].op);
  }
  EXPECT_EQ(outcome_name(result.seen[4]), "never");
  EXPECT_NE(result.seen[4].found, at_deadline::untold) << "it was told of room, until there was none";
  EXPECT_EQ(result.seen[5].found, at_deadline::not_asked) << "a state is no event of the socket";
}

// The trap: EOF has been read, and its edge is used up. The cure stands beside it.
TEST_P(step_beside_a_read_on, that_never_completes_was_readable_and_not_told_and_waiting_first_is_the_cure) {
  if (platform::asio_backend() != "epoll") GTEST_SKIP() << "no edge is lost on " << platform::asio_backend();
  peer const closes(address_family(), [](peer::socket&) {});
  auto const result =
      run({closes.endpoint()},
          "await-state CLOSE_WAIT; recv; recv; await-readable; recv; await-readable; recv", 300ms);
  EXPECT_THAT(outcomes(result), ElementsAre("ok", "ok", "eof", "never", "ok", "eof", "ok", "eof"));
  EXPECT_EQ(result.seen[3].found, at_deadline::untold);
  EXPECT_THAT(describe(result.seen[3]),
              testing::StartsWith("step 3 recv: never completed: readable, and the reactor did not tell"));
}

TEST(is_ready, takes_neither_bytes_nor_the_pending_error_away) {
  asio::io_context io;
  test::socket_pair both(io, test::family::ipv4);
  auto const handle = static_cast<platform::native_socket>(both.client.native_handle());
  EXPECT_FALSE(platform::is_ready(handle, platform::readiness::readable));
  EXPECT_TRUE(platform::is_ready(handle, platform::readiness::writable));
  asio::write(both.server, asio::buffer("x", 1));
  ASSERT_TRUE(test::peer::is_readable(both.client));
  EXPECT_TRUE(platform::is_ready(handle, platform::readiness::readable));
  std::array<char, 8> incoming{};
  EXPECT_EQ(both.client.read_some(asio::buffer(incoming)), 1U);
  test::reset(both.server);
  ASSERT_TRUE(test::peer::is_readable(both.client));
  EXPECT_TRUE(platform::is_ready(handle, platform::readiness::readable));
  boost::system::error_code ec;
  both.client.read_some(asio::buffer(incoming), ec);
  EXPECT_EQ(ec, asio::error::connection_reset);
}

TEST_P(step_on, linger_0_makes_our_own_close_a_reset) {
  for (auto const& [plan_text, expected] :
       {std::pair("linger 0s; close", asio::error::make_error_code(asio::error::connection_reset)),
        std::pair("linger 2s; close", asio::error::make_error_code(asio::error::eof)),
        std::pair("close", asio::error::make_error_code(asio::error::eof))}) {
    boost::system::error_code read;
    {
      peer const reads(address_family(), [&read](peer::socket& client) {
        char byte = 0;
        if (peer::is_readable(client)) client.read_some(asio::buffer(&byte, 1), read);
      });
      run({reads.endpoint()}, plan_text);
    }
    EXPECT_EQ(read, expected) << plan_text;
  }
}

}  // namespace
}  // namespace hangup::client
