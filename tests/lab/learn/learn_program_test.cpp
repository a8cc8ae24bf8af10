#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/lab/programs.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

// hangup-lab learn as a shell starts it: what really comes.

namespace hangup::lab {
namespace {

using test::ended;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

using words = std::vector<std::string>;

struct learn_command : testing::Test {
  /// A shell that starts it with these arguments, and with `input` at its stdin.
  words command(std::string const& input, std::string const& arguments) const {
    return {"/usr/bin/env", "XDG_STATE_HOME=" + folder.file("state"), "COLUMNS=60", "/bin/sh",
            "-c",           input + HANGUP_LAB " learn " + arguments};
  }
  ended lab(std::string const& answers, std::string const& arguments = "") const {
    return test::run(command("printf '" + answers + "' | ", arguments));
  }

  temporary_directory folder;
};

std::size_t columns_of(std::string const& line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

TEST_F(learn_command, runs_what_was_predicted_and_goes_on_from_there_the_next_time) {
  ended const first = lab("3\\n");
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(first.err, "");
  EXPECT_THAT(first.out, AllOf(HasSubstr("\nObserved: step 2 send: success, 14 bytes, "),
                               HasSubstr("\nNot so: you predicted connection_reset, and it was ok.\n"),
                               HasSubstr("\nThe next start goes on with lesson 2, The hard close.\n")));
  for (std::string const& line : test::lines_of(first.out))
    EXPECT_LE(columns_of(line), 60U) << line;
  std::ifstream kept(folder.file("state/hangup/lessons"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), "fin-and-eof wrong\n");

  EXPECT_THAT(lab("").out, ContainsRegex("\nLesson 2 .2 of [0-9]+.: The hard close\n"));
  EXPECT_THAT(lab("", "--from-start").out, ContainsRegex("\nLesson 1 .1 of [0-9]+.: FIN and EOF\n"));
}

TEST_F(learn_command, says_of_a_race_what_came_this_time) {
  ended const said = lab("1\\n", "the-race");
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("\nObserved: step 2 recv: "), HasSubstr("\nThis is a race: ")));
}

TEST_F(learn_command, asks_about_the_answer_to_an_http_request_not_about_the_request) {
  ended const said = lab("2\\n", "20");
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\nRight: you predicted end_of_stream, and it was"));
}

TEST_F(learn_command, says_what_it_cannot_run_without_a_cell_and_exits_with_3) {
  ended const said = lab("1\\n", "10 --no-cells");
  EXPECT_EQ(said.status, 3) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\nNot available here: it needs a"));
}

TEST_F(learn_command, works_on_the_hosts_own_loopback) {
  ended const said = lab("1\\n", "1 --no-cells");
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("\nRight: you predicted ok, and it was ok.\n"));
}

/// Reads up to the line that begins so; false where it does not come.
bool reads_up_to(test::child& program, std::string const& beginning) {
  constexpr int most_lines = 100;
  for (int i = 0; i < most_lines; ++i)
    if (program.read_line().starts_with(beginning)) return true;
  return false;
}

TEST_F(learn_command, exits_with_130_on_ctrl_c_at_a_question_and_in_a_run) {
  std::string const fifo = folder.file("fifo");
  ASSERT_EQ(test::run({"/usr/bin/mkfifo", fifo}).status, 0);
  test::child asking(command("exec 0<>" + fifo + "; exec ", ""));
  ASSERT_TRUE(reads_up_to(asking, "  3  ")) << asking.out();
  asking.send_signal(SIGINT);
  EXPECT_EQ(asking.wait(), 130);

  test::child running(command("exec 0<>" + fifo + "; echo 1 >&0; exec ", "silence"));
  ASSERT_TRUE(reads_up_to(running, "Running ")) << running.out();
  running.send_signal(SIGINT);
  EXPECT_EQ(running.wait(), 130);
  std::ifstream kept(folder.file("state/hangup/lessons"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), "");
}

TEST_F(learn_command, keeps_the_progress_in_the_home_folder_where_no_other_is_named) {
  std::string const home = "HOME=" + folder.file("");
  for (words const& environment : {words{"XDG_STATE_HOME=", home}, words{"XDG_STATE_HOME=relative", home}}) {
    words command = {"/usr/bin/env", "-i"};
    command.insert(command.end(), environment.begin(), environment.end());
    command.insert(command.end(), {HANGUP_LAB, "learn"});
    EXPECT_EQ(test::run(command).status, 0);
    EXPECT_TRUE(std::filesystem::remove(folder.file(".local/state/hangup/lessons"))) << environment.front();
  }
  EXPECT_THAT(test::run({"/usr/bin/env", "-i", HANGUP_LAB, "learn"}).out,
              HasSubstr("What you have done will not be kept: the environment names no folder for it"));
}

TEST_F(learn_command, exits_with_4_where_its_questions_cannot_be_written) {
  EXPECT_EQ(lab("1\\n", ">/dev/full").status, 4);
}

TEST_F(learn_command, teaches_where_nothing_can_be_kept) {
  std::ofstream(folder.file("state")) << "no folder";
  ended const said = lab("1\\n");
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("\nWhat you have done will not be kept: "), HasSubstr("\nRight: ")));
}

}  // namespace
}  // namespace hangup::lab
