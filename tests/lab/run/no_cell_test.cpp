#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <regex>
#include <sstream>
#include <thread>

#include "common/text/json.hpp"
#include "lab/run/reactor.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/programs.hpp"
#include "tests/support/print.hpp"

// Where there is no cell: ordinary experiments run without witnesses, the others are not available.

namespace hangup::lab {
namespace {

namespace json = boost::json;
using test::ended;
using test::lab;
using testing::EndsWith;
using testing::HasSubstr;

using words = std::vector<std::string>;

/// A system call, and its second argument where only that one is meant.
struct call {
  unsigned number = 0;
  std::optional<unsigned> argument{};
};

/// From now on `forbidden` fails with EPERM in this thread and in what it starts (seccomp(2)), as it does
/// where a container or an administrator forbids it. False where there is no such filter.
bool forbid(call forbidden) {
  auto const number = static_cast<unsigned>(offsetof(seccomp_data, nr));
  auto const argument = static_cast<unsigned>(offsetof(seccomp_data, args) + sizeof(std::uint64_t));
  std::array<sock_filter, 6> filter{
      {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden.number, 0, 3),
       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, forbidden.argument ? argument : number),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden.argument.value_or(forbidden.number), 0, 1),
       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
  sock_fprog const program{.len = filter.size(), .filter = filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// A thread's filter is inherited by the programs that it starts, and ends with it.
ended without(call forbidden, std::function<ended()> const& run) {
  ended said;
  std::thread([&] {
    if (forbid(forbidden))
      said = run();
    else
      said = {.status = 1, .out = {}, .err = std::string("seccomp: ") + std::strerror(errno)};
  }).join();
  return said;
}

ended lab_without(call forbidden, words arguments) {
  return without(forbidden, [&arguments] { return lab(std::move(arguments)); });
}

ended lab_without_unshare(words arguments) {
  return lab_without({.number = SYS_unshare}, std::move(arguments));
}

/// The namespaces are granted, but their loopback stays down.
ended lab_without_loopback(words arguments) {
  // Root, too, is refused a user namespace in a chroot, and then that is the reason.
  if (std::string const reason = test::why_no_cells(test::as_ordinary_user()); !reason.empty())
    return {.status = 1, .out = {}, .err = reason};
  return lab_without({.number = SYS_ioctl, .argument = SIOCSIFFLAGS}, std::move(arguments));
}

/// The lab as an ordinary user after `preparation`, a shell script, in namespaces of `kinds` (unshare(1)).
ended lab_prepared(words const& kinds, std::string const& preparation, words arguments,
                   words const& by = test::as_ordinary_user()) {
  // In a folder such as /root.
  if (std::string const reason = test::why_no_ordinary_user(); !by.empty() && !reason.empty())
    return {.status = 1, .out = {}, .err = reason};
  words command = {"/usr/bin/unshare"};
  command.insert(command.end(), kinds.begin(), kinds.end());
  command.insert(command.end(), {"/bin/sh", "-c", preparation + " && exec \"$@\"", "sh"});
  command.insert(command.end(), by.begin(), by.end());
  return lab(std::move(arguments), std::move(command));
}

words const own_mounts = {"--mount", "--propagation", "private"};

/// A user namespace is granted, but its maps cannot be written.
ended lab_with_read_only_proc(words arguments) {
  return lab_prepared(own_mounts, "mount --bind /proc /proc && mount -o remount,bind,ro /proc",
                      std::move(arguments));
}

ended lab_without_proc(words arguments) {
  ended said = lab_prepared(own_mounts, "umount --lazy /proc", std::move(arguments));
  // A sanitizer says that it misses it, too.
  said.err = std::regex_replace(said.err, std::regex("==[0-9]+==WARNING: reading executable name.*\n"), "");
  return said;
}

/// This system has namespaces, but no more of them.
ended lab_without_further_namespaces(words arguments) {
  return lab_prepared({"--user", "--map-root-user"},
                      "echo 0 >/proc/sys/user/max_user_namespaces && "
                      "echo 0 >/proc/sys/user/max_net_namespaces",
                      std::move(arguments), {});
}

/// Without the line ends and the indentation.
std::string unwrapped(std::string const& text) {
  std::istringstream in(text);
  std::string line;
  for (std::string word; in >> word;)
    line += word + ' ';
  return line;
}

ended lab_told_so(words arguments) {
  arguments.emplace_back("--no-cells");
  return lab(std::move(arguments));
}

struct way {
  std::string_view name;
  ended (*lab)(words arguments);
  std::string_view reason;
};

void PrintTo(way const& tested, std::ostream* out) {
  *out << tested.name;
}

class without_cells : public testing::TestWithParam<way> {
 protected:
  void SetUp() override {
    ended const said = GetParam().lab({"--version"});
    if (said.status != 0) GTEST_SKIP() << said.err;
  }
  ended run(words arguments) const {
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), {"--style", "native"});
    return GetParam().lab(std::move(arguments));
  }
  std::string reason() const { return std::string(GetParam().reason); }
  std::string reject_is_not_available() const {
    return "\n  reject: not available here: it needs a network of its own: " + reason() + '\n';
  }
};

TEST_P(without_cells, an_ordinary_experiment_runs_and_says_why_it_has_no_witness) {
  ended const said = run({"abortive"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_THAT(unwrapped(said.out), HasSubstr(" witness: not available here: " + reason() + " Windows rows"));
  EXPECT_THAT(said.out, EndsWith("\n1 as expected\n"));
}

TEST_P(without_cells, the_record_of_an_ordinary_experiment_has_no_segment_and_no_counter) {
  record const made = test::records_in(run({"abortive", "--format", "json"})).at(0);
  EXPECT_FALSE(made.in_cell);
  EXPECT_EQ(made.no_cell, reason());
  EXPECT_TRUE(segments_of(made).empty());
  EXPECT_TRUE(made.counters.empty());
  EXPECT_EQ(observations_of(made).size(), 6U) << "the connect and five steps";
}

TEST_P(without_cells, an_experiment_that_needs_one_is_not_available_and_makes_the_lab_exit_with_3) {
  ended const said = run({"reject"});
  EXPECT_EQ(said.status, 3);
  EXPECT_EQ(said.err, "");
  EXPECT_THAT(said.out, EndsWith("\n0 as expected, 1 not available" + reject_is_not_available()));
}

TEST_P(without_cells, the_others_run_beside_one_that_is_not_available) {
  ended const said = run({"reject", "abortive"});
  EXPECT_EQ(said.status, 3);
  EXPECT_THAT(said.out, EndsWith("\n1 as expected, 1 not available" + reject_is_not_available()));
}

TEST_P(without_cells, what_is_not_available_and_was_not_named_leaves_the_exit_code_as_it_is) {
  test::catalogue_file const both({"abortive", "reject"});
  ended const said = run({"--catalogue", both.path()});
  EXPECT_EQ(said.status, 0) << said.out;
  EXPECT_THAT(said.out, EndsWith("\n1 as expected, 1 not available" + reject_is_not_available()));
}

TEST_P(without_cells, what_differs_weighs_more_than_what_is_not_available) {
  test::catalogue_file const both({"abortive", "reject"},
                                  [](json::object& experiment) { experiment["ending"] = "timed_out"; });
  for (words const& names : {words{"reject", "abortive"}, words{"abortive", "reject"}, words{}}) {
    words arguments = {"--catalogue", both.path()};
    arguments.insert(arguments.end(), names.begin(), names.end());
    EXPECT_EQ(run(arguments).status, 1) << testing::PrintToString(names);
  }
}

constexpr way ways[] = {
    {"on_demand", lab_told_so, "--no-cells was given"},
    {"where_the_system_forbids_them", lab_without_unshare,
     "unshare(CLONE_NEWUSER|CLONE_NEWNET): Operation not permitted [system:1]"},
    {"where_they_have_no_loopback", lab_without_loopback,
     "ioctl(SIOCSIFFLAGS, lo): Operation not permitted [system:1]"},
    {"where_their_maps_are_refused", lab_with_read_only_proc,
     "open(/proc/self/setgroups): Read-only file system [system:30]"},
    {"where_there_are_no_more_of_them", lab_without_further_namespaces,
     "unshare(CLONE_NEWUSER|CLONE_NEWNET): No space left on device [system:28]"},
    {"without_proc", lab_without_proc, "the kernel's counters in /proc/self/net cannot be read"},
};

INSTANTIATE_TEST_SUITE_P(lab, without_cells, testing::ValuesIn(ways),
                         [](auto const& tested) { return std::string(tested.param.name); });

TEST(without_proc, what_needs_no_process_works_as_ever) {
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  for (words const& arguments : {words{"list"}, words{"explain", "10053"}, words{"describe", "abortive"}}) {
    ended const said = lab_without_proc(arguments);
    if (said.err.starts_with("unshare: ")) GTEST_SKIP() << said.err;
    if (said.err.find("LeakSanitizer has") != std::string::npos) GTEST_SKIP() << "which LeakSanitizer needs";
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out, lab(arguments).out);
  }
}

TEST(io_uring, that_is_forbidden_is_exit_3_of_its_client) {
  programs const pair = with_reactor(programs_beside(HANGUP_LAB), "io_uring");
  if (!std::filesystem::exists(pair.client.front())) GTEST_SKIP() << "not built";
  words command = pair.client;
  command.insert(command.end(), {"--connect", "127.0.0.1:9"});
  ended const said = without({.number = SYS_io_uring_setup}, [&command] { return test::run(command); });
  EXPECT_EQ(said.status, 3);
  EXPECT_EQ(said.err, "hangup-client: io_uring_setup: Operation not permitted [system:1]\n");
}

TEST(io_uring, alone_and_forbidden_leaves_nothing_to_run_and_is_exit_3) {
  ended const said =
      lab_without({.number = SYS_io_uring_setup}, {"run", "hold", "--style", "handlers/io_uring"});
  EXPECT_EQ(said.status, 3) << said.err;
}

TEST(io_uring, is_not_available_where_it_is_forbidden_and_the_other_rows_are) {
  if (std::string const reason = why_no_reactor(programs_beside(HANGUP_LAB), "io_uring"); !reason.empty())
    GTEST_SKIP() << reason;
  ended const said = lab_without({.number = SYS_io_uring_setup},
                                 {"run", "hold", "--style", "handlers", "--reactor", "io_uring"});
  EXPECT_EQ(said.status, 3) << said.err;
  EXPECT_THAT(unwrapped(said.out), HasSubstr("io_uring_setup: Operation not permitted [system:1]"));
  EXPECT_THAT(unwrapped(said.out), HasSubstr(" handlers ok never ok never "));
}

TEST(with_cells, the_same_experiment_is_available) {
  if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
  ended const said = lab({"run", "reject", "--style", "native"});
  EXPECT_THAT(said.status, testing::AnyOf(0, 1)) << said.err;  // what came out, others test
  EXPECT_THAT(said.out, testing::Not(HasSubstr("not available")));
}

/// Of a call that needs a right over the network; empty where the server has not made it.
std::optional<error_value> error_of(record const& run, std::string_view call) {
  for (event const& happened : run.events)
    if (auto const* const action = std::get_if<server_action>(&happened.body);
        action != nullptr && action->name == call)
      return action->error;
  return std::nullopt;
}

TEST(an_ordinary_user, has_cells_with_the_same_witnesses_and_rights) {
  auto const by = test::as_ordinary_user();
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  if (std::string const reason = test::why_no_cells(by); !reason.empty()) GTEST_SKIP() << reason;
  ended const said = lab({"run", "abortive", "abort-locally", "--format", "json"}, by);
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  auto const runs = records_in(said);
  EXPECT_EQ(runs.size(), 8U) << "both experiments, in each of the four styles";
  for (record const& run : runs) {
    EXPECT_TRUE(run.in_cell) << run.no_cell;
    EXPECT_FALSE(segments_of(run).empty());
    EXPECT_TRUE(run.counters.contains("OutRsts")) << run.experiment << ' ' << run.style;
  }
}

/// Where the kernel lets everybody attach the filter that drops what comes in, it comes out as expected.
TEST(an_ordinary_user, without_a_cell_is_told_what_the_server_may_not_do) {
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  ended const said =
      lab({"run", "blackhole-recv-first", "--no-cells", "--style", "native"}, test::as_ordinary_user());
  if (said.status == 0) return;
  EXPECT_EQ(said.status, 3) << said.out << said.err;
  EXPECT_THAT(unwrapped(said.out), HasSubstr("not available here: the server could not drop_incoming"));
}

TEST(an_ordinary_user, may_do_in_a_cell_what_needs_rights_over_the_network) {
  auto const by = test::as_ordinary_user();
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  if (std::string const reason = test::why_no_cells(by); !reason.empty()) GTEST_SKIP() << reason;
  ended const said = lab({"run", "reject", "vanish", "--style", "native", "--format", "json"}, by);
  auto const runs = records_in(said);
  ASSERT_EQ(runs.size(), 2U) << said.out << said.err;
  EXPECT_EQ(error_of(runs[0], "reject"), error_value());
  EXPECT_EQ(error_of(runs[1], "forget_on_close"), error_value());
}

}  // namespace
}  // namespace hangup::lab
