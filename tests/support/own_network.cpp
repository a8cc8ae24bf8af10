#include "tests/support/own_network.hpp"

#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include "common/platform/platform.hpp"
#include "tests/support/loopback.hpp"

namespace hangup::test {
namespace {

constexpr uid_t nobody = 65534;

std::string network_namespace() {
  return std::filesystem::read_symlink("/proc/self/ns/net");
}

[[noreturn]] void run_and_exit(std::function<void()> const& body) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::alarm(patience.count());
  try {
    body();
  } catch (std::exception const& problem) {
    ADD_FAILURE() << problem.what();
  }
  std::fflush(nullptr);
  ::_exit(testing::Test::HasFailure() ? 1 : 0);
}

bool passes_in_child(std::function<void()> const& body) {
  std::fflush(nullptr);  // or the child writes it once more
  pid_t const child = ::fork();
  if (child == 0) run_and_exit(body);
  int status = 0;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

void in_child(std::function<void()> const& body) {
  if (!passes_in_child(body)) ADD_FAILURE() << "in a child process, see above";
}

/// Asks the system and not enter_own_network(), which is under test itself.
std::string no_own_network(std::function<void()> const& first) {
  bool const allowed = passes_in_child([&first] {
    first();
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) ::_exit(1);
    int const priority = 7;  // needs CAP_NET_ADMIN, which some systems withhold even there (socket(7))
    int const socket = ::socket(AF_INET, SOCK_DGRAM, 0);
    if (::setsockopt(socket, SOL_SOCKET, SO_PRIORITY, &priority, sizeof priority) != 0) ::_exit(1);
  });
  return allowed ? "" : "this system allows us no network of our own (unshare(2))";
}

/// A `body` may add firewall rules: a defect of enter_own_network() must not let it near the host's network.
void in_own_network(std::function<void()> const& body) {
  in_child([&body, outside = network_namespace()] {
    boost::system::error_code ec;
    std::string failed_call;
    ASSERT_TRUE(platform::enter_own_network(ec, failed_call)) << failed_call << ": " << ec.message();
    ASSERT_NE(network_namespace(), outside) << "this is still the host's network";
    body();
  });
}

void become_ordinary_user() {
  if (::geteuid() != 0) return;
  bool const done = ::setgroups(0, nullptr) == 0 && ::setgid(nobody) == 0 && ::setuid(nobody) == 0 &&
                    ::prctl(PR_SET_DUMPABLE, 1) == 0;  // or the files in /proc/self would stay root's
  if (!done) throw std::runtime_error("cannot become an ordinary user");
}

}  // namespace hangup::test
