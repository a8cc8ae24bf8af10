#include "lab/judge/proof.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "tests/lab/hand_made.hpp"
#include "tests/support/print.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::lab {
namespace {

using namespace test;

using words = std::vector<std::string>;

/// What is missing from `wanted` in `run`; empty when nothing is.
std::string missing(proof const& wanted, record const& run) {
  return missing_proof(wanted, run).value_or("");
}

proof on_the_wire(words tokens) {
  proof wanted;
  wanted.wire = std::move(tokens);
  return wanted;
}

proof not_on_the_wire(words tokens) {
  proof wanted;
  wanted.absent = std::move(tokens);
  return wanted;
}

record run_with(std::vector<segment> const& during, std::vector<segment> const& after = {}) {
  return witnessed(reset_run("native"), during, after);
}

TEST(segments, are_read_in_their_order_and_with_any_spaces_between) {
  EXPECT_EQ(parse_segments("wire", "S:FIN C:data"), (words{"S:FIN", "C:data"}));
  EXPECT_EQ(parse_segments("wire", "  C:SYN\n S:RST "), (words{"C:SYN", "S:RST"}));
  EXPECT_EQ(parse_segments("wire", ""), words{});
}

TEST(segments, that_no_segment_can_be_are_rejected_with_the_member_and_the_word) {
  for (std::string const word :
       {"FIN", "S:", "S:ACK", "S:SYNACK", "X:FIN", "S:fin", "S:FIN,C:data", "C:DATA", "S:14B"})
    EXPECT_EQ(thrown_by<std::invalid_argument>([&] { parse_segments("absent", "S:FIN " + word + " C:SYN"); }),
              "'absent': '" + word +
                  "': expected S: or C: with SYN, FIN, RST, data, handshake or alert, such as S:FIN");
}

TEST(proof, of_nothing_is_there) {
  EXPECT_EQ(missing({}, run_with({})), "");
  EXPECT_EQ(missing({}, reset_run("native")), "");
}

TEST(proof_by_the_wire, is_there_when_the_segments_came_in_that_order_with_anything_between) {
  proof const wanted = on_the_wire({"S:FIN", "C:data", "S:RST"});
  EXPECT_EQ(missing(wanted, run_with({server_fin, client_data, server_reset})), "");
  EXPECT_EQ(missing(wanted, run_with({client_syn, server_syn, server_reset, server_fin, client_syn,
                                      client_data, client_fin, server_reset, client_data})),
            "");
  EXPECT_EQ(missing(wanted, run_with({server_fin, client_data}, {server_reset})), "")
      << "what comes after the plan counts as well";
}

TEST(proof_by_the_wire, is_missing_where_the_order_was_another_and_names_the_first_that_did_not_come) {
  proof const wanted = on_the_wire({"S:FIN", "C:data", "S:RST"});
  EXPECT_EQ(missing(wanted, run_with({server_fin, server_reset, client_data})),
            "S:RST was not on the wire: S:FIN S:RST C:14B");
  EXPECT_EQ(missing(wanted, run_with({client_data, server_fin, server_reset})),
            "C:data was not on the wire: C:14B S:FIN S:RST");
  EXPECT_EQ(missing(wanted, run_with({client_data, server_reset})), "S:FIN was not on the wire: C:14B S:RST");
  EXPECT_EQ(missing(wanted, run_with({})), "S:FIN was not on the wire: nothing");
}

TEST(proof_by_the_wire, wants_the_side_that_was_named) {
  EXPECT_EQ(missing(on_the_wire({"S:FIN"}), run_with({client_fin})), "S:FIN was not on the wire: C:FIN");
  EXPECT_EQ(missing(on_the_wire({"C:FIN"}), run_with({client_fin})), "");
  EXPECT_EQ(missing(on_the_wire({"S:data"}), run_with({client_data})), "S:data was not on the wire: C:14B");
  EXPECT_EQ(missing(on_the_wire({"C:SYN", "S:SYN"}), run_with({client_syn, client_syn})),
            "S:SYN was not on the wire: C:SYN C:SYN");
}

TEST(proof_by_the_wire, wants_a_segment_for_each_word) {
  proof const twice = on_the_wire({"C:data", "C:data"});
  EXPECT_EQ(missing(twice, run_with({client_data, client_data})), "");
  EXPECT_EQ(missing(twice, run_with({client_data})), "C:data was not on the wire: C:14B");
}

TEST(proof_by_the_wire, takes_a_segment_for_each_of_the_things_it_carries) {
  segment last = server_data;
  last.fin = true;
  EXPECT_EQ(missing(on_the_wire({"S:data"}), run_with({last})), "");
  EXPECT_EQ(missing(on_the_wire({"S:FIN"}), run_with({last})), "");
  EXPECT_EQ(missing(on_the_wire({"S:RST"}), run_with({last})), "S:RST was not on the wire: S:4096B+FIN");
}

TEST(proof_by_the_wire, shows_the_beginning_of_a_long_exchange) {
  std::string const text = missing(on_the_wire({"S:RST"}), run_with(std::vector<segment>(1000, server_data)));
  EXPECT_TRUE(text.starts_with("S:RST was not on the wire: S:4096B S:4096B ")) << text;
  EXPECT_TRUE(text.ends_with(" S:4096B ...")) << text;
  EXPECT_LT(text.size(), 200U);
}

TEST(proof_of_absence, is_there_when_no_such_segment_came_before_the_plan_had_ended) {
  proof const wanted = not_on_the_wire({"S:FIN", "C:data"});
  EXPECT_EQ(missing(wanted, run_with({client_syn, server_syn, server_reset})), "");
  EXPECT_EQ(missing(wanted, run_with({server_reset}, {server_fin, client_data})), "")
      << "what closing sends is not the experiment's subject";
}

TEST(proof_of_absence, is_missing_when_one_of_them_came_during_the_plan) {
  proof const wanted = not_on_the_wire({"S:FIN", "C:data"});
  EXPECT_EQ(missing(wanted, run_with({client_syn, server_fin, server_reset})),
            "S:FIN was on the wire: C:SYN S:FIN S:RST");
  EXPECT_EQ(missing(wanted, run_with({client_data}, {server_reset})), "C:data was on the wire: C:14B");
}

TEST(proof_of_absence, lasts_until_the_last_operation_has_completed) {
  record run = run_with({}, {server_fin});
  proof const wanted = not_on_the_wire({"S:FIN"});
  EXPECT_EQ(missing(wanted, run), "");
  std::get<observation>(run.events[run.events.size() - 2].body).elapsed = end_of_plan;
  EXPECT_EQ(missing(wanted, run), "S:FIN was on the wire: S:FIN");
}

TEST(proof_by_counters, wants_the_kernel_to_have_counted_every_one) {
  proof wanted;
  wanted.counters = {"TCPAbortOnData", "OutRsts"};
  record run = run_with({});
  EXPECT_EQ(missing(wanted, run), "the kernel did not count TCPAbortOnData");
  run.counters = {{"TCPAbortOnData", 1}, {"TCPAbortOnClose", 1}};
  EXPECT_EQ(missing(wanted, run), "the kernel did not count OutRsts");
  run.counters["OutRsts"] = 2;
  EXPECT_EQ(missing(wanted, run), "");
}

TEST(proof_by_the_server, wants_the_same_call_with_the_same_outcome) {
  proof wanted;
  wanted.server = "drained connection_reset";
  record run = run_with({});
  auto const reported = [&](std::string call, error_value error) {
    run.events.push_back(
        {.at = {}, .body = server_action{.connection = 1, .name = std::move(call), .error = error}});
  };
  std::string const nothing = "the server did not report 'drained connection_reset'";
  EXPECT_EQ(missing(wanted, run), nothing);
  reported("drained", {code_space::asio_misc, 2});
  EXPECT_EQ(missing(wanted, run), nothing) << "that was eof";
  reported("read", value_of(boost::asio::error::connection_reset));
  EXPECT_EQ(missing(wanted, run), nothing) << "that was another call";
  reported("drained", value_of(boost::asio::error::connection_reset));
  EXPECT_EQ(missing(wanted, run), "");
}

record with_answer(record run, std::uint64_t sent, std::uint64_t received) {
  for (event& happened : run.events)
    if (auto* const seen = std::get_if<observation>(&happened.body); seen != nullptr && seen->step == 2)
      seen->bytes = received;
  server_action const half{.connection = 1, .name = "sent", .bytes = sent / 2};
  run.events.insert(run.events.end(), {{.at = {}, .body = half}, {.at = {}, .body = half}});
  return run;
}

TEST(proof_of_loss, wants_the_client_to_have_received_less_than_the_server_sent) {
  proof wanted;
  wanted.loss = true;
  EXPECT_EQ(missing(wanted, with_answer(run_with({}), 4096, 4094)), "");
  EXPECT_EQ(missing(wanted, with_answer(run_with({}), 4096, 4096)),
            "nothing was lost: sent 4096 bytes, received 4096");
  EXPECT_EQ(missing(wanted, run_with({})), "nothing was lost: sent 0 bytes, received 0");
}

TEST(bytes_from_the_server, are_what_it_sent_and_what_the_client_received_not_what_that_sent) {
  transferred const none = from_server(reset_run("native"));
  EXPECT_EQ(none.sent, 0U);
  EXPECT_EQ(none.received, 0U) << "the client's own 14 bytes";
  transferred const some = from_server(with_answer(reset_run("native"), 100, 7));
  EXPECT_EQ(some.sent, 100U);
  EXPECT_EQ(some.received, 7U);
}

TEST(proof, asks_neither_the_wire_nor_the_kernel_where_there_was_no_cell) {
  proof wanted = on_the_wire({"S:FIN"});
  wanted.counters = {"TCPAbortOnData"};
  EXPECT_EQ(missing(wanted, reset_run("native")), "");
  EXPECT_NE(missing(wanted, run_with({})), "");
}

TEST(proof, asks_the_server_and_for_the_loss_where_there_was_no_cell_too) {
  proof wanted;
  wanted.server = "read eof";
  EXPECT_EQ(missing(wanted, reset_run("native")), "the server did not report 'read eof'");
  wanted = {};
  wanted.loss = true;
  EXPECT_EQ(missing(wanted, reset_run("native")), "nothing was lost: sent 0 bytes, received 0");
}

}  // namespace
}  // namespace hangup::lab
