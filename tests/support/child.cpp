#include "tests/support/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "tests/support/loopback.hpp"

extern char** environ;

namespace hangup::test {
namespace {

long long now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error(std::string("pipe2: ") + std::strerror(errno));
  return ends;
}

}  // namespace

child::child(std::vector<std::string> arguments)
    : until_ms_(now_ms() + std::chrono::milliseconds(patience).count()) {
  auto const out = make_pipe();
  auto const err = make_pipe();
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, err[1], STDERR_FILENO);

  std::vector<char*> argv;
  for (std::string& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  int const failed = ::posix_spawn(&pid_, argv[0], &files, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::close(out[1]);
  ::close(err[1]);
  out_.descriptor = out[0];
  err_.descriptor = err[0];
  if (failed != 0) throw std::runtime_error(arguments.front() + ": " + std::strerror(failed));
}

child::~child() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (stream const& output : {out_, err_})
    if (output.descriptor >= 0) ::close(output.descriptor);
}

/// Takes what there is to read. False when both streams have ended or our patience has.
bool child::read_some() {
  std::array<pollfd, 2> wanted{
      {{out_.descriptor, POLLIN, 0}, {err_.descriptor, POLLIN, 0}}};  // poll skips -1
  if (out_.descriptor < 0 && err_.descriptor < 0) return false;
  long long const left = until_ms_ - now_ms();
  if (left <= 0 || ::poll(wanted.data(), wanted.size(), static_cast<int>(left)) <= 0) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].revents == 0) continue;
    stream& from = i == 0 ? out_ : err_;
    std::array<char, 4096> incoming;
    ssize_t const count = ::read(from.descriptor, incoming.data(), incoming.size());
    if (count > 0)
      from.text.append(incoming.data(), static_cast<std::size_t>(count));
    else
      ::close(std::exchange(from.descriptor, -1));
  }
  return true;
}

std::string child::read_line() {
  std::size_t end = 0;
  while ((end = out_.text.find('\n', line_start_)) == std::string::npos)
    if (!read_some()) return {};
  std::string line = out_.text.substr(line_start_, end - line_start_);
  line_start_ = end + 1;
  return line;
}

void child::send_signal(int number) const {
  ::kill(pid_, number);
}

bool child::is_stopped() const {
  siginfo_t found{};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &found, WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
         found.si_pid == pid_;
}

bool child::ends_unread() const {
  constexpr int pause_ms = 5;
  siginfo_t found{};
  while (now_ms() < until_ms_) {
    if (::waitid(P_PID, static_cast<id_t>(pid_), &found, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        found.si_pid == pid_)
      return true;
    ::poll(nullptr, 0, pause_ms);
  }
  return false;
}

int child::wait() {
  while (read_some()) {
  }
  if (out_.descriptor >= 0 || err_.descriptor >= 0) return -1;
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

ended run(std::vector<std::string> arguments) {
  child program(std::move(arguments));
  int const status = program.wait();
  return {status, program.out(), program.err()};
}

std::vector<std::string> lines_of(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

}  // namespace hangup::test
