#include "server/answers/answer.hpp"

#include <gtest/gtest.h>

#include "common/plan/plan.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::server {
namespace {

using namespace std::chrono_literals;

std::string error_of(std::string_view text) {
  return thrown_by<plan_error>([text] { parse_answer(text); });
}

TEST(answer, every_argument_goes_into_its_step) {
  answer const expected{{{.kind = answer_kind::http, .status = 404, .size = 1024},
                         {.kind = answer_kind::http, .text = "HTTP/1.1 200 OK\r\n\r\n"},
                         {.kind = answer_kind::http_early, .status = 413, .size = 13},
                         {.kind = answer_kind::http_until_idle, .idle = 250ms},
                         {.kind = answer_kind::ws},
                         {.kind = answer_kind::ws_send, .text = "hi"},
                         {.kind = answer_kind::send, .text = "\x81\x05he"},
                         {.kind = answer_kind::ws_close, .text = "bye", .close_code = 1001},
                         {.kind = answer_kind::ws_await_close}}};
  EXPECT_EQ(
      parse_answer(R"(http 404 1k; http "HTTP/1.1 200 OK\r\n\r\n"; http-early 413; http-until-idle 250ms;)"
                   R"(ws; ws-send "hi"; send "\x81\x05he"; ws-close 1001 "bye"; ws-await-close)"),
      expected);
}

TEST(answer, a_canonical_text_is_printed_as_it_was_read) {
  for (std::string_view const text :
       {"http", "http 404", "http 200 0", "http-early 413; http 204", R"(http "a\r\n"; send "\x88\x00\xff")",
        "http-until-idle 1s", "ws; ws-close", "ws; ws-close 1001", R"(ws; ws-close 1000 "bye")",
        R"(http; ws; ws-send "x"; ws-await-close)"})
    EXPECT_EQ(to_string(parse_answer(text)), text);
}

TEST(answer, an_error_says_which_step_and_what_was_expected) {
  struct row {
    std::string_view text, error;
  };
  for (auto const& [text, error] :
       {row{"", "answer: is empty; expected steps such as http or ws"},
        row{"http;; ws", "answer: step 2: is empty; expected a step such as http or ws"},
        row{"htp", "answer: step 1: 'htp': did you mean 'http'?"},
        row{"http 99", "answer: step 1: http: '99': expected a status, 200 to 599, or a text in quotes"},
        row{"http 200 65M", "answer: step 1: http: '65M': expected at most 64M"},
        row{R"(http "a" 5)", "answer: step 1: http: expected nothing behind the text"},
        row{"http 200 5 6", "answer: step 1: '6': expected ';' before the next step"},
        row{"http-until-idle", "answer: step 1: http-until-idle: expected a duration such as 250ms"},
        row{"send hello", "answer: step 1: send: expected a text in quotes"},
        row{"ws; ws-close 999", "answer: step 2: ws-close: '999': expected a close code, 1000 to 4999"},
        row{"ws-close", "answer: step 1: 'ws-close': expected 'ws' before it"},
        row{"ws; http", "answer: step 2: 'http': expected it before 'ws'"}})
    EXPECT_EQ(error_of(text), error) << text;
  EXPECT_EQ(error_of("ws; ws-close 1000 \"" + std::string(124, 'x') + '"'),
            "answer: step 2: ws-close: expected a reason of at most 123 bytes");
}

TEST(answer, of_http_is_its_text_or_one_that_says_how_long_it_is) {
  EXPECT_EQ(response_text({.text = "as it is"}), "as it is");
  EXPECT_EQ(response_text({.status = 404, .size = 3}),
            "HTTP/1.1 404 Not Found\r\nServer: hangup\r\nContent-Length: 3\r\n\r\nxxx");
}

TEST(answer, without_a_body_has_none) {
  EXPECT_EQ(parse_answer("http 204").steps.front().size, 0U);
  EXPECT_EQ(parse_answer("http 304").steps.front().size, 0U);
}

}  // namespace
}  // namespace hangup::server
