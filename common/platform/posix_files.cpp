#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "common/platform/files.hpp"
#include "common/platform/platform.hpp"

namespace hangup::platform {
namespace {

boost::system::error_code last_error() {
  return {errno, boost::system::system_category()};
}

}  // namespace

file_descriptor create_file(std::string const& path, boost::system::error_code& ec) {
  int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  ec = file < 0 ? last_error() : boost::system::error_code();
  return file;
}

file_descriptor append_to_own_file(std::string const& path, boost::system::error_code& ec) {
  int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ec = file < 0 ? last_error() : boost::system::error_code();
  return file;
}

void close_file(file_descriptor file) {
  ::close(file);
}

boost::system::error_code write_all(file_descriptor file, std::string_view text) {
  while (!text.empty()) {
    ssize_t const count = ::write(file, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {  // somebody we share it with made it non-blocking
      pollfd entry{.fd = file, .events = POLLOUT, .revents = 0};
      ::poll(&entry, 1, -1);
    } else if (errno != EINTR) {
      return last_error();
    }
  }
  return {};
}

bool wait_writable(file_descriptor file, std::chrono::milliseconds limit) {
  pollfd entry{.fd = file, .events = POLLOUT, .revents = 0};
  return ::poll(&entry, 1, static_cast<int>(limit.count())) > 0;
}

void block_signals_in_this_thread() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

void open_missing_standard_streams() {
  for (int const stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) ::open("/dev/null", O_RDWR);  // takes the lowest free
}

bool is_terminal(file_descriptor file) {
  return ::isatty(file) == 1;
}

int terminal_columns() {
  winsize size{};
  return ::ioctl(standard_output, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string state_folder() {
  char const* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return state;  // a relative one is to be ignored
  char const* const home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? std::string(home) + "/.local/state" : "";
}

bool shows_colors(file_descriptor standard_stream) {
  char const* const terminal = std::getenv("TERM");
  return is_terminal(standard_stream) && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace hangup::platform
