#include "common/record/tls_ending.hpp"
#include "common/record/transport.hpp"

#include <gtest/gtest.h>

#include "common/record/classify.hpp"
#include "tests/support/print.hpp"

namespace hangup {
namespace {

constexpr error_value eof{code_space::asio_misc, 2};
constexpr error_value reset{code_space::linux_errno, 104};
constexpr error_value broken_pipe{code_space::linux_errno, 32};
constexpr error_value truncated{code_space::asio_ssl_stream, 1};
constexpr error_value unexpected_eof{code_space::asio_ssl, 0x0A000126};
constexpr error_value bad_record_mac{code_space::asio_ssl, 0x0A0003FC};
constexpr error_value wrong_version{code_space::asio_ssl, 0x0A00010B};
constexpr error_value verify_failed{code_space::asio_ssl, 0x0A000086};
constexpr error_value after_close_notify{code_space::asio_ssl, 0x0A000123};

observation step(operation op, error_value error = {}, error_value transport = {}) {
  return {.op = op, .error = error, .transport = transport};
}

observation never(operation op) {
  return {.op = op, .status = completion::never_completed};
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
  tls_ending ended_as;
  ending transport;
  std::string hidden{};
};

void PrintTo(example const& tested, std::ostream* out) {
  *out << tested.name;
}

class tls : public testing::TestWithParam<example> {};

TEST_P(tls, ends_as_the_first_report_says) {
  auto const verdict = classify_tls(GetParam().seen);
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(to_string(verdict->ended_as), to_string(GetParam().ended_as));
  ending const transport = classify(GetParam().seen);
  EXPECT_EQ(to_string(transport), to_string(GetParam().transport));
  EXPECT_EQ(hidden_behind(verdict->cause, transport), GetParam().hidden);
}

constexpr auto send = operation::send;
constexpr auto recv = operation::recv;
constexpr auto handshake = operation::tls;
constexpr auto shutdown = operation::tls_shutdown;

INSTANTIATE_TEST_SUITE_P(
    of, tls,
    testing::Values(
        example{"nothing_yet", steps({step(handshake), step(send)}), tls_ending::still_open,
                ending::still_open},
        example{"close_notify", steps({step(handshake), step(recv, eof, eof)}), tls_ending::orderly,
                ending::peer_finished},
        example{"close_notify_over_an_open_connection", steps({step(handshake), step(recv, eof)}),
                tls_ending::orderly, ending::still_open},
        example{"close_notify_then_reset",
                steps({step(handshake), step(recv, eof), step(shutdown, reset, reset)}), tls_ending::orderly,
                ending::peer_reset, "the reset was hidden behind End of file [asio.misc:2] asio::error::eof"},
        example{"fin_alone", steps({step(handshake), step(recv, truncated, eof)}), tls_ending::truncated,
                ending::peer_finished},
        example{"fin_alone_with_openssl", steps({step(handshake), step(recv, unexpected_eof, eof)}),
                tls_ending::truncated, ending::peer_finished},
        example{"reset", steps({step(handshake), step(recv, reset, reset), step(recv, truncated, eof)}),
                tls_ending::reset, ending::peer_reset},
        example{"reset_that_a_write_took",
                steps({step(handshake), step(send, broken_pipe, broken_pipe), step(recv, truncated, eof)}),
                tls_ending::reset, ending::undetermined},
        example{"alert_and_what_follows",
                steps({step(handshake), step(recv, bad_record_mac), step(recv, eof), step(send, eof)}),
                tls_ending::alert, ending::still_open},
        example{"alert_in_the_handshake", steps({step(handshake, {code_space::asio_ssl, 0x0A000410})}),
                tls_ending::alert, ending::still_open},
        example{"plain_text", steps({step(handshake, wrong_version)}), tls_ending::not_tls,
                ending::still_open},
        example{"an_alert_that_is_not_listed",
                steps({step(handshake), step(recv, {code_space::asio_ssl, 0x0A0003E8 + 113})}),
                tls_ending::alert, ending::still_open},
        example{"a_record_that_cannot_be_read",
                steps({step(handshake), step(recv, {code_space::asio_ssl, 0x1C80006C})}), tls_ending::not_tls,
                ending::still_open},
        example{"a_certificate_that_we_refuse", steps({step(handshake, verify_failed)}),
                tls_ending::handshake_failed, ending::still_open},
        example{"a_handshake_that_is_cut", steps({step(handshake, truncated, eof)}),
                tls_ending::handshake_failed, ending::peer_finished},
        example{"close_notify_in_the_handshake", steps({step(handshake, eof)}), tls_ending::handshake_failed,
                ending::still_open},
        example{"a_handshake_without_an_end", steps({never(handshake)}), tls_ending::handshake_failed,
                ending::still_open},
        example{"a_shutdown_without_an_end", steps({step(handshake), never(shutdown)}),
                tls_ending::still_open, ending::still_open},
        example{"our_own_haste", steps({step(handshake), step(shutdown, after_close_notify)}),
                tls_ending::still_open, ending::still_open}),
    [](auto const& tested) { return tested.param.name; });

TEST(tls_of_a_plan_without_it, is_none) {
  EXPECT_EQ(classify_tls(steps({step(send), step(recv, eof)})), std::nullopt);
}

TEST(tls_ending, has_a_name_and_a_sentence_each) {
  for (tls_ending const known : all_tls_endings()) {
    EXPECT_EQ(tls_ending_named(to_string(known)), known);
    EXPECT_FALSE(sentence(known).empty());
  }
}

}  // namespace
}  // namespace hangup
