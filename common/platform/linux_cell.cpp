#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "common/platform/cell.hpp"
#include "common/platform/files.hpp"
#include "common/platform/platform.hpp"

namespace hangup::platform {
namespace {

using boost::system::error_code;

/// A call that failed, and why; `call` is empty when nothing did.
struct failure {
  std::array<char, 48> call{};
  int error = 0;
};

failure failure_of(std::string const& call, int error = errno) {
  failure made{.call = {}, .error = error};
  std::snprintf(made.call.data(), made.call.size(), "%s", call.c_str());
  return made;
}

bool failed(failure const& it) {
  return it.call.front() != '\0';
}

/// The kernel wants the whole map in one write(2) (user_namespaces(7)).
failure write_file(std::string const& path, std::string const& text) {
  int const file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return failure_of("open(" + path + ")");
  failure const it =
      ::write(file, text.data(), text.size()) < 0 ? failure_of("write(" + path + ")") : failure();
  ::close(file);
  return it;
}

/// In the new user namespace we are root, and outside we remain who we were.
failure become_root(uid_t user, gid_t group) {
  failure it = write_file("/proc/self/setgroups", "deny");
  if (!failed(it)) it = write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
  if (!failed(it)) it = write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  return it;
}

failure bring_up_loopback() {
  int const socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return failure_of("socket(AF_INET)");
  ifreq request{};
  std::snprintf(request.ifr_name, sizeof request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  failure const it =
      ::ioctl(socket, SIOCSIFFLAGS, &request) < 0 ? failure_of("ioctl(SIOCSIFFLAGS, lo)") : failure();
  ::close(socket);
  return it;
}

/// A network namespace can be left again, so nothing has changed where it cannot be completed.
failure enter_network_namespace() {
  int const before = ::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (before < 0) return failure_of("open(/proc/self/ns/net)");
  failure it = ::unshare(CLONE_NEWNET) < 0 ? failure_of("unshare(CLONE_NEWNET)") : bring_up_loopback();
  if (failed(it) && ::setns(before, CLONE_NEWNET) < 0) it = failure_of("setns(CLONE_NEWNET)");
  ::close(before);
  return it;
}

constexpr int user_and_network = CLONE_NEWUSER | CLONE_NEWNET;

failure make_namespaces() {
  uid_t const user = ::geteuid();
  gid_t const group = ::getegid();
  if (::unshare(user_and_network) < 0) return failure_of("unshare(CLONE_NEWUSER|CLONE_NEWNET)");
  if (failure const it = become_root(user, group); failed(it)) return it;
  return bring_up_loopback();
}

/// Makes the namespaces, tells `parent` what came of it, and keeps them until `parent` hangs up.
[[noreturn]] void hold_namespaces(int parent) {
  failure const it = make_namespaces();
  if (::write(parent, &it, sizeof it) == sizeof it) {
    char nothing = 0;
    while (::read(parent, &nothing, 1) < 0 && errno == EINTR) {
    }
  }
  ::_exit(0);
}

failure join_namespaces(pid_t holder) {
  int const process = static_cast<int>(::syscall(SYS_pidfd_open, holder, 0));
  if (process < 0) return failure_of("pidfd_open");
  failure const it =
      ::setns(process, user_and_network) < 0 ? failure_of("setns(CLONE_NEWUSER|CLONE_NEWNET)") : failure();
  ::close(process);
  return it;
}

/// A process cannot leave a user namespace that was granted halfway: its maps refused, or no loopback in it.
/// So a child makes the namespaces, and this process joins them, all or none, once they are complete.
failure enter_user_namespace() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) < 0) return failure_of("socketpair");
  pid_t const holder = ::_Fork();  // see run_in_copy()
  if (holder == 0) {
    ::close(ends[0]);
    hold_namespaces(ends[1]);
  }
  failure it = holder < 0 ? failure_of("fork") : failure();
  ::close(ends[1]);
  if (holder > 0) {
    if (::read(ends[0], &it, sizeof it) != sizeof it) it = failure_of("fork", ECHILD);
    if (!failed(it)) it = join_namespaces(holder);
  }
  ::close(ends[0]);
  while (holder > 0 && ::waitpid(holder, nullptr, 0) < 0 && errno == EINTR) {
  }
  return it;
}

std::vector<std::string> words_of(std::string const& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Both files have pairs of lines: `TcpExt: NAME...` and `TcpExt: VALUE...`.
void read_counters(char const* path, std::map<std::string, std::int64_t>& into) {
  std::ifstream file(path);
  for (std::string head, values; std::getline(file, head) && std::getline(file, values);) {
    auto const names = words_of(head), numbers = words_of(values);
    for (std::size_t i = 1; i < names.size() && i < numbers.size(); ++i)
      into[names[i]] = std::stoll(numbers[i]);
  }
}

/// As exec does it: what was ignored stays so.
void forget_signal_handlers() {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) ::signal(signal, SIG_DFL);
  }
}

/// In the copy. Never returns: what the other process had under way is not this one's to end.
[[noreturn]] void work_in_copy(std::function<std::string()> const& work, int output, int errors,
                               int parent) noexcept {
  die_with_parent(parent);
  forget_signal_handlers();
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  try {
    error_code const unwritten = write_all(STDOUT_FILENO, work());
    std::_Exit(unwritten ? EXIT_FAILURE : EXIT_SUCCESS);
  } catch (std::exception const& problem) {
    write_all(STDERR_FILENO, problem.what());
    std::_Exit(EXIT_FAILURE);
  }
}

}  // namespace

bool can_run_in_copy() {
  return true;
}

error_code run_in_copy(std::function<std::string()> const& work, native_pipe output, native_pipe errors,
                       int& id) {
  int const parent = ::getpid();
  // ThreadSanitizer starts a thread in the child of fork(3), and a process with two cannot change its user
  // namespace.
  id = ::_Fork();
  if (id == 0) work_in_copy(work, output, errors, parent);
  return {id < 0 ? errno : 0, boost::system::system_category()};
}

bool enter_own_network(error_code& ec, std::string& failed_call) {
  bool const may_do_without_user = ::geteuid() == 0;
  failure it = may_do_without_user ? enter_network_namespace() : failure();
  if (!may_do_without_user || failed(it)) it = enter_user_namespace();
  failed_call = it.call.data();
  ec = {it.error, boost::system::system_category()};
  return !failed(it);
}

std::map<std::string, std::int64_t> network_counters() {
  std::map<std::string, std::int64_t> counters;
  read_counters("/proc/self/net/netstat", counters);
  read_counters("/proc/self/net/snmp", counters);
  return counters;
}

error_code keep_network_rights_only(bool and_lock_memory) {
  // To come through folders that are closed to others, where our own programs may lie, is the third.
  constexpr std::array kept = {CAP_NET_ADMIN, CAP_NET_RAW, CAP_DAC_READ_SEARCH};
  for (int right = 0; ::prctl(PR_CAPBSET_READ, right) >= 0; ++right) {
    bool const is_kept = std::find(kept.begin(), kept.end(), right) != kept.end() ||
                         (and_lock_memory && right == CAP_IPC_LOCK);
    if (!is_kept && ::prctl(PR_CAPBSET_DROP, right) < 0) return {errno, boost::system::system_category()};
  }
  return {};
}

error_code set_network_parameter(std::string_view name, std::string_view value) {
  return {write_file("/proc/sys/net/" + std::string(name), std::string(value)).error,
          boost::system::system_category()};
}

}  // namespace hangup::platform
