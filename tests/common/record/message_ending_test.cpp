#include "common/record/message_ending.hpp"

#include <gtest/gtest.h>

#include "common/record/classify.hpp"
#include "common/record/transport.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

constexpr error_value eof{code_space::asio_misc, 2};
constexpr error_value reset{code_space::linux_errno, 104};
constexpr error_value not_connected{code_space::linux_errno, 107};
constexpr error_value cancelled{code_space::linux_errno, 125};
constexpr error_value cut_in_tls{code_space::asio_ssl_stream, 1};
constexpr error_value end_of_stream{code_space::beast_http, 1};
constexpr error_value partial{code_space::beast_http, 2};
constexpr error_value bad_version{code_space::beast_http, 14};
constexpr error_value timeout{code_space::beast, 1};
constexpr error_value closed{code_space::beast_websocket, 1};
constexpr error_value declined{code_space::beast_websocket, 20};
constexpr error_value bad_opcode{code_space::beast_websocket, 21};

constexpr auto get = operation::http_get;
constexpr auto answer = operation::http_response;
constexpr auto upgrade = operation::ws_connect;
constexpr auto recv = operation::ws_recv;
constexpr auto close = operation::ws_close;

observation step(operation op, error_value error = {}, error_value transport = {},
                 std::uint16_t peer_code = 0) {
  return {.op = op, .error = error, .transport = transport, .peer_code = peer_code};
}

observation never(operation op, std::uint16_t peer_code = 0) {
  return {.op = op, .status = completion::never_completed, .peer_code = peer_code};
}

std::vector<observation> steps(std::vector<observation> plan) {
  plan.insert(plan.begin(), {.op = operation::connect});
  for (std::size_t i = 0; i < plan.size(); ++i)
    plan[i].step = static_cast<std::uint32_t>(i);
  return plan;
}

struct example {
  std::string name;
  std::vector<observation> seen;
  message_ending ended_as;
  ending transport;
  std::uint16_t peer_code = 0;
  std::string hidden{};
};

void PrintTo(example const& tested, std::ostream* out) {
  *out << tested.name;
}

class messages : public testing::TestWithParam<example> {};

TEST_P(messages, end_as_was_reported) {
  auto const verdict = classify_messages(GetParam().seen);
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(to_string(verdict->ended_as), to_string(GetParam().ended_as));
  EXPECT_EQ(verdict->peer_code, GetParam().peer_code);
  ending const transport = classify(GetParam().seen);
  EXPECT_EQ(to_string(transport), to_string(GetParam().transport));
  EXPECT_EQ(hidden_behind(verdict->cause, transport), GetParam().hidden);
}

using m = message_ending;

INSTANTIATE_TEST_SUITE_P(
    of_http, messages,
    testing::Values(
        example{"whole", steps({step(get), step(answer, {}, {}, 200)}), m::still_open, ending::still_open,
                200},
        example{"until_close", steps({step(get), step(answer, {}, eof, 200)}), m::ended_by_close,
                ending::peer_finished, 200},
        example{"nothing", steps({step(get), step(answer, end_of_stream, eof)}), m::unanswered,
                ending::peer_finished},
        example{"nothing_over_tls", steps({step(get), step(answer, cut_in_tls, eof)}), m::unanswered,
                ending::peer_finished},
        example{"part", steps({step(get), step(answer, partial, eof, 200)}), m::truncated,
                ending::peer_finished, 200},
        example{"part_over_tls", steps({step(get), step(answer, cut_in_tls, eof, 200)}), m::truncated,
                ending::peer_finished, 200},
        example{"reset", steps({step(get), step(answer, reset, reset, 200)}), m::reset, ending::peer_reset,
                200},
        example{"reset_that_the_write_took",
                steps({step(get, reset, reset), step(answer, end_of_stream, eof)}), m::reset,
                ending::peer_reset},
        example{"answered_although_the_write_failed",
                steps({step(get, reset, reset), step(answer, {}, {}, 413)}), m::still_open,
                ending::peer_reset, 413},
        example{"an_answer_before_the_connection_was_closed",
                steps({step(get), step(answer, {}, {}, 200), step(get), step(answer, end_of_stream, eof)}),
                m::unanswered, ending::peer_finished, 200},
        example{"no_http", steps({step(get), step(answer, bad_version)}), m::not_understood,
                ending::still_open},
        example{"expired", steps({step(get), step(answer, timeout)}), m::expired, ending::still_open},
        example{"never", steps({step(get), never(answer)}), m::still_open, ending::still_open}),
    [](auto const& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    of_websocket, messages,
    testing::Values(
        example{"open", steps({step(upgrade), step(recv)}), m::still_open, ending::still_open},
        example{"close_frame", steps({step(upgrade), step(recv, closed, eof, 1000)}), m::orderly,
                ending::peer_finished, 1000},
        example{"close_frame_without_a_code", steps({step(upgrade), step(recv, closed, eof)}), m::orderly,
                ending::peer_finished},
        example{"close_frame_and_a_closed_socket",
                steps({step(upgrade), step(recv, not_connected, eof, 1001), step(recv, cancelled)}),
                m::orderly, ending::peer_finished, 1001},
        example{"close_frame_and_reset", steps({step(upgrade), step(recv, reset, reset, 1000)}), m::orderly,
                ending::peer_reset, 1000},
        example{"close_frame_and_silence", steps({step(upgrade), never(recv, 1000)}), m::orderly,
                ending::still_open, 1000},
        example{"our_close", steps({step(upgrade), step(close, {}, eof, 1000)}), m::orderly,
                ending::peer_finished, 1000},
        example{"our_close_unanswered", steps({step(upgrade), step(close, eof, eof)}), m::truncated,
                ending::peer_finished},
        example{"no_close_frame", steps({step(upgrade), step(recv, eof, eof), step(recv, cancelled)}),
                m::truncated, ending::peer_finished},
        example{"reset_within_a_message", steps({step(upgrade), step(recv, reset, reset)}), m::reset,
                ending::peer_reset},
        example{"declined", steps({step(upgrade, declined)}), m::declined, ending::still_open},
        example{"no_answer", steps({step(upgrade, end_of_stream, eof)}), m::unanswered,
                ending::peer_finished},
        example{"a_frame_of_no_kind", steps({step(upgrade), step(recv, bad_opcode)}), m::not_understood,
                ending::still_open}),
    [](auto const& tested) { return tested.param.name; });

TEST(messages_of_a_plan_without_them, are_none) {
  EXPECT_EQ(classify_messages(steps({step(operation::send), step(operation::recv, eof)})), std::nullopt);
  observation const skipped{.op = get, .status = completion::not_available};
  EXPECT_EQ(classify_messages(steps({skipped})), std::nullopt);
}

TEST(message_ending, has_a_name_and_a_sentence_each) {
  for (message_ending const known : all_message_endings()) {
    EXPECT_EQ(message_ending_named(to_string(known)), known);
    EXPECT_FALSE(sentence(known).empty());
  }
  EXPECT_EQ(message_ending_named("fnord"), std::nullopt);
}

TEST(what_is_hidden, is_a_reset_behind_an_error_that_is_none) {
  EXPECT_EQ(hidden_behind(end_of_stream, ending::peer_reset),
            "the reset was hidden behind end of stream [beast.http:1] beast::http::error::end_of_stream");
  EXPECT_EQ(hidden_behind(reset, ending::peer_reset), "");
  EXPECT_EQ(hidden_behind(end_of_stream, ending::peer_finished), "");
}

}  // namespace
}  // namespace hangup
