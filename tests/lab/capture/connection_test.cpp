#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "lab/capture/capture_analysis.hpp"
#include "lab/capture/capture_verdict.hpp"

namespace hangup::lab {
namespace {

using testing::HasSubstr;

constexpr endpoint client_end{.address = {0, 1}, .port = 50000};
constexpr endpoint server_end{.address = {0, 2}, .port = 80};

/// Packets between a client and a server, as two hosts would number them.
class conversation {
 public:
  tcp_packet& add(side from, tcp_packet packet) {
    bool const is_client = from == side::client;
    packet.from = is_client ? client_end : server_end;
    packet.to = is_client ? server_end : client_end;
    auto& [next, peer_next] = is_client ? numbers_ : reversed_;
    packet.sequence = next;
    packet.acknowledges = peer_next;
    packet.window = packet.rst ? 0 : 1000;
    packet.hops_left = is_client ? 64 : 57;
    next += packet.bytes + (packet.syn ? 1 : 0) + (packet.fin ? 1 : 0);
    return packets.emplace_back(packet);
  }
  conversation& handshake() {
    add(side::client, {.syn = true});
    add(side::server, {.syn = true, .ack = true});
    return ack(side::client);
  }
  conversation& ack(side from) { return add(from, {.ack = true}), *this; }
  conversation& data(side from, std::uint32_t bytes) {
    return add(from, {.bytes = bytes, .ack = true}), *this;
  }
  conversation& fin(side from) { return add(from, {.fin = true, .ack = true}), *this; }
  conversation& rst(side from) { return add(from, {.rst = true, .ack = true}), *this; }
  conversation& again() { return packets.push_back(packets.back()), *this; }

  std::vector<connection> connections() const {
    capture_analysis analysis;
    for (tcp_packet const& one : packets)
      analysis.add(one, std::chrono::milliseconds(analysis.packets()));
    auto const all = analysis.finish();
    return {all.begin(), all.end()};
  }
  connection only() const {
    auto const all = connections();
    EXPECT_EQ(all.size(), 1U);
    return all.front();
  }

  std::vector<tcp_packet> packets;

 private:
  struct numbers {
    std::uint32_t& next;
    std::uint32_t& peer_next;
  };
  std::uint32_t client_next_ = 0xfffffff0U;  // soon beyond 2^32
  std::uint32_t server_next_ = 7000;
  numbers numbers_{client_next_, server_next_};
  numbers reversed_{server_next_, client_next_};
};

struct expected {
  course went;
  std::optional<side> by;
  packet_number proof;
  ending client, server;
  bool operator==(expected const&) const = default;
};

void PrintTo(expected const& of, std::ostream* out) {
  *out << to_string(of.went) << " by "
       << (!of.by                   ? "nobody"
           : *of.by == side::client ? "client"
                                    : "server")
       << " #" << of.proof << ", client " << to_string(of.client) << ", server " << to_string(of.server);
}

expected judged(conversation const& said) {
  capture_verdict const of = judge(said.only());
  return {of.went, of.by, of.proof, of.client, of.server};
}

TEST(a_capture, of_two_fins_tells_who_closed_first) {
  conversation said;
  said.handshake()
      .data(side::client, 100)
      .data(side::server, 200)
      .fin(side::server)
      .fin(side::client)
      .ack(side::server);
  EXPECT_EQ(judged(said),
            (expected{course::orderly, side::server, 6, ending::peer_finished, ending::peer_finished}));
  connection const seen = said.only();
  EXPECT_EQ(seen.of(side::client).bytes, 100U);
  EXPECT_EQ(seen.of(side::server).bytes, 200U);
  EXPECT_EQ(judge(seen).suspicion, 0U);
}

TEST(a_capture, of_one_fin_tells_that_the_other_side_is_open) {
  conversation said;
  said.handshake().fin(side::client).ack(side::server);
  EXPECT_EQ(judged(said),
            (expected{course::half_closed, side::client, 4, ending::still_open, ending::peer_finished}));
}

TEST(a_capture, of_a_reset_without_a_fin_is_a_reset_by_the_peer) {
  conversation said;
  said.handshake().data(side::client, 14).rst(side::server);
  EXPECT_EQ(judged(said),
            (expected{course::reset, side::server, 5, ending::peer_reset, ending::aborted_locally}));
  EXPECT_TRUE(said.only().has(oddity::reset_over_data));
}

TEST(a_capture, of_a_fin_after_a_reset_is_a_reset) {
  conversation said;
  said.handshake().rst(side::server).fin(side::server);
  EXPECT_EQ(judged(said),
            (expected{course::reset, side::server, 4, ending::peer_reset, ending::aborted_locally}));
  EXPECT_EQ(story_of(said.only(), judge(said.only())), "the server reset it (#4)");
}

TEST(a_capture, of_a_reset_after_an_answer_has_no_bytes_unread) {
  conversation said;
  said.handshake().data(side::client, 14).data(side::server, 14).rst(side::server);
  EXPECT_FALSE(said.only().has(oddity::reset_over_data));
}

TEST(a_capture, of_data_to_a_closed_peer_is_a_reset_after_fin) {
  conversation said;
  said.handshake().fin(side::server).ack(side::client).data(side::client, 5).rst(side::server);
  EXPECT_EQ(judged(said),
            (expected{course::reset, side::server, 4, ending::reset_after_fin, ending::cancelled}));
  EXPECT_TRUE(said.only().has(oddity::data_after_fin));
}

TEST(a_capture, of_a_reset_that_answers_a_fin_says_so) {
  conversation said;
  said.handshake().fin(side::client).rst(side::server);
  EXPECT_EQ(judged(said),
            (expected{course::reset, side::client, 4, ending::peer_reset, ending::peer_finished}));
  EXPECT_TRUE(said.only().has(oddity::fin_met_by_reset));
}

TEST(a_capture, of_a_reset_in_place_of_a_syn_is_a_refusal) {
  conversation said;
  said.add(side::client, {.syn = true});
  said.add(side::server, {.rst = true, .ack = true}).sequence = 0;
  EXPECT_EQ(judged(said),
            (expected{course::refused, side::server, 2, ending::refused, ending::not_connected}));
}

TEST(a_capture, of_syns_alone_has_no_answer) {
  conversation said;
  said.add(side::client, {.syn = true});
  said.again().again();
  EXPECT_EQ(judged(said),
            (expected{course::no_answer, std::nullopt, 0, ending::timed_out, ending::still_open}));
  EXPECT_THAT(story_of(said.only(), judge(said.only())), HasSubstr("sent 3 times"));
}

TEST(a_capture, of_data_that_nobody_acknowledges_is_a_time_out) {
  conversation said;
  said.handshake().data(side::client, 100).again().again();
  EXPECT_EQ(judged(said),
            (expected{course::unanswered, std::nullopt, 6, ending::timed_out, ending::still_open}));
  said.ack(side::server);
  EXPECT_EQ(judged(said), (expected{course::open, std::nullopt, 0, ending::still_open, ending::still_open}))
      << "late, but acknowledged";
}

TEST(a_capture, of_unanswered_keep_alive_probes_is_a_time_out_of_who_resets) {
  conversation said;
  said.handshake().data(side::client, 5).ack(side::server);
  for (int i = 0; i < 3; ++i)
    said.add(side::client, {.ack = true}).sequence -= 1;
  said.rst(side::client);
  EXPECT_EQ(judged(said), (expected{course::reset, side::client, 9, ending::timed_out, ending::peer_reset}));
}

TEST(a_capture, that_begins_in_the_middle_takes_the_higher_port_for_the_client) {
  conversation said;
  said.data(side::server, 10).ack(side::client).rst(side::client);
  connection const seen = said.only();
  EXPECT_EQ(seen.ends[0], client_end);
  EXPECT_TRUE(seen.has(oddity::start_missing));
  EXPECT_EQ(judged(said),
            (expected{course::reset, side::client, 3, ending::aborted_locally, ending::peer_reset}));
}

TEST(a_capture, counts_bytes_once_and_tells_what_was_sent_again) {
  conversation said;
  said.handshake().data(side::client, 100).again().ack(side::server);
  connection const seen = said.only();
  EXPECT_EQ(seen.of(side::client).bytes, 100U);
  EXPECT_TRUE(seen.has(oddity::retransmitted));
}

TEST(a_capture, out_of_order_ends_the_same) {
  conversation said;
  said.handshake()
      .data(side::server, 10)
      .data(side::server, 20)
      .ack(side::client)
      .fin(side::server)
      .ack(side::client);
  conversation other = said;
  std::swap(other.packets[3], other.packets[4]);
  EXPECT_EQ(judged(said), judged(other));
  EXPECT_EQ(judged(other),
            (expected{course::half_closed, side::server, 7, ending::peer_finished, ending::still_open}));
}

TEST(a_capture, that_misses_packets_says_so) {
  conversation said;
  said.handshake().data(side::client, 100).ack(side::server);
  said.packets.erase(said.packets.begin() + 3);
  EXPECT_TRUE(said.only().has(oddity::packets_missing));
}

TEST(a_capture, of_a_packet_seen_at_two_interfaces_tells_of_no_retransmission) {
  conversation said;
  said.handshake();
  said.add(side::client, {.bytes = 10, .ack = true, .ip_id = 77});
  said.again().ack(side::server);
  EXPECT_FALSE(said.only().has(oddity::retransmitted));
}

TEST(a_capture, of_a_port_used_again_has_two_connections) {
  conversation said;
  said.handshake().fin(side::client).fin(side::server).ack(side::client).handshake();
  EXPECT_EQ(said.connections().size(), 2U);
  EXPECT_EQ(said.connections().back().first, 7U);
}

TEST(a_reset, that_comes_from_farther_than_its_sender_is_a_strangers) {
  conversation said;
  said.handshake().data(side::client, 10).ack(side::server).rst(side::server);
  EXPECT_FALSE(said.only().has(oddity::reset_of_a_stranger));
  said.packets.back().hops_left = 120;
  EXPECT_TRUE(said.only().has(oddity::reset_of_a_stranger));
}

TEST(a_reset, with_a_number_far_off_does_not_count) {
  conversation said;
  said.handshake().data(side::client, 10).ack(side::server).rst(side::server);
  said.packets.back().sequence += 1'000'000;
  EXPECT_TRUE(said.only().has(oddity::reset_ignored));
  EXPECT_EQ(judge(said.only()).went, course::open);
}

TEST(a_reset, after_both_fins_changes_nothing) {
  conversation said;
  said.handshake().fin(side::client).fin(side::server).ack(side::client).rst(side::server);
  EXPECT_EQ(judge(said.only()).went, course::orderly);
  EXPECT_TRUE(said.only().has(oddity::late_reset));
}

TEST(a_window, of_zero_is_noted_with_its_receiver) {
  conversation said;
  said.handshake().data(side::client, 10).ack(side::server);
  said.packets.back().window = 0;
  connection const seen = said.only();
  ASSERT_TRUE(seen.has(oddity::zero_window));
  EXPECT_EQ(seen.odd_of[static_cast<std::size_t>(oddity::zero_window)], side::server);
}

TEST(icmp, before_a_connection_stands_ends_it) {
  for (auto const& [refused, ends] :
       {std::pair(true, ending::refused), std::pair(false, ending::unreachable)}) {
    conversation said;
    said.add(side::client, {.syn = true});
    capture_analysis analysis;
    analysis.add(said.packets.front(), {});
    analysis.add(unreachable_notice{.from = client_end, .to = server_end, .refused = refused}, {});
    EXPECT_EQ(judge(analysis.finish().front()).client, ends);
  }
}

TEST(what_is_kept_of_a_connection, is_less_than_a_kibibyte) {
  EXPECT_LE(sizeof(connection), 700U);
}

}  // namespace
}  // namespace hangup::lab
