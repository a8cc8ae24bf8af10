#include "common/plan/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "tests/support/print.hpp"
#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr std::array every_verb = {operation::wait,          operation::await_readable,
                                   operation::await_state,   operation::keepalive,
                                   operation::user_timeout,  operation::linger,
                                   operation::send,          operation::recv,
                                   operation::recv_all,      operation::both,
                                   operation::tls,           operation::tls_shutdown,
                                   operation::shutdown_send, operation::shutdown_receive,
                                   operation::so_error,      operation::cancel,
                                   operation::close,         operation::abort_locally,
                                   operation::expires_after, operation::http_get,
                                   operation::http_post,     operation::http_response,
                                   operation::ws_connect,    operation::ws_send,
                                   operation::ws_recv,       operation::ws_close};

std::string error_of(std::string_view text) {
  return thrown_by<plan_error>([text] { parse_plan(text); });
}

TEST(plan, the_recorded_plan_is_send_recv_send_recv) {
  plan const expected{{{.op = operation::send},
                       {.op = operation::recv, .size = 1024},
                       {.op = operation::send},
                       {.op = operation::recv, .size = 1024}}};
  EXPECT_EQ(parse_plan(recorded_plan), expected);
}

TEST(plan, every_argument_goes_into_its_step) {
  plan const expected{{{.op = operation::wait, .duration = 1s},
                       {.op = operation::await_readable},
                       {.op = operation::await_state, .state = tcp_state::close_wait},
                       {.op = operation::send, .text = "bye"},
                       {.op = operation::send, .size = 65536},
                       {.op = operation::recv, .size = 64}}};
  EXPECT_EQ(parse_plan("wait 1s; await-readable; await-state CLOSE_WAIT; send \"bye\"; send 64k; recv 64"),
            expected);
}

TEST(plan, every_argument_of_an_option_or_an_ending_goes_into_its_step) {
  plan const expected{{{.op = operation::keepalive, .duration = 1s, .interval = 2s, .probes = 3},
                       {.op = operation::user_timeout, .duration = 500ms},
                       {.op = operation::linger, .duration = 2s},
                       {.op = operation::recv_all},
                       {.op = operation::both, .size = 64U << 10U},
                       {.op = operation::shutdown_send},
                       {.op = operation::shutdown_receive},
                       {.op = operation::so_error},
                       {.op = operation::cancel},
                       {.op = operation::close},
                       {.op = operation::abort_locally},
                       {.op = operation::abort_locally, .during_recv = true}}};
  EXPECT_EQ(parse_plan("keepalive 1s 2s 3; user-timeout 500ms; linger 2s; recv-all; both 64k; shutdown-send; "
                       "shutdown-receive; so-error; cancel; close; abort-locally; abort-locally during-recv"),
            expected);
}

TEST(plan, both_writes_more_than_the_buffers_take_where_it_is_not_told_how_much) {
  EXPECT_EQ(parse_plan("both").steps.at(0).size, 16U << 20U);
}

TEST(plan, a_canonical_text_is_printed_as_it_was_read) {
  for (std::string_view const text :
       {"send", "recv", "recv 1", "recv 64k", "send 1M", "send \"a\"", "wait 250ms", "wait 0s",
        "await-readable", "await-state CLOSED", "wait 1s; send; recv; send; recv",
        R"(send "say \"hi\"\r\n\\"; recv)", R"(send ";"; send " ; recv")",
        "keepalive 1s 250ms 127; user-timeout 500ms; linger 0s; linger 2s",
        "both; both 1; both 64M; recv-all",
        "shutdown-send; shutdown-receive; so-error; cancel; close; abort-locally; abort-locally during-recv"})
    EXPECT_EQ(to_string(parse_plan(text)), text);
}

TEST(plan, every_argument_of_http_or_websocket_goes_into_its_step) {
  plan const expected{{{.op = operation::expires_after, .duration = 200ms},
                       {.op = operation::http_get, .text = "/a?b=c"},
                       {.op = operation::http_post, .size = 1U << 20U},
                       {.op = operation::http_response},
                       {.op = operation::ws_connect, .text = "/chat"},
                       {.op = operation::ws_send, .text = "hi"},
                       {.op = operation::ws_recv},
                       {.op = operation::ws_close, .close_code = 1001}}};
  std::string_view const text =
      "expires-after 200ms; http-get /a?b=c; http-post 1M; http-response; ws-connect /chat; ws-send \"hi\"; "
      "ws-recv; ws-close 1001";
  EXPECT_EQ(parse_plan(text), expected);
  EXPECT_EQ(to_string(expected), text);
  EXPECT_TRUE(asks_for_messages(expected));
  EXPECT_FALSE(asks_for_messages(parse_plan("tls; send")));
}

TEST(plan, of_http_or_websocket_has_the_usual_arguments) {
  plan const expected{{{.op = operation::http_get, .text = "/"},
                       {.op = operation::http_post, .size = 64U << 10U},
                       {.op = operation::ws_connect, .text = "/"},
                       {.op = operation::ws_close, .close_code = 1000}}};
  std::string_view const text = "http-get; http-post; ws-connect; ws-close";
  EXPECT_EQ(parse_plan(text), expected);
  EXPECT_EQ(to_string(expected), text);
}

TEST(plan, starts_a_layer_once_and_before_what_is_above_it) {
  EXPECT_EQ(error_of("ws-recv"), "plan: step 1: 'ws-recv': expected 'ws-connect' before it");
  EXPECT_EQ(error_of("ws-connect; ws-connect"),
            "plan: step 2: 'ws-connect': expected it once, WebSocket is there already");
  EXPECT_EQ(error_of("ws-connect; http-get"), "plan: step 2: 'http-get': expected it before 'ws-connect'");
  EXPECT_EQ(error_of("ws-connect; tls"), "plan: step 2: 'tls': expected it before 'ws-connect'");
  EXPECT_NO_THROW(parse_plan("tls; http-get; ws-connect; ws-close; tls-shutdown"));
}

TEST(plan, a_path_cannot_break_the_line_of_a_request) {
  for (std::string_view const path : {"index.html", "/caf\xC3\xA9", "/\x7f"})
    EXPECT_NE(error_of("http-get " + std::string(path)).find("expected a path such as /index.html"),
              std::string::npos);
  EXPECT_EQ(error_of("http-get \"/ HTTP/1.1\""), "plan: step 1: http-get: takes no text");
}

TEST(plan, a_close_code_is_one_of_rfc_6455) {
  for (std::string_view const code : {"999", "5000", "x", "-1"})
    EXPECT_EQ(error_of("ws-connect; ws-close " + std::string(code)),
              "plan: step 2: ws-close: '" + std::string(code) + "': expected a close code, 1000 to 4999");
}

TEST(plan, has_tls_once_and_before_it_is_shut_down) {
  EXPECT_EQ(to_string(parse_plan("send; tls; send; recv; tls-shutdown; recv")),
            "send; tls; send; recv; tls-shutdown; recv");
  EXPECT_EQ(error_of("send; tls-shutdown"), "plan: step 2: 'tls-shutdown': expected 'tls' before it");
  EXPECT_EQ(error_of("tls; send; tls"), "plan: step 3: 'tls': expected it once, TLS is there already");
  EXPECT_TRUE(asks_for_tls(parse_plan("send; tls")));
  EXPECT_FALSE(asks_for_tls(parse_plan("send; recv")));
}

TEST(plan, blanks_and_a_last_semicolon_do_not_matter) {
  plan const expected = parse_plan("send \"a\"; recv 2");
  EXPECT_EQ(parse_plan("\n send\t\"a\" ;recv 2;\n"), expected);
  EXPECT_EQ(parse_plan("send\"a\";recv 2"), expected);
  EXPECT_EQ(parse_plan(" keepalive\t1s\n2s  3 ;abort-locally\nduring-recv;"),
            parse_plan("keepalive 1s 2s 3; abort-locally during-recv"));
  EXPECT_NE(parse_plan("send \"a \"; recv 2"), expected) << "inside quotes a blank is a byte";
}

/// Text in which everything that has a meaning in a plan is likely to occur.
std::string random_text(std::mt19937& random) {
  constexpr std::string_view alphabet = "ab;\"\\ \n\r\tnr:[]\x01\xff";
  std::string text(1 + random() % 12, '?');
  for (char& c : text)
    c = alphabet[random() % alphabet.size()];
  return text;
}

step random_step(std::mt19937& random) {
  step s{.op = every_verb[random() % every_verb.size()]};
  constexpr std::array units = {1ns, 1'000ns, 1'000'000ns, 1'000'000'000ns, 60'000'000'000ns};
  switch (s.op) {
    case operation::linger:
    case operation::user_timeout:
    case operation::expires_after:
    case operation::wait: s.duration = units[random() % units.size()] * (random() % 546); break;
    case operation::await_state: s.state = static_cast<tcp_state>(1 + random() % 11); break;
    case operation::send:
      if (auto const kind = random() % 3; kind == 1)
        s.text = random_text(random);
      else if (kind == 2)
        s.size = 1 + random() % (64u << 20u);
      break;
    case operation::http_get: s.text = "/" + std::to_string(random()); break;
    case operation::both:
    case operation::http_post:
    case operation::recv: s.size = (1u + random() % 2048u) << (random() % 15u); break;
    case operation::keepalive:
      s.duration = units[random() % units.size()] * (random() % 546);
      s.interval = units[random() % units.size()] * (random() % 546);
      s.probes = 1 + static_cast<unsigned>(random() % 127);
      break;
    case operation::abort_locally: s.during_recv = random() % 2 == 0; break;
    default: break;
  }
  return s;
}

TEST(plan, printing_and_parsing_gives_the_same_plan) {
  std::mt19937 random(1);  // the same plans in every run
  for (int i = 0; i < 5000; ++i) {
    plan p;
    p.steps.resize(1 + random() % 6);
    for (step& s : p.steps)
      do
        s = random_step(random);
      while (s.op == operation::tls || s.op == operation::tls_shutdown ||
             is_websocket(s.op));  // those have an order
    ASSERT_EQ(parse_plan(to_string(p)), p) << to_string(p);
  }
}

TEST(plan, an_error_says_which_step_and_what_was_expected) {
  struct row {
    std::string_view text, error;
  };
  for (auto const& [text, error] : {
           row{"snd", "plan: step 1: 'snd': did you mean 'send'?"},
           row{"send; recv; rcv 5", "plan: step 3: 'rcv': did you mean 'recv'?"},
           row{"send; fnord",
               "plan: step 2: 'fnord': expected one of: wait, await-readable, await-state, keepalive, "
               "user-timeout, linger, expires-after, "
               "send, recv, recv-all, both, shutdown-send, shutdown-receive, so-error, cancel, close, "
               "abort-locally, tls, tls-shutdown, http-get, http-post, http-response, ws-connect, ws-send, "
               "ws-recv, ws-close"},
           row{"", "plan: is empty; expected steps such as 'send; recv; send; recv'"},
           row{" \n", "plan: is empty; expected steps such as 'send; recv; send; recv'"},
           row{";", "plan: step 1: is empty; expected a step such as send or recv"},
           row{"send;; recv", "plan: step 2: is empty; expected a step such as send or recv"},
           row{"send recv", "plan: step 1: send: 'recv': expected a size such as 14, 64k or 1M"},
           row{"recv 5 6", "plan: step 1: '6': expected ';' before the next step"},
           row{"recv 0", "plan: step 1: recv: '0': expected 1 to 64M bytes"},
           row{"recv; send 2G", "plan: step 2: send: '2G': expected 1 to 64M bytes"},
           row{"wait", "plan: step 1: wait: expected a duration such as 250ms, 2s or 1m"},
           row{"wait 5", "plan: step 1: wait: '5': expected a duration such as 250ms, 2s or 1m"},
           row{"await-state", "plan: step 1: await-state: expected a TCP state such as CLOSE_WAIT or CLOSED"},
           row{"await-state OPEN",
               "plan: step 1: await-state: 'OPEN': expected a TCP state such as CLOSE_WAIT or CLOSED"},
           row{"await-state ?",
               "plan: step 1: await-state: '?': expected a TCP state such as CLOSE_WAIT or CLOSED"},
           row{"await-readable now", "plan: step 1: await-readable: takes no argument, got 'now'"},
           row{"recv \"a\"", "plan: step 1: recv: takes no text"},
           row{"send \"\"", "plan: step 1: send: expected a text of 1 to 1024 bytes"},
           row{"recv; send \"abc", "plan: step 2: a text without its closing '\"'"},
           row{"send \"abc\\", "plan: step 1: a text without its closing '\"'"},
           row{"send \"\\t\"",
               "plan: step 1: '\\t': expected \\n, \\r, \\\", \\\\ or \\x and two hexadecimal digits"},
           row{"\"send\"", "plan: step 1: 'send': did you mean 'send'?"},
       })
    EXPECT_EQ(error_of(text), error) << text;
}

TEST(plan, an_error_in_an_argument_says_what_the_step_takes) {
  constexpr std::string_view three = "expected idle time, interval and probes, such as 1s 1s 1";
  constexpr std::string_view duration = "expected a duration such as 250ms, 2s or 1m";
  for (auto const& [text, where, expected] : std::initializer_list<std::array<std::string_view, 3>>{
           {"both 65M", "both: '65M'", "expected 1 to 64M bytes"},
           {"both 0", "both: '0'", "expected 1 to 64M bytes"},
           {"both x", "both: 'x'", "expected a size such as 14, 64k or 1M"},
           {"both \"x\"", "both", "takes no text"},
           {"keepalive", "keepalive", three},
           {"keepalive 1s 1s", "keepalive", three},
           {"keepalive 1 1s 1", "keepalive: '1'", duration},
           {"keepalive 1s x 1", "keepalive: 'x'", duration},
           {"keepalive 1s 1s 0", "keepalive: '0'", "expected 1 to 127 probes"},
           {"keepalive 1s 1s 128", "keepalive: '128'", "expected 1 to 127 probes"},
           {"keepalive 1s 1s many", "keepalive: 'many'", "expected 1 to 127 probes"},
           {"keepalive 1s 1s 3x", "keepalive: '3x'", "expected 1 to 127 probes"},
           {"keepalive 1s 1s \"1\"", "keepalive", "takes no text"},
           {"keepalive 1s 1s 1 1", "'1'", "expected ';' before the next step"},
           {"user-timeout", "user-timeout", "expected a duration such as 500ms or 1s"},
           {"user-timeout 5", "user-timeout: '5'", duration},
           {"user-timeout 1s 1s", "'1s'", "expected ';' before the next step"},
           {"linger", "linger", "expected a duration such as 0s or 2s"},
           {"linger 0", "linger: '0'", duration},
           {"linger 4294967296s", "linger: '4294967296s'", "expected at most 65535s"},
           {"linger 65536s", "linger: '65536s'", "expected at most 65535s"},
           {"user-timeout 4294967296ms", "user-timeout: '4294967296ms'", "expected at most 34560m"},
           {"keepalive 32768s 1s 1", "keepalive: '32768s'", "expected at most 32767s"},
           {"keepalive 1s 4294967296s 1", "keepalive: '4294967296s'", "expected at most 32767s"},
           {"wait 9223372036s", "wait: '9223372036s'", "expected at most 34560m"},
           {"linger 0s 1s", "'1s'", "expected ';' before the next step"},
           {"abort-locally now", "abort-locally: 'now'", "expected nothing or during-recv"},
           {"abort-locally during-recv now", "'now'", "expected ';' before the next step"},
           {"send 0", "send: '0'", "expected 1 to 64M bytes"},
           {"send 1k 1k", "'1k'", "expected ';' before the next step"},
       })
    EXPECT_EQ(error_of("recv; " + std::string(text)),
              "plan: step 2: " + std::string(where) + ": " + std::string(expected))
        << text;
}

TEST(plan, a_step_without_an_argument_takes_none) {
  for (std::string const verb :
       {"await-readable", "recv-all", "shutdown-send", "shutdown-receive", "so-error", "cancel", "close"}) {
    EXPECT_EQ(error_of("send; " + verb + " now"), "plan: step 2: " + verb + ": takes no argument, got 'now'");
    EXPECT_EQ(error_of(verb + " \"now\""), "plan: step 1: " + verb + ": takes no argument, got 'now'");
  }
}

TEST(plan, a_mistyped_step_is_told_the_nearest) {
  for (auto const& [typed, meant] : std::initializer_list<std::array<std::string_view, 2>>{
           {"keep-alive", "keepalive"},
           {"usertimeout", "user-timeout"},
           {"lingering", "linger"},
           {"recv_all", "recv-all"},
           {"bothh", "both"},
           {"shutdown-sned", "shutdown-send"},
           {"shutdown-recieve", "shutdown-receive"},
           {"shutdown", "shutdown-send"},
           {"so_error", "so-error"},
           {"cancle", "cancel"},
           {"clse", "close"},
           {"abort-localy", "abort-locally"},
           {"abort", "abort-locally"},
       })
    EXPECT_EQ(error_of("send; " + std::string(typed)),
              "plan: step 2: '" + std::string(typed) + "': did you mean '" + std::string(meant) + "'?");
}

TEST(plan, the_longest_text_is_1024_bytes) {
  EXPECT_EQ(parse_plan("send \"" + std::string(1024, 'x') + '"').steps.at(0).text.size(), 1024U);
  EXPECT_EQ(error_of("send \"" + std::string(1025, 'x') + '"'),
            "plan: step 1: send: expected a text of 1 to 1024 bytes");
}

TEST(plan, connect_comes_before_a_plan_and_is_not_written_in_it) {
  EXPECT_THAT(error_of("connect; send"), testing::StartsWith("plan: step 1: 'connect'"));
}

TEST(plan, a_send_without_argument_writes_the_14_bytes_of_the_recorded_client) {
  EXPECT_EQ(payload({.op = operation::send}), "hello server\0\0"s);
  EXPECT_EQ(payload({.op = operation::send, .size = 3}), "xxx");
  EXPECT_EQ(payload({.op = operation::send, .text = "bye"}), "bye");
}

TEST(plan, the_grammar_shows_every_step) {
  for (operation const verb : every_verb)
    EXPECT_THAT(plan_grammar(), testing::HasSubstr("\n  " + std::string(to_string(verb))));
}

TEST(plan, only_what_sends_or_receives_transfers) {
  for (operation const verb : every_verb) {
    bool const moves = verb == operation::send || verb == operation::recv || verb == operation::recv_all;
    EXPECT_EQ(transfers(verb), moves) << to_string(verb);  // `both` is noted as a recv and a send
  }
  EXPECT_FALSE(transfers(operation::connect));
}

TEST(plan, waiting_and_setting_options_have_no_result_and_pairs_have_two) {
  for (operation const verb :
       {operation::connect, operation::wait, operation::await_readable, operation::await_state,
        operation::keepalive, operation::user_timeout, operation::linger, operation::expires_after})
    EXPECT_EQ(results_of(verb), 0U) << to_string(verb);
  for (operation const verb : {operation::both, operation::http_get, operation::http_post})
    EXPECT_EQ(results_of(verb), 2U) << to_string(verb);
  for (operation const verb : {operation::send, operation::recv, operation::recv_all,
                               operation::shutdown_send, operation::shutdown_receive, operation::so_error,
                               operation::cancel, operation::close, operation::abort_locally})
    EXPECT_EQ(results_of(verb), 1U) << to_string(verb);
}

TEST(plan, an_operation_is_found_by_its_name) {
  for (operation const verb : every_verb)
    EXPECT_EQ(operation_named(to_string(verb)), verb);
  EXPECT_EQ(operation_named("sendto"), operation::connect);
}

}  // namespace
}  // namespace hangup
