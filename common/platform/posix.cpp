#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "common/platform/kernel_units.hpp"
#include "common/platform/platform.hpp"
#include "common/platform/sockets.hpp"

namespace hangup::platform {
namespace {

boost::system::error_code from_errno(int value) {
  return {value, boost::system::system_category()};
}

}  // namespace

std::chrono::nanoseconds monotonic_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

bool wait_ready(native_socket socket, readiness wanted, std::chrono::nanoseconds limit,
                boost::system::error_code& ec) {
  if (socket < 0) return true;  // closed: the call will say so
  pollfd entry{.fd = static_cast<int>(socket),
               .events = static_cast<short>(wanted == readiness::readable ? POLLIN : POLLOUT),
               .revents = 0};
  auto const until = std::chrono::steady_clock::now() + limit;
  int ready = 0;
  do {
    ready = ::poll(&entry, 1,
                   kernel_units<std::chrono::milliseconds, int>(until - std::chrono::steady_clock::now()));
  } while ((ready < 0 && errno == EINTR) || (ready == 0 && std::chrono::steady_clock::now() < until));
  ec = ready < 0 ? from_errno(errno) : boost::system::error_code();
  return ready != 0;
}

bool is_ready(native_socket socket, readiness wanted) noexcept {
  if (socket < 0) return false;
  auto const events = static_cast<short>(wanted == readiness::readable ? POLLIN : POLLOUT);
  pollfd entry{.fd = static_cast<int>(socket), .events = events, .revents = 0};
  if (::poll(&entry, 1, 0) <= 0) return false;
  if ((entry.revents & POLLERR) != 0) return true;  // to peek would take the error away
  if ((entry.revents & events) == 0) return false;
  if (wanted == readiness::writable) return true;
  char byte = 0;
  return ::recv(static_cast<int>(socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

boost::system::error_code take_socket_error(native_socket socket) {
  int value = 0;
  socklen_t size = sizeof value;
  if (::getsockopt(static_cast<int>(socket), SOL_SOCKET, SO_ERROR, &value, &size) < 0)
    return from_errno(errno);
  return from_errno(value);
}

boost::system::error_code claim_port(native_socket socket) {
  int const yes = 1;
  bool const failed = ::setsockopt(static_cast<int>(socket), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0;
  return from_errno(failed ? errno : 0);
}

boost::system::error_code shut_down(native_socket socket, direction half) {
  int const native_half = half == direction::send ? SHUT_WR : SHUT_RD;
  return from_errno(::shutdown(static_cast<int>(socket), native_half) < 0 ? errno : 0);
}

void end_process(process_end end) {
  switch (end) {
    case process_end::exit: ::_exit(0);
    case process_end::abort: {
      rlimit const none{.rlim_cur = 0, .rlim_max = 0};
      ::setrlimit(RLIMIT_CORE, &none);  // an abort on purpose leaves no core file behind
      std::abort();
    }
    case process_end::stop: ::raise(SIGSTOP); return;
    case process_end::kill: break;
  }
  ::kill(::getpid(), SIGKILL);
  for (;;)
    ::pause();  // the signal may be on its way
}

std::vector<int> exit_signals() {
  struct sigaction hangup {};
  bool const ignored = ::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler == SIG_IGN;
  return ignored ? std::vector{SIGINT, SIGTERM} : std::vector{SIGINT, SIGTERM, SIGHUP};
}

std::vector<int> status_signals() {
  return {SIGUSR1};
}

void accept_exit_requests() {}

void request_exit(int process) {
  ::kill(process, SIGCONT);  // a stopped process takes no signal but this
  // Last, because SIGCONT takes back the SIGSTOP of a debugger, or leak checker, that attaches as the process
  // ends.
  ::kill(process, SIGTERM);
}

void tie_children_to_us() {}

std::string describe_exit(int wait_status) {
  if (WIFEXITED(wait_status)) return "exited with status " + std::to_string(WEXITSTATUS(wait_status));
  if (!WIFSIGNALED(wait_status)) return "wait status " + std::to_string(wait_status);
  int const number = WTERMSIG(wait_status);
  std::string text = "was killed by signal " + std::to_string(number);
  if (number == SIGKILL) return text + " (SIGKILL)";
  if (number == SIGABRT) return text + " (SIGABRT)";
  return text + " (" + ::strsignal(number) + ")";
}

int process_id() {
  return ::getpid();
}

int parent_process_id() {
  return ::getppid();
}

bool is_terminal_stderr() {
  return ::isatty(STDERR_FILENO) == 1;
}

std::string system_name() {
  utsname name{};
  if (::uname(&name) < 0) return "unknown system";
  return std::string(name.sysname) + ' ' + name.release + ' ' + name.machine;
}

boost::system::error_code last_socket_error() {
  return from_errno(errno);
}

boost::system::error_code set_blocking_deadline(socket_type socket, std::chrono::nanoseconds limit) {
  limit = std::max<std::chrono::nanoseconds>(limit, std::chrono::milliseconds(1));  // 0 is without end
  auto const seconds = std::chrono::floor<std::chrono::seconds>(limit);
  auto const rest = std::chrono::ceil<std::chrono::microseconds>(limit - seconds);
  timeval const value{.tv_sec = static_cast<time_t>(seconds.count()),
                      .tv_usec = static_cast<suseconds_t>(rest.count())};
  for (int const option : {SO_RCVTIMEO, SO_SNDTIMEO})
    if (::setsockopt(socket, SOL_SOCKET, option, &value, sizeof value) < 0) return last_socket_error();
  return {};
}

bool deadline_passed(boost::system::error_code const& ec, std::chrono::nanoseconds /*took*/,
                     std::chrono::nanoseconds /*limit*/) {
  return ec == from_errno(EAGAIN);  // a blocking call has no other reason for it
}

std::optional<boost::system::error_code> connect_within(socket_type socket, sockaddr const* peer,
                                                        socklen_t size, std::chrono::nanoseconds limit) {
  int const flags = ::fcntl(socket, F_GETFL);
  if (flags < 0 || ::fcntl(socket, F_SETFL, flags | O_NONBLOCK) < 0) return last_socket_error();
  boost::system::error_code ec = from_errno(::connect(socket, peer, size) < 0 ? errno : 0);
  if (ec == from_errno(EINPROGRESS)) {
    if (!wait_ready(socket, readiness::writable, limit, ec)) return std::nullopt;
    if (!ec) ec = take_socket_error(socket);
  }
  if (!ec && ::fcntl(socket, F_SETFL, flags) < 0) return last_socket_error();
  return ec;
}

bool asio_ends_at_deadline() {
  return false;
}

boost::system::error_code close_native(native_socket socket) {
  return close_socket(static_cast<socket_type>(socket));
}

boost::system::error_code close_socket(socket_type socket) {
  return ::close(socket) < 0 ? last_socket_error() : boost::system::error_code();
}

}  // namespace hangup::platform
