#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nftables/libnftables.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "tests/lab/privileges.hpp"
#include "tests/lab/processes.hpp"
#include "tests/lab/programs.hpp"
#include "tests/support/loopback.hpp"

// The lab leaves the host as it was, whatever its experiments do in their cells.

namespace hangup::lab {
namespace {

namespace fs = std::filesystem;

using words = std::vector<std::string>;

std::string text_of(fs::path const& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Names only: what follows them are counters, which everybody on the host adds to.
std::string interfaces() {
  std::string names;
  for (std::string const& line : test::lines_of(text_of("/proc/net/dev")))
    names += line.substr(0, line.find(':') + 1);
  return names;
}

/// Namespaces that were given a name (ip-netns(8)) are mounts.
std::string mounted_namespaces() {
  std::string mounts;
  for (std::string const& line : test::lines_of(text_of("/proc/self/mountinfo")))
    if (line.find(" nsfs ") != std::string::npos) mounts += line + '\n';
  return mounts;
}

std::string firewall_rules() {
  std::unique_ptr<nft_ctx, decltype(&nft_ctx_free)> const context(nft_ctx_new(NFT_CTX_DEFAULT), nft_ctx_free);
  nft_ctx_buffer_error(context.get());
  nft_ctx_buffer_output(context.get());
  if (nft_run_cmd_from_buffer(context.get(), "list ruleset") != 0) return "not for us to see";
  return nft_ctx_get_output_buffer(context.get());
}

std::map<std::string, std::string> host() {
  return {{"interfaces", interfaces()},
          {"IPv6 addresses", text_of("/proc/net/if_inet6")},
          {"IPv4 addresses and routes", text_of("/proc/net/fib_trie")},
          {"firewall rules", firewall_rules()},
          {"mounted namespaces", mounted_namespaces()}};
}

/// `net:[4026531840]`; empty when the process is gone.
std::string network_of(std::string const& pid) {
  std::error_code gone;
  return fs::read_symlink("/proc/" + pid + "/ns/net", gone);
}

bool is_elsewhere(pid_t pid) {
  std::string const network = network_of(std::to_string(pid));
  return !network.empty() && network != network_of("self");
}

class the_host : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
    test::adopt_orphans();
  }
  static std::vector<pid_t> ours() { return test::descendants_of(::getpid()); }

  temporary_directory const working, temporary;
  words const command = {"/usr/bin/env",
                         "--chdir=" + working.file(""),
                         "TMPDIR=" + temporary.file(""),
                         HANGUP_LAB,
                         "run",
                         "reject",
                         "abort-locally",
                         "vanish",
                         "freeze",
                         "inherited",
                         "blackhole-recv-first",
                         "refuse",
                         "abortive"};
};

TEST_F(the_host, is_as_it_was_when_the_lab_has_ended) {
  auto const before = host();
  auto const processes_before = ours();
  std::string const network = network_of("self");

  test::child lab(command);
  EXPECT_TRUE(test::poll_until([] {
    auto const all = ours();
    return std::any_of(all.begin(), all.end(), is_elsewhere);
  })) << "nothing ran in a network of its own";
  EXPECT_THAT(lab.wait(), testing::AnyOf(0, 1)) << lab.out() << lab.err();  // what came out, others test

  EXPECT_EQ(host(), before);
  EXPECT_EQ(network_of("self"), network);
  EXPECT_EQ(ours(), processes_before) << "and with them every namespace: none has another holder";
  EXPECT_TRUE(fs::is_empty(working.file(""))) << *fs::directory_iterator(working.file(""));
  EXPECT_TRUE(fs::is_empty(temporary.file(""))) << *fs::directory_iterator(temporary.file(""));
}

}  // namespace
}  // namespace hangup::lab
