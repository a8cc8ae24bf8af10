#include "tests/lab/processes.hpp"

#include <sys/prctl.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
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
  for (fs::directory_iterator entry(directory, gone), end; !gone && entry != end; entry.increment(gone))
    all.push_back(entry->path());
  return all;
}

constexpr char no_state = ' ';

/// `R`, `S`, `T`, `Z`, ... (proc_pid_stat(5)).
char state_of(pid_t pid) {
  std::ifstream file(directory_of(pid) / "stat");
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  auto const name_end = text.rfind(") ");  // PID (name) STATE
  return name_end == std::string::npos ? no_state : text[name_end + 2];
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
  char const state = state_of(pid);
  return state != no_state && state != 'Z' && state != 'X';
}

bool is_stopped(pid_t pid) {
  return state_of(pid) == 'T';
}

long connections_reset_around(pid_t pid) {
  std::ifstream file(directory_of(pid) / "net/snmp");
  for (std::string line; std::getline(file, line);) {
    // Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets
    std::istringstream words(line);
    std::string word;
    long value = 0;
    words >> word >> value;
    if (word != "Tcp:" || !words) continue;  // the line of the names
    for (int i = 1; i < 8; ++i)
      words >> value;
    return value;
  }
  return 0;
}

std::string program_of(pid_t pid) {
  std::error_code gone;
  return fs::read_symlink(directory_of(pid) / "exe", gone).filename();
}

std::vector<std::string> descriptors_of(pid_t pid) {
  std::vector<std::string> all;
  for (fs::path const& descriptor : entries_of(directory_of(pid) / "fd")) {
    std::error_code closed;
    if (fs::path const target = fs::read_symlink(descriptor, closed); !closed) all.push_back(target);
  }
  return all;
}

}  // namespace hangup::test
