#include "client/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "common/options/errors.hpp"
#include "tests/support/print.hpp"
#include "tests/support/redirected.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::client {
namespace {

using arguments = std::vector<std::string>;
using namespace std::chrono_literals;

TEST(options, by_default_it_runs_the_recorded_plan_with_handlers) {
  auto const read = read_options({});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->peer.host, "127.0.0.1");
  EXPECT_EQ(read->peer.port, 9999);
  EXPECT_EQ(read->steps, parse_plan(recorded_plan));
  EXPECT_EQ(read->api, find_style("handlers"));
  EXPECT_EQ(read->step_deadline, 500ms);
  EXPECT_EQ(read->expected, std::nullopt);
  EXPECT_EQ(read->events, "");
}

TEST(options, every_option_arrives) {
  auto const read = read_options({"--connect", "[::1]:80", "--plan", "wait 1s; recv", "--style", "native",
                                  "--deadline", "2s", "--expect", "peer_reset", "--events", "-",
                                  "--log-level", "debug", "--color", "never"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->peer.host, "::1");
  EXPECT_EQ(read->peer.port, 80);
  EXPECT_EQ(read->steps, parse_plan("wait 1s; recv"));
  EXPECT_EQ(read->api, find_style("native"));
  EXPECT_EQ(read->step_deadline, 2s);
  EXPECT_EQ(read->expected, ending::peer_reset);
  EXPECT_EQ(read->events, "-");
  EXPECT_EQ(read->log.level, "debug");
  EXPECT_EQ(read->log.color, "never");
}

TEST(options, an_error_names_the_option_and_the_nearest_value) {
  struct row {
    arguments given;
    std::string_view error;
  };
  for (row const& tried : {
           row{{"--style", "handler"}, "--style: 'handler': did you mean 'handlers'?"},
           row{{"--style", "fnord"}, "--style: 'fnord': expected one of: native, sync, handlers, coroutines"},
           row{{"--expect", "peer_rest"}, "--expect: 'peer_rest': did you mean 'peer_reset'?"},
           row{{"--plan", "send; rcv"}, "--plan: step 2: 'rcv': did you mean 'recv'?"},
           row{{"--plan", ""}, "--plan: is empty; expected steps such as 'send; recv; send; recv'"},
           row{{"--deadline", "0s"}, "--deadline: '0s': expected more than nothing, such as 1ms"},
           row{{"--deadline", "5"}, "--deadline: '5': expected a duration such as 250ms, 2s or 1m"},
           row{{"--connect", "example.org"}, "--connect: 'example.org': expected HOST:PORT"},
           row{{"--conect", "a:1"}, "--conect: unknown option, did you mean '--connect'?"},
       })
    EXPECT_THAT(thrown_by<usage_error>([&] { read_options(tried.given); }), testing::StartsWith(tried.error))
        << tried.given.front();
}

TEST(options, many_runs_go_one_after_another_in_one_thread_unless_asked_otherwise) {
  auto const by_default = read_options({"--runs", "1000000"});
  ASSERT_TRUE(by_default && by_default->many);
  EXPECT_EQ(by_default->many->runs, 1'000'000U);
  EXPECT_EQ(by_default->many->at_once, 1U);
  EXPECT_EQ(by_default->many->threads, 1U);
  auto const asked = read_options(
      {"--runs", "8", "--at-once", "64", "--threads", "2", "--style", "coroutines", "--format", "json"});
  EXPECT_EQ(asked->many->at_once, 64U);
  EXPECT_EQ(asked->many->threads, 2U);
  EXPECT_EQ(asked->format, output_format::json);
  EXPECT_FALSE(read_options({})->many) << "one run is told in full";
}

TEST(options, many_runs_need_a_style_that_does_not_block_and_numbers_that_fit) {
  for (style const& known : all_styles()) {
    arguments const given = {"--runs", "2", "--style", std::string(known.name)};
    auto const error = thrown_by<usage_error>([&] { read_options(given); });
    if (known.blocks)
      EXPECT_EQ(error, "--runs: the style '" + std::string(known.name) +
                           "' blocks: expected handlers or coroutines for --style");
    else
      EXPECT_EQ(error, "(nothing was thrown)");
  }
  auto const refused = [](arguments const& given) {
    return thrown_by<usage_error>([&] { read_options(given); });
  };
  EXPECT_EQ(refused({"--runs", "0"}), "--runs: '0': expected 1 to 1000000000000");
  EXPECT_EQ(refused({"--runs", "1e6"}), "--runs: '1e6': expected 1 to 1000000000000");
  EXPECT_EQ(refused({"--runs", "4", "--threads", "4294967297"}),
            "--threads: '4294967297': expected 1 to 256");
  EXPECT_EQ(refused({"--at-once", "4"}), "--at-once: expected --runs as well");
  EXPECT_EQ(refused({"--runs", "4", "--at-once", "1", "--threads", "2"}),
            "--threads: '2': expected no more than --at-once 1");
  EXPECT_EQ(refused({"--format", "jsno"}), "--format: 'jsno': did you mean 'json'?");
}

TEST(options, every_style_and_every_ending_is_accepted) {
  for (style const& known : all_styles())
    EXPECT_EQ(read_options({"--style", std::string(known.name)})->api, &known);
  for (ending const ends : all_endings())
    EXPECT_EQ(read_options({"--expect", std::string(to_string(ends))})->expected, ends);
}

TEST(options, a_question_is_answered_on_stdout_instead) {
  for (std::string const question : {"--help", "-h", "--version"}) {
    redirected const out(std::cout);
    EXPECT_FALSE(read_options({question})) << question;
    EXPECT_NE(out.text(), "") << question;
  }
}

TEST(options, help_shows_every_style_and_how_to_write_a_plan) {
  redirected const out(std::cout);
  read_options({"--help"});
  for (style const& known : all_styles()) {
    EXPECT_THAT(out.text(), testing::HasSubstr(std::string(known.name)));
    EXPECT_THAT(out.text(), testing::HasSubstr(std::string(known.summary)));
  }
  EXPECT_THAT(out.text(), testing::HasSubstr(plan_grammar()));
}

TEST(options, tls_is_for_a_plan_that_asks_for_it) {
  EXPECT_EQ(thrown_by<usage_error>([] {
              read_options({"--tls-ca", "f"});
            }),
            "--tls-ca: expected the step tls in --plan as well");
  auto const read = read_options({"--plan", "tls; recv", "--tls-ca", "f", "--tls-max", "1.2"});
  EXPECT_EQ(read->tls.authorities, "f");
  EXPECT_EQ(read->tls.highest, tls_version::v1_2);
}

}  // namespace
}  // namespace hangup::client
