#include "tests/lab/processes.hpp"

#include <sys/prctl.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace hangup::test {
namespace {

namespace fs = std::filesystem;

fs::path directory_of(pid_t pid) {
  return fs::path("/proc") / std::to_string(pid);
}

/// The entries of a directory; none when its process ends meanwhile.
std::vector<fs::path> entries_of(fs::path const& directory) {
  std::vector<fs::path> all;
  std::error_code gone;
  for (fs::directory_iterator each(directory, gone), end; !gone && each != end; each.increment(gone))
    all.push_back(each->path());
  return all;
}

}  // namespace

void adopt_orphans() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    throw std::system_error(errno, std::generic_category(), "PR_SET_CHILD_SUBREAPER");
}

std::vector<pid_t> descendants_of(pid_t pid) {
  std::vector<pid_t> all;
  for (fs::path const& thread : entries_of(directory_of(pid) / "task")) {
    std::ifstream children(thread / "children");
    for (pid_t child = 0; children >> child;) {
      all.push_back(child);
      auto const further = descendants_of(child);
      all.insert(all.end(), further.begin(), further.end());
    }
  }
  return all;
}

bool is_alive(pid_t pid) {
  std::ifstream file(directory_of(pid) / "stat");
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  auto const name_end = text.rfind(") ");  // PID (name) STATE
  return name_end != std::string::npos && text[name_end + 2] != 'Z' && text[name_end + 2] != 'X';
}

std::string program_of(pid_t pid) {
  std::error_code gone;
  return fs::read_symlink(directory_of(pid) / "exe", gone).filename();
}

std::vector<std::string> descriptors_of(pid_t pid) {
  std::vector<std::string> all;
  for (fs::path const& each : entries_of(directory_of(pid) / "fd")) {
    std::error_code closed;
    if (fs::path const target = fs::read_symlink(each, closed); !closed) all.push_back(target);
  }
  return all;
}

}  // namespace hangup::test
