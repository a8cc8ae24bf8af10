#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "common/platform/platform.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/own_network.hpp"

namespace hangup {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using test::family;

/// `net:[4026531840]`, `user:[4026531837]`: which namespaces this process is in.
std::vector<std::string> namespaces() {
  std::vector<std::string> all;
  for (std::string const kind : {"net", "user", "pid", "mnt"})
    all.push_back(std::filesystem::read_symlink("/proc/self/ns/" + kind));
  return all;
}

std::vector<std::string> interfaces() {
  std::vector<std::string> names;
  std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)> const all(if_nameindex(),
                                                                              if_freenameindex);
  for (auto const* entry = all.get(); entry != nullptr && entry->if_index != 0; ++entry)
    names.emplace_back(entry->if_name);
  return names;
}

std::string text_of(std::string const& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class own_network : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string const why = test::no_own_network(); !why.empty()) GTEST_SKIP() << why;
  }
};

/// Both families connect, and nothing but loopback is there.
void expect_loopback_alone() {
  EXPECT_EQ(interfaces(), std::vector<std::string>{"lo"});
  EXPECT_EQ(test::missing(family::ipv4), "");
  asio::io_context io;
  for (family const address_family : test::both_families) {
    if (!test::missing(address_family).empty()) continue;  // a host without IPv6
    test::socket_pair ends(io, address_family);
    EXPECT_EQ(test::state_of(ends.client), tcp_state::established) << test::name_of(address_family);
  }
}

TEST_F(own_network, has_loopback_alone_and_it_is_up) {
  test::in_own_network(expect_loopback_alone);
}

TEST_F(own_network, an_ordinary_user_can_have_one_too_and_is_root_in_it) {
  if (std::string const why = test::no_own_network(test::become_ordinary_user); !why.empty())
    GTEST_SKIP() << why;
  test::in_child([] {
    test::become_ordinary_user();
    uid_t const user = ::geteuid();
    ASSERT_NE(user, 0U);
    error_code ec;
    std::string failed_call;
    ASSERT_TRUE(platform::enter_own_network(ec, failed_call)) << failed_call << ": " << ec.message();
    EXPECT_EQ(::geteuid(), 0U);
    std::istringstream map(text_of("/proc/self/uid_map"));
    uid_t inside = 1, outside = 0, count = 0;
    map >> inside >> outside >> count;
    EXPECT_EQ(std::vector({inside, outside, count}), std::vector({0U, user, 1U}));
    expect_loopback_alone();
  });
}

TEST_F(own_network, is_the_processs_own_and_the_other_namespaces_stay) {
  auto const before = namespaces();
  test::in_own_network([&before] {
    auto const inside = namespaces();
    EXPECT_NE(inside[0], before[0]) << "net";
    EXPECT_EQ(inside[2], before[2]) << "pid";
    EXPECT_EQ(inside[3], before[3]) << "mnt";
  });
  EXPECT_EQ(namespaces(), before);
}

TEST_F(own_network, cannot_be_seen_from_another_one) {
  asio::io_context io;
  asio::ip::tcp::acceptor const outside(io, test::loopback(family::ipv4));
  auto const try_to_connect = [&outside] {
    asio::io_context inside;
    asio::ip::tcp::socket client(inside);
    error_code ec;
    client.connect(outside.local_endpoint(), ec);
    return ec;
  };
  EXPECT_EQ(try_to_connect(), error_code());
  test::in_own_network([&] { EXPECT_EQ(try_to_connect(), asio::error::connection_refused); });
}

TEST_F(own_network, counts_from_zero_and_counts_what_is_done_in_it_alone) {
  asio::io_context io;
  test::socket_pair const outside(io, family::ipv4);
  test::in_own_network([] {
    for (auto const& [name, value] : platform::network_counters()) {
      bool const counts_tcp = name.starts_with("TCP") || name.ends_with("Opens") || name.ends_with("Segs");
      EXPECT_TRUE(value == 0 || !counts_tcp) << name << ' ' << value;
    }
    asio::io_context inside;
    test::socket_pair ends(inside, family::ipv4);
    auto counters = platform::network_counters();
    EXPECT_EQ(counters.at("ActiveOpens"), 1);
    EXPECT_EQ(counters.at("PassiveOpens"), 1);
    EXPECT_EQ(counters.at("OutRsts") + counters.at("TCPAbortOnData"), 0);
    test::reset(ends.server);
    counters = platform::network_counters();
    EXPECT_EQ(counters.at("OutRsts"), 1);
    EXPECT_EQ(counters.at("TCPAbortOnData"), 1);
  });
}

TEST_F(own_network, what_the_system_refuses_is_said_with_the_call_and_changes_nothing) {
  if (std::string const why = test::no_own_network(test::become_ordinary_user); !why.empty())
    GTEST_SKIP() << why;
  test::in_child([] {
    test::become_ordinary_user();
    auto const before = namespaces();
    std::atomic<bool> asked = false;
    std::jthread const second([&asked] { asked.wait(false); });
    error_code ec;
    std::string failed_call;
    EXPECT_FALSE(platform::enter_own_network(ec, failed_call)) << "user_namespaces(7) forbids it to threads";
    EXPECT_TRUE(ec);
    EXPECT_EQ(failed_call, "setns(CLONE_NEWUSER|CLONE_NEWNET)");
    EXPECT_EQ(namespaces(), before);
    asked = true;
    asked.notify_one();
  });
}

TEST(network_counters, come_from_both_files_of_the_kernel) {
  auto const counters = platform::network_counters();
  for (std::string const name :
       {"TCPAbortOnData", "TCPAbortOnClose", "TCPAbortOnTimeout", "OutRsts", "EstabResets", "InSegs"})
    EXPECT_TRUE(counters.contains(name)) << name;
}

}  // namespace
}  // namespace hangup
