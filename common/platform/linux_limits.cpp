#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/platform/cell.hpp"

namespace hangup::platform {
namespace {

namespace fs = std::filesystem;

std::uint64_t left_of(rlim_t limit, std::uint64_t used) {
  if (limit == RLIM_INFINITY) return UINT64_MAX;
  return limit > used ? limit - used : 0;
}

std::uint64_t soft_limit(__rlimit_resource resource) {
  rlimit both{};
  return ::getrlimit(resource, &both) == 0 ? both.rlim_cur : RLIM_INFINITY;
}

std::uint64_t open_descriptors() {
  std::error_code no_proc;
  fs::directory_iterator const all("/proc/self/fd", no_proc);
  return no_proc ? 0 : static_cast<std::uint64_t>(std::distance(begin(all), end(all)));
}

/// `Threads:  3`, in a file such as /proc/self/status; 0 if it is not there.
std::uint64_t number_after(std::string_view name, fs::path const& file) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::uint64_t value = 0;
    if (line.starts_with(name) && std::istringstream(line.substr(name.size())) >> value) return value;
  }
  return 0;
}

/// Threads of our user, as RLIMIT_NPROC counts them.
std::uint64_t running_threads() {
  std::uint64_t total = 0;
  std::error_code gone;
  for (fs::directory_iterator at("/proc", gone), end; !gone && at != end; at.increment(gone))
    if (std::string const name = at->path().filename(); name.find_first_not_of("0123456789") == name.npos)
      if (number_after("Uid:", at->path() / "status") == ::getuid())
        total += number_after("Threads:", at->path() / "status");
  return total;
}

/// Of the control group that bounds us (cgroup v2), as far as /sys shows it.
std::uint64_t spare_memory_of_group() {
  std::uint64_t limit = 0, used = 0;
  std::ifstream("/sys/fs/cgroup/memory.max") >> limit;  // `max`: no limit
  std::ifstream("/sys/fs/cgroup/memory.current") >> used;
  return limit == 0 ? UINT64_MAX : left_of(limit, used);
}

std::uint64_t spare_memory() {
  constexpr std::uint64_t kilobyte = 1024;
  std::uint64_t const machine = number_after("MemAvailable:", "/proc/meminfo") * kilobyte;
  return std::min(machine == 0 ? UINT64_MAX : machine, spare_memory_of_group());
}

/// Without a limit: root, where CAP_IPC_LOCK was left to it.
bool may_lock_memory() {
  return ::geteuid() == 0 && ::prctl(PR_CAPBSET_READ, CAP_IPC_LOCK) == 1;
}

}  // namespace

spare_resources spare() {
  auto const threads = soft_limit(RLIMIT_NPROC);
  return {.descriptors = left_of(soft_limit(RLIMIT_NOFILE), open_descriptors()),
          // The kernel does not hold root to it.
          .processes =
              ::getuid() == 0 || threads == RLIM_INFINITY ? UINT64_MAX : left_of(threads, running_threads()),
          .memory = spare_memory(),
          .locked_memory = may_lock_memory() ? UINT64_MAX : soft_limit(RLIMIT_MEMLOCK)};
}

}  // namespace hangup::platform
