#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hangup {
namespace {

using arguments = std::vector<std::string>;
using testing::HasSubstr;
using testing::StartsWith;

/// What every program of the project keeps to.
struct program {
  std::string name, path;
};

test::ended run(program const& tested, arguments given) {
  given.insert(given.begin(), tested.path);
  return test::run(std::move(given));
}

class every_program : public testing::TestWithParam<program> {};

TEST_P(every_program, prints_help_on_stdout_in_80_columns_and_succeeds) {
  for (std::string const option : {"--help", "-h", "help"}) {
    auto const [status, out, err] = run(GetParam(), {option});
    EXPECT_EQ(status, 0);
    EXPECT_EQ(err, "");
    EXPECT_THAT(out, StartsWith("Usage: " + GetParam().name));
    EXPECT_THAT(out, HasSubstr("\nExample: " + GetParam().name));
    EXPECT_THAT(out, HasSubstr("Exit status: "));
    for (std::string const& line : test::lines_of(out))
      EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST_P(every_program, prints_its_version_in_the_first_line) {
  for (std::string const option : {"--version", "-V"}) {
    auto const [status, out, err] = run(GetParam(), {option});
    EXPECT_EQ(status, 0);
    EXPECT_EQ(err, "");
    EXPECT_EQ(out.substr(0, out.find('\n')), GetParam().name + " " HANGUP_VERSION);
  }
}

TEST_P(every_program, does_nothing_when_an_option_is_unknown_and_names_the_nearest) {
  auto const [status, out, err] = run(GetParam(), {"--log-levl", "info"});
  EXPECT_EQ(status, 2);
  EXPECT_EQ(out, "");
  EXPECT_EQ(err,
            GetParam().name + ": --log-levl: unknown option, did you mean '--log-level'? (see --help)\n");
}

TEST_P(every_program, rejects_a_wrong_log_level_and_colour) {
  for (auto const& [option, given, nearest] :
       {std::tuple{"--log-level", "inf", "info"}, {"--color", "neve", "never"}}) {
    auto const [status, out, err] = run(GetParam(), {option, given});
    EXPECT_EQ(status, 2);
    EXPECT_EQ(out, "");
    EXPECT_EQ(err, GetParam().name + ": " + option + ": '" + given + "': did you mean '" + nearest +
                       "'? (see --help)\n");
  }
}

TEST_P(every_program, echoes_an_argument_without_what_it_does_to_a_terminal) {
  auto const [status, out, err] = run(GetParam(), {"--log-level", "\033[2J\n\u202e"});
  EXPECT_EQ(status, 2);
  EXPECT_THAT(err, HasSubstr("'\\x1b[2J\\n\\u202e'"));
  EXPECT_EQ(test::lines_of(err).size(), 1U);
}

TEST_P(every_program, rejects_an_events_file_that_cannot_be_written) {
  temporary_directory const directory;
  std::string const path = directory.file("missing/events.jsonl");
  auto const [status, out, err] = run(GetParam(), {"--events", path});
  EXPECT_EQ(status, 2);
  EXPECT_EQ(out, "");
  EXPECT_EQ(test::lines_of(err).size(), 1U) << err;
  EXPECT_THAT(err, StartsWith(GetParam().name + ": --events: cannot write '" + path + "': "));
}

INSTANTIATE_TEST_SUITE_P(built, every_program,
                         testing::Values(program{"hangup-server", HANGUP_SERVER},
                                         program{"hangup-client", HANGUP_CLIENT}),
                         [](auto const& tested) {
                           return tested.param.name.substr(tested.param.name.find('-') + 1);
                         });

/// An error is one line on stderr that begins like this, and nothing else happens.
struct usage_row {
  arguments given;
  std::string error;
};

void expect_usage_errors(program const& tested, std::vector<usage_row> const& rows) {
  for (auto const& [given, error] : rows) {
    auto const [status, out, err] = run(tested, given);
    EXPECT_EQ(status, 2) << error;
    EXPECT_EQ(out, "") << error;
    EXPECT_THAT(err, StartsWith(tested.name + ": " + error));
    EXPECT_EQ(test::lines_of(err).size(), 1U) << err;
  }
}

TEST(server_command_line, an_error_is_one_line_that_names_the_option_and_the_nearest_value) {
  expect_usage_errors(
      {"hangup-server", HANGUP_SERVER},
      {
          {{"--strategy", "abortve"}, "--strategy: 'abortve': did you mean 'abortive'?"},
          {{"--strategy"}, "--strategy: "},
          {{"--when", "unred"}, "--when: 'unred': did you mean 'unread'?"},
          {{"--when", "after:5"}, "--when: '5': expected a duration such as 250ms, 2s or 1m"},
          {{"--listen", "99999"},
           "--listen: '99999': expected HOST:PORT such as 127.0.0.1:9999 or [::1]:9999, or a PORT of this "
           "host"},
          {{"--describe", "gracful"}, "--describe: 'gracful': did you mean 'graceful'?"},
          {{"--once=yes"}, "--once: "},
          {{"hold"}, "expected options only"},
          {{"--listen", "0.0.0.0:0", "--strategy", "process_abort"},
           "--strategy: 'process_abort' would let anybody who can reach 0.0.0.0 end this process; listen on "
           "loopback or "
           "add --allow-remote-exit"},
      });
}

TEST(client_command_line, an_error_is_one_line_that_names_the_option_and_the_nearest_value) {
  expect_usage_errors(
      {"hangup-client", HANGUP_CLIENT},
      {
          {{"--style", "handler"}, "--style: 'handler': did you mean 'handlers'?"},
          {{"--plan", "send; rcv"}, "--plan: step 2: 'rcv': did you mean 'recv'?"},
          {{"--deadline", "0ms"}, "--deadline: '0ms': expected more than nothing, such as 1ms"},
          {{"--expect", "peer_rest"}, "--expect: 'peer_rest': did you mean 'peer_reset'?"},
          {{"--connect", "localhost"}, "--connect: 'localhost': expected HOST:PORT"},
          {{"--plan", "send", "--plan", "recv"}, "--plan: given more than once, expected once"},
      });
}

TEST(server_command_line, a_port_file_that_cannot_be_written_is_rejected_before_listening) {
  temporary_directory const directory;
  std::string const path = directory.file("missing/port");
  auto const [status, out, err] = test::run({HANGUP_SERVER, "--listen", "127.0.0.1:0", "--port-file", path});
  EXPECT_EQ(status, 2);
  EXPECT_EQ(out, "");
  EXPECT_THAT(err, StartsWith("hangup-server: --port-file: cannot write '" + path + "': "));
}

TEST(server_command_line, list_and_describe_answer_on_stdout) {
  auto const list = test::run({HANGUP_SERVER, "--list"});
  EXPECT_EQ(list.status, 0);
  EXPECT_EQ(list.err, "");
  for (std::string const& line : test::lines_of(list.out)) {
    std::string const name = line.substr(0, line.find(' '));
    auto const described = test::run({HANGUP_SERVER, "--describe", name});
    EXPECT_EQ(described.status, 0);
    EXPECT_THAT(described.out, StartsWith(name + "\n"));
    EXPECT_LE(line.size(), 80U) << line;
  }
}

}  // namespace
}  // namespace hangup
