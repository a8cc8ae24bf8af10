#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "lab/run/child.hpp"
#include "lab/run/schedule.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/processes.hpp"
#include "tests/lab/programs.hpp"
#include "tests/support/child.hpp"
#include "tests/support/loopback.hpp"

// Nothing that the lab starts outlives it, and it leaves nothing behind.

namespace hangup::lab {
namespace {

using test::descendants_of;
using test::is_alive;
using test::poll_until;
using test::program_of;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

using words = std::vector<std::string>;
using processes = std::vector<pid_t>;

constexpr std::size_t styles = 4;

/// Those of `all` that are servers or clients, and no longer the lab's copy that becomes one.
processes pairs_in(processes all) {
  std::erase_if(all, [](pid_t pid) {
    std::string const program = program_of(pid);
    return program != "hangup-server" && program != "hangup-client";
  });
  return all;
}

/// Whether it is at work, and no longer being loaded: then it has the files of its libraries open.
bool has_a_socket(pid_t pid) {
  auto const all = test::descriptors_of(pid);
  return std::any_of(all.begin(), all.end(),
                     [](std::string const& descriptor) { return descriptor.starts_with("socket:"); });
}

/// Descendants of this test are either the lab's or were, which makes those visible that outlive it.
class life : public testing::Test {
 protected:
  life() {
    test::adopt_orphans();
    end_all();  // what the tests before us left in this process
  }
  ~life() override { end_all(); }

  static void end_all() {
    for (pid_t const pid : ours())
      ::kill(pid, SIGKILL);
    while (::waitpid(-1, nullptr, 0) > 0) {
    }
  }

  static processes ours() { return descendants_of(::getpid()); }

  /// Waits until the lab has a server and a client at work in every style.
  static processes all_pairs() {
    processes found;
    bool const all_at_work = poll_until([&] {
      found = pairs_in(ours());
      return found.size() == 2 * styles && std::all_of(found.begin(), found.end(), has_a_socket);
    });
    EXPECT_TRUE(all_at_work) << found.size() << " are there";
    return found;
  }

  test::catalogue_file const lasting = test::lasting_experiment();
  words const run_lasting = {HANGUP_LAB, "run", "--catalogue", lasting.path()};
};

TEST_F(life, of_every_child_is_over_when_the_lab_ends) {
  test::ended const said = test::run({HANGUP_LAB, "run", "close", "hold", "process-abort", "process-kill"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_THAT(ours(), IsEmpty());
}

TEST_F(life, of_every_child_is_over_when_the_lab_is_interrupted) {
  for (int const signal : {SIGINT, SIGTERM}) {
    test::child lab(run_lasting);
    all_pairs();
    lab.send_signal(signal);
    EXPECT_EQ(lab.wait(), 130);
    EXPECT_EQ(lab.out(), "");
    EXPECT_EQ(lab.err(), "hangup-lab: interrupted\n");
    EXPECT_THAT(ours(), IsEmpty()) << "after signal " << signal;
  }
}

/// The lab on a terminal of its own (script(1)), which shows how far it is, and where somebody types Ctrl-C.
TEST_F(life, of_the_progress_line_is_over_when_the_lab_is_interrupted) {
  if (!std::filesystem::exists("/usr/bin/script")) GTEST_SKIP() << "no /usr/bin/script here";
  if (test::run({"/usr/bin/script", "--quiet", "--return", "--command", "true", "/dev/null"}).status != 0)
    GTEST_SKIP() << "script(1) gets no terminal here";
  std::string command = "echo $$; exec";
  for (std::string const& word : run_lasting)
    command += " '" + word + "'";
  test::child terminal(
      {"/usr/bin/script", "--quiet", "--return", "--flush", "--command", command, "/dev/null"});
  std::string const group = terminal.read_line();
  all_pairs();
  ASSERT_EQ(::kill(-std::stoi(group), SIGINT), 0) << group << std::strerror(errno);
  EXPECT_EQ(terminal.wait(), 130);
  std::string const clear_line = "\r\033[K";
  EXPECT_THAT(terminal.out(), HasSubstr("[0/4] runs"));
  EXPECT_THAT(terminal.out(), EndsWith(clear_line + "hangup-lab: interrupted\r\n"));
}

TEST_F(life, of_every_child_is_over_when_the_lab_is_killed) {
  test::child lab(run_lasting);
  processes const pairs = all_pairs();
  lab.send_signal(SIGKILL);
  EXPECT_TRUE(poll_until([&] { return std::none_of(pairs.begin(), pairs.end(), is_alive); }));
  EXPECT_EQ(lab.wait(), 128 + SIGKILL);
}

/// What makes it hardest to end them: a server that is stopped, one whose child holds its socket, and a cell
/// in which our own host has destroyed a connection. All of them stay as they are until they are ended.
test::catalogue_file stubborn_experiments() {
  return test::catalogue_file({"freeze", "inherited", "abort-locally"}, [](boost::json::object& experiment) {
    experiment["plan"] = experiment["name"] == "abort-locally" ? "abort-locally; wait 10m; recv; send; recv"
                                                               : "send; wait 10m; send; recv";
  });
}

bool is_server(pid_t pid) {
  return program_of(pid) == "hangup-server";
}

/// A server's child, as hold_in_child() makes it.
bool is_held(pid_t pid) {
  auto const children = descendants_of(pid);
  return is_server(pid) && std::any_of(children.begin(), children.end(), is_server);
}

bool is_aborted_client(pid_t pid) {
  return program_of(pid) == "hangup-client" && test::connections_reset_around(pid) > 0;
}

/// The same lab, as ourselves and as an ordinary user, whose cells are in user namespaces of their own.
class stubborn_life : public life, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    std::string reason = GetParam() ? test::why_no_ordinary_user() : "";
    if (reason.empty()) reason = test::why_no_cells(by);
    if (!reason.empty()) GTEST_SKIP() << reason;
  }

  words command() const {
    words all = by;
    all.insert(all.end(), {HANGUP_LAB, "run", "--style", "handlers", "--catalogue", stubborn.path()});
    return all;
  }

  /// Waits until each has come to what makes it stubborn; everything that runs then.
  static processes all_at_work() {
    processes found;
    bool const at_work = poll_until([&] {
      found = ours();
      std::size_t const all =
          1 + 3 + 3 * 2 + 1;  // the lab, its cells, their pairs, the child that holds a socket
      return found.size() == all && std::any_of(found.begin(), found.end(), test::is_stopped) &&
             std::any_of(found.begin(), found.end(), is_held) &&
             std::any_of(found.begin(), found.end(), is_aborted_client);
    });
    EXPECT_TRUE(at_work) << found.size() << " are there";
    return found;
  }

  words const by = GetParam() ? test::as_ordinary_user() : words{};
  test::catalogue_file const stubborn = stubborn_experiments();
};

TEST_P(stubborn_life, is_over_when_the_lab_is_interrupted) {
  test::child lab(command());
  all_at_work();
  lab.send_signal(SIGINT);
  EXPECT_EQ(lab.wait(), 130);
  EXPECT_EQ(lab.err(), "hangup-lab: interrupted\n");
  EXPECT_THAT(ours(), IsEmpty());
}

TEST_P(stubborn_life, is_over_when_the_lab_is_killed) {
  test::child lab(command());
  processes const all = all_at_work();
  lab.send_signal(SIGKILL);
  EXPECT_TRUE(poll_until([&] { return std::none_of(all.begin(), all.end(), is_alive); }));
  EXPECT_EQ(lab.wait(), 128 + SIGKILL);
}

INSTANTIATE_TEST_SUITE_P(of, stubborn_life, testing::Bool(), [](auto const& tested) {
  return std::string(tested.param ? "an_ordinary_users_lab" : "our_own_lab");
});

TEST_F(life, of_a_child_is_over_with_the_object_that_holds_it) {
  auto const folder = std::filesystem::path(HANGUP_LAB).parent_path();
  {
    boost::asio::io_context io;
    child const server(io.get_executor(), folder / "hangup-server", {"--listen", "127.0.0.1:0"});
    EXPECT_EQ(ours().size(), 1U);
  }
  EXPECT_THAT(ours(), IsEmpty());
}

std::vector<experiment_result> run_close_in_every_style(std::vector<experiment> const& catalogue) {
  schedule planned;
  planned.styles = {"native", "sync", "handlers", "coroutines"};
  planned.repeat = 2;
  for (experiment const& entry : catalogue)
    if (entry.strategy == "close" && entry.races == 0) planned.experiments.push_back(&entry);
  return run_all(programs_beside(HANGUP_LAB), planned, [](std::size_t, std::size_t, std::string_view) {});
}

TEST_F(life, of_the_labs_own_descriptors_is_over_with_the_runs_they_served) {
  auto const catalogue = parse_catalogue(built_in_catalogue());
  auto const before = test::descriptors_of(::getpid());
  for (int round = 0; round < 2; ++round) {
    for (experiment_result const& result : run_close_in_every_style(catalogue))
      EXPECT_EQ(judge(result).judged, judgement::as_expected) << judge(result).text;
    EXPECT_EQ(test::descriptors_of(::getpid()), before);
    EXPECT_THAT(ours(), IsEmpty());
  }
}

/// `CapEff` of /proc/PID/status.
std::uint64_t rights_of(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  std::uint64_t rights = ~0ULL;
  for (std::string word; status >> word;)
    if (word == "CapEff:") status >> std::hex >> rights;
  return rights;
}

TEST_F(life, of_a_pair_in_a_cell_has_no_rights_but_those_over_its_network) {
  if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
  std::uint64_t const network = 1U << CAP_NET_ADMIN | 1U << CAP_NET_RAW;
  test::child lab(run_lasting);
  for (pid_t const pid : all_pairs()) {
    EXPECT_EQ(rights_of(pid) & ~(1U << CAP_DAC_READ_SEARCH), network);
    EXPECT_EQ(rights_of(pid) & network, network) << "which some strategies need";
  }
  lab.send_signal(SIGINT);
  EXPECT_EQ(lab.wait(), 130);
}

/// Of `pipe:[123]`: `pipe:`.
std::string kind_of(std::string const& descriptor) {
  return descriptor.substr(0, descriptor.find('['));
}

std::vector<std::string> kinds_of(std::vector<std::string> const& descriptors) {
  std::vector<std::string> all;
  for (std::string const& descriptor : descriptors)
    all.push_back(descriptor.starts_with("anon_inode:") ? descriptor : kind_of(descriptor));
  return all;
}

TEST_F(life, is_shared_by_no_two_children_through_a_descriptor) {
  auto const inherited =
      test::descriptors_of(::getpid());  // ctest leaves its log open, and that goes to everybody
  test::child lab(run_lasting);
  std::map<std::string, std::set<pid_t>> holders;
  for (pid_t const pid : all_pairs()) {
    auto descriptors = test::descriptors_of(pid);
    std::erase_if(descriptors, [&](std::string const& one) {
      return std::find(inherited.begin(), inherited.end(), one) != inherited.end() && one != "/dev/null";
    });
    EXPECT_THAT(kinds_of(descriptors),
                testing::Each(testing::AnyOf("/dev/null", "pipe:", "socket:", "anon_inode:[eventpoll]",
                                             "anon_inode:[eventfd]", "anon_inode:[timerfd]")));
    for (std::string const& descriptor : descriptors)
      if (kind_of(descriptor) == "pipe:" || kind_of(descriptor) == "socket:") holders[descriptor].insert(pid);
  }
  EXPECT_FALSE(holders.empty());
  for (auto const& [descriptor, by] : holders)
    EXPECT_EQ(by.size(), 1U) << descriptor;
  lab.send_signal(SIGINT);
  EXPECT_EQ(lab.wait(), 130);
}

/// A core file would be one that is left behind.
class with_core_files {
 public:
  with_core_files() {
    ::getrlimit(RLIMIT_CORE, &before_);
    rlimit const as_large_as_may_be{.rlim_cur = before_.rlim_max, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_CORE, &as_large_as_may_be);
  }
  ~with_core_files() { ::setrlimit(RLIMIT_CORE, &before_); }
  with_core_files(with_core_files const&) = delete;
  with_core_files& operator=(with_core_files const&) = delete;

 private:
  rlimit before_{};
};

TEST_F(life, of_the_lab_leaves_no_file_where_it_ran) {
  with_core_files const allowed;
  temporary_directory const folder;
  test::ended const said = test::run({"/usr/bin/env", "--chdir=" + folder.file(""), HANGUP_LAB, "run",
                                      "process-abort", "process-abort-unread", "process-kill", "close"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_NE(said.out, "");
  std::vector<std::filesystem::path> left;
  for (auto const& entry : std::filesystem::directory_iterator(folder.file("")))
    left.push_back(entry.path());
  EXPECT_THAT(left, IsEmpty());
}

}  // namespace
}  // namespace hangup::lab
