#include <fcntl.h>
#include <mach-o/dyld.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/tcp_fsm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/detail/config.hpp>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <cstdint>

#include "common/platform/kernel_units.hpp"
#include "common/platform/platform.hpp"

// Compiled and tested by the public CI alone (.github/workflows/ci.yml).

namespace hangup::platform {
namespace {

using boost::system::error_code;

template <typename Value>
error_code set_option(native_socket socket, int level, int name, Value const& value) {
  bool const failed = ::setsockopt(static_cast<int>(socket), level, name, &value, sizeof value) < 0;
  return failed ? error_code(errno, boost::system::system_category()) : error_code();
}

int whole_seconds(std::chrono::nanoseconds duration) {
  return kernel_units<std::chrono::seconds, int>(duration);
}

}  // namespace

code_space system_code_space() {
  return code_space::macos_errno;
}

tcp_state tcp_state_of(native_socket socket) noexcept {
  // In the order of TCPS_CLOSED ... TCPS_TIME_WAIT (netinet/tcp_fsm.h).
  constexpr std::array states = {tcp_state::closed,       tcp_state::listen,      tcp_state::syn_sent,
                                 tcp_state::syn_received, tcp_state::established, tcp_state::close_wait,
                                 tcp_state::fin_wait_1,   tcp_state::closing,     tcp_state::last_ack,
                                 tcp_state::fin_wait_2,   tcp_state::time_wait};
  tcp_connection_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(static_cast<int>(socket), IPPROTO_TCP, TCP_CONNECTION_INFO, &info, &size) < 0)
    return tcp_state::unavailable;
  return info.tcpi_state < states.size() ? states[info.tcpi_state] : tcp_state::unavailable;
}

std::filesystem::path this_program() {
  std::uint32_t size = 0;
  ::_NSGetExecutablePath(nullptr, &size);
  std::string path(size, '\0');
  if (::_NSGetExecutablePath(path.data(), &size) != 0)
    throw std::filesystem::filesystem_error("_NSGetExecutablePath",
                                            std::make_error_code(std::errc::filename_too_long));
  return std::filesystem::canonical(path.c_str());
}

bool die_with_parent(int /*parent*/) {
  return false;
}

bool adopt_orphans() {
  return false;
}

std::vector<std::string> end_all_children() {
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  return {};
}

void inherit_only_standard_streams() {
  for (int descriptor = ::getdtablesize(); --descriptor > STDERR_FILENO;)
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

error_code set_keepalive(native_socket socket, std::chrono::nanoseconds idle,
                         std::chrono::nanoseconds interval, unsigned probes) {
  error_code ec = set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  if (!ec) ec = set_option(socket, IPPROTO_TCP, TCP_KEEPALIVE, whole_seconds(idle));
  if (!ec) ec = set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, whole_seconds(interval));
  if (!ec) ec = set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, static_cast<int>(probes));
  return ec;
}

error_code set_user_timeout(native_socket socket, std::chrono::nanoseconds limit) {
  return set_option(socket, IPPROTO_TCP, TCP_RXT_CONNDROPTIME, whole_seconds(limit));
}

error_code set_linger(native_socket socket, std::chrono::nanoseconds limit) {
  return set_option(socket, SOL_SOCKET, SO_LINGER_SEC,
                    linger{.l_onoff = 1, .l_linger = whole_seconds(limit)});
}

error_code abort_connection(native_socket /*socket*/) {
  return boost::asio::error::operation_not_supported;
}

}  // namespace hangup::platform
