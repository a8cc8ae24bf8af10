#include <linux/close_range.h>
#include <linux/io_uring.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "common/platform/platform.hpp"

namespace hangup::platform {
namespace {

/// Of every thread (proc_pid_children(5)).
std::vector<pid_t> children() {
  std::vector<pid_t> all;
  std::error_code no_proc;
  for (auto const& thread : std::filesystem::directory_iterator("/proc/self/task", no_proc)) {
    std::ifstream file(thread.path() / "children");
    for (pid_t child = 0; file >> child;)
      all.push_back(child);
  }
  return all;
}

std::string name_of(pid_t process) {
  std::string name;
  std::ifstream file("/proc/" + std::to_string(process) + "/comm");
  std::getline(file, name);
  return name;
}

/// Whether no child is left.
bool reap_children() {
  pid_t ended = 0;
  do {
    ended = ::waitpid(-1, nullptr, WNOHANG);
  } while (ended > 0 || (ended < 0 && errno == EINTR));
  return ended < 0;
}

}  // namespace

code_space system_code_space() {
  return code_space::linux_errno;
}

tcp_state tcp_state_of(native_socket socket) noexcept {
  // In the order of the kernel's own numbers, which start at 1 (include/net/tcp_states.h).
  constexpr std::array states = {tcp_state::established, tcp_state::syn_sent,   tcp_state::syn_received,
                                 tcp_state::fin_wait_1,  tcp_state::fin_wait_2, tcp_state::time_wait,
                                 tcp_state::closed,      tcp_state::close_wait, tcp_state::last_ack,
                                 tcp_state::listen,      tcp_state::closing};
  unsigned char state = 0;  // tcpi_state is the first byte of tcp_info, and no more is asked for
  socklen_t size = sizeof state;
  if (::getsockopt(static_cast<int>(socket), IPPROTO_TCP, TCP_INFO, &state, &size) < 0)
    return tcp_state::unavailable;
  return state >= 1 && state <= states.size() ? states[state - 1U] : tcp_state::unavailable;
}

boost::system::error_code try_io_uring() {
  io_uring_params parameters{};
  long const ring = ::syscall(SYS_io_uring_setup, 1, &parameters);
  if (ring < 0) return {errno, boost::system::system_category()};
  ::close(static_cast<int>(ring));
  return {};
}

std::filesystem::path this_program() {
  std::error_code no_proc;
  auto file = std::filesystem::read_symlink("/proc/self/exe", no_proc);
  if (!no_proc) return file;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): getauxval(3) hands the address out as a number
  auto const* const started_as = reinterpret_cast<char const*>(::getauxval(AT_EXECFN));
  auto const absolute = std::filesystem::canonical(started_as, no_proc);
  return no_proc ? std::filesystem::path(started_as) : absolute;
}

bool die_with_parent(int parent) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return false;
  if (::getppid() != parent) end_process(process_end::kill);  // it died between fork and prctl
  return true;
}

bool adopt_orphans() {
  return ::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

std::vector<std::string> end_all_children() {
  std::vector<std::string> names;
  std::set<pid_t> ended;
  auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!reap_children() && std::chrono::steady_clock::now() < until) {
    for (pid_t const child : children())
      if (ended.insert(child).second) {
        names.push_back(name_of(child));
        ::kill(child, SIGKILL);
      }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return names;
}

void inherit_only_standard_streams() {
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
}

}  // namespace hangup::platform
