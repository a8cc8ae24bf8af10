#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/lab/processes.hpp"
#include "tests/lab/programs.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/temporary_directory.hpp"

// Programs that are not ours, in place of one of the pair, and what they do to the lab.

namespace hangup::lab {
namespace {

namespace fs = std::filesystem;
using test::ended;
using test::lab;
using testing::HasSubstr;

class a_foreign_program : public testing::Test {
 protected:
  a_foreign_program() { test::adopt_orphans(); }

  /// A shell script that comes to `line`, and then becomes `program`.
  std::string script(std::string const& line, std::string const& program) const {
    fs::path const ours = fs::path(HANGUP_LAB).parent_path() / program;
    std::string file = folder_.file("a script");
    std::ofstream(file) << "#!/bin/sh\n" << line << "\nexec '" << ours.string() << "' \"$@\"\n";
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }

  /// Of one run of `abortive` with this program in place of `side`'s.
  static record record_of(std::string const& side, std::string const& program) {
    ended const said = lab({"run", "abortive", "--style", "native", "--format", "json",
                            "--" + side + "-program", '"' + program + '"'});
    EXPECT_EQ(said.status, 0) << said.out << said.err;
    auto const all = test::records_in(said);
    return all.size() == 1 ? all.front() : record();
  }

  static bool nothing_is_left() {
    return test::poll_until([] {
      while (::waitpid(-1, nullptr, WNOHANG) > 0) {
      }
      return test::descendants_of(::getpid()).empty();
    });
  }

 private:
  temporary_directory const folder_;
};

TEST_F(a_foreign_program, in_a_path_with_blanks_is_launched) {
  for (std::string const side : {"server", "client"})
    EXPECT_EQ(observations_of(record_of(side, script(":", "hangup-" + side))).size(), 6U) << side;
}

TEST_F(a_foreign_program, that_writes_more_to_stderr_than_a_pipe_holds_does_not_block) {
  for (std::string const side : {"server", "client"}) {
    std::string const program = script("head -c 1000000 /dev/zero | tr '\\0' x >&2", "hangup-" + side);
    EXPECT_EQ(observations_of(record_of(side, program)).size(), 6U) << side;
  }
}

TEST_F(a_foreign_program, that_fails_is_reported_with_the_last_of_what_it_said) {
  std::string const program = script(
      "head -c 1000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo this is why >&2; exit 7", "hangup-client");
  ended const said =
      lab({"run", "abortive", "--style", "native", "--client-program", '"' + program + '"', "-f", "json"});
  EXPECT_EQ(said.status, 4);
  EXPECT_THAT(said.out, HasSubstr("the client exited with status 7: "));
  EXPECT_THAT(said.out, HasSubstr("\\nthis is why\""));
  EXPECT_LT(said.out.size(), 100'000U);
}

TEST_F(a_foreign_program, that_leaves_a_process_behind_is_not_waited_for_and_what_it_left_is_ended) {
  for (std::string const side : {"server", "client"})
    for (std::string const leave : {"sleep 1000 &", "setsid sleep 1000 </dev/null >/dev/null 2>&1 &"}) {
      record const run = record_of(side, script(leave, "hangup-" + side));
      EXPECT_EQ(observations_of(run).size(), 6U) << side << ' ' << leave;
      EXPECT_THAT(run.server_exit, testing::EndsWith("; what it or the client left behind was ended: sleep"));
      EXPECT_TRUE(nothing_is_left()) << side << ' ' << leave;
    }
}

TEST_F(a_foreign_program, that_leaves_nothing_behind_is_not_said_to) {
  EXPECT_THAT(record_of("server", script("true &", "hangup-server")).server_exit,
              testing::Not(HasSubstr("left")));
}

}  // namespace
}  // namespace hangup::lab
