#include "common/platform/sockets.hpp"

#include <windows.h>

#include <iphlpapi.h>
#include <mstcpip.h>

#include <algorithm>
#include <array>

#include "common/platform/kernel_units.hpp"
#include "common/platform/platform.hpp"

namespace hangup::platform {
namespace {

using boost::system::error_code;

// ws2ipdef.h of Windows 10; not in every mingw-w64.
constexpr int tcp_keepidle = 3;
constexpr int tcp_maxrtms = 14;
constexpr int tcp_keepcnt = 16;
constexpr int tcp_keepintvl = 17;

SOCKET socket_of(native_socket socket) {
  return static_cast<SOCKET>(socket);
}

error_code system_error(unsigned long value) {
  return {static_cast<int>(value), boost::system::system_category()};
}

error_code set_option(native_socket socket, int level, int name, DWORD value) {
  bool const failed =
      ::setsockopt(socket_of(socket), level, name, reinterpret_cast<char const*>(&value), sizeof value) != 0;
  return failed ? last_socket_error() : error_code();
}

/// Never INFINITE, and an INT where one is wanted.
template <typename Unit>
DWORD whole(std::chrono::nanoseconds duration) {
  return static_cast<DWORD>(kernel_units<Unit, INT>(duration));
}

/// As the select of a connect wants it: WSAPoll did not report a failed connect before Windows 10, 2004.
std::optional<error_code> wait_connected(SOCKET socket, std::chrono::nanoseconds limit) {
  fd_set connected, failed;
  FD_ZERO(&connected);
  FD_ZERO(&failed);
  FD_SET(socket, &connected);
  FD_SET(socket, &failed);
  auto const microseconds = std::chrono::ceil<std::chrono::microseconds>(limit).count();
  timeval left{.tv_sec = static_cast<long>(microseconds / 1'000'000),
               .tv_usec = static_cast<long>(microseconds % 1'000'000)};
  int const ready = ::select(0, nullptr, &connected, &failed, &left);
  if (ready == 0) return std::nullopt;
  if (ready < 0) return last_socket_error();
  return take_socket_error(static_cast<native_socket>(socket));
}

/// In the order of TCPSTATE (mstcpip.h).
tcp_state state_of(unsigned number) {
  constexpr std::array states = {tcp_state::closed,       tcp_state::listen,      tcp_state::syn_sent,
                                 tcp_state::syn_received, tcp_state::established, tcp_state::fin_wait_1,
                                 tcp_state::fin_wait_2,   tcp_state::close_wait,  tcp_state::closing,
                                 tcp_state::last_ack,     tcp_state::time_wait};
  return number < states.size() ? states[number] : tcp_state::unavailable;
}

struct both_ends {
  sockaddr_storage own{}, peer{};
};

error_code addresses_of(native_socket socket, both_ends& ends) {
  int own_size = sizeof ends.own, peer_size = sizeof ends.peer;
  if (::getsockname(socket_of(socket), reinterpret_cast<sockaddr*>(&ends.own), &own_size) != 0 ||
      ::getpeername(socket_of(socket), reinterpret_cast<sockaddr*>(&ends.peer), &peer_size) != 0)
    return last_socket_error();
  return {};
}

MIB_TCPROW row_of(both_ends const& ends) {
  auto const& own = reinterpret_cast<sockaddr_in const&>(ends.own);
  auto const& peer = reinterpret_cast<sockaddr_in const&>(ends.peer);
  MIB_TCPROW row{};
  row.dwLocalAddr = own.sin_addr.s_addr;
  row.dwLocalPort = own.sin_port;
  row.dwRemoteAddr = peer.sin_addr.s_addr;
  row.dwRemotePort = peer.sin_port;
  return row;
}

}  // namespace

/// Windows 10, 1703. The host's table of connections would also tell, for tens of milliseconds a look under
/// Wine.
tcp_state tcp_state_of(native_socket socket) noexcept {
  DWORD version = 0, size = 0;
  TCP_INFO_v0 info{};
  bool const failed = ::WSAIoctl(socket_of(socket), SIO_TCP_INFO, &version, sizeof version, &info,
                                 sizeof info, &size, nullptr, nullptr) != 0;
  return failed ? tcp_state::unavailable : state_of(info.State);
}

bool wait_ready(native_socket socket, readiness wanted, std::chrono::nanoseconds limit, error_code& ec) {
  if (socket_of(socket) == no_socket) return true;  // closed: the call will say so
  WSAPOLLFD entry{};
  entry.fd = socket_of(socket);
  entry.events = wanted == readiness::readable ? POLLRDNORM : POLLWRNORM;
  int const ready = ::WSAPoll(&entry, 1, kernel_units<std::chrono::milliseconds, INT>(limit));
  ec = ready < 0 ? last_socket_error() : error_code();
  return ready != 0;
}

/// Winsock's readiness is by level, and a read that is pending keeps nothing from it.
bool is_ready(native_socket socket, readiness wanted) noexcept {
  error_code ec;
  bool const is_open = socket_of(socket) != no_socket;
  return is_open && wait_ready(socket, wanted, std::chrono::nanoseconds::zero(), ec) && !ec;
}

error_code take_socket_error(native_socket socket) {
  DWORD value = 0;
  int size = sizeof value;
  if (::getsockopt(socket_of(socket), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&value), &size) != 0)
    return last_socket_error();
  return system_error(value);
}

error_code claim_port(native_socket socket) {
  return set_option(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
}

error_code shut_down(native_socket socket, direction half) {
  int const native_half = half == direction::send ? SD_SEND : SD_RECEIVE;
  return ::shutdown(socket_of(socket), native_half) != 0 ? last_socket_error() : error_code();
}

error_code set_keepalive(native_socket socket, std::chrono::nanoseconds idle,
                         std::chrono::nanoseconds interval, unsigned probes) {
  error_code ec = set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  if (!ec) ec = set_option(socket, IPPROTO_TCP, tcp_keepidle, whole<std::chrono::seconds>(idle));
  if (!ec) ec = set_option(socket, IPPROTO_TCP, tcp_keepintvl, whole<std::chrono::seconds>(interval));
  if (!ec) ec = set_option(socket, IPPROTO_TCP, tcp_keepcnt, probes);
  return ec;
}

error_code set_user_timeout(native_socket socket, std::chrono::nanoseconds limit) {
  return set_option(socket, IPPROTO_TCP, tcp_maxrtms, whole<std::chrono::milliseconds>(limit));
}

error_code set_linger(native_socket socket, std::chrono::nanoseconds limit) {
  linger const value{.l_onoff = 1, .l_linger = kernel_units<std::chrono::seconds, u_short>(limit)};
  bool const failed = ::setsockopt(socket_of(socket), SOL_SOCKET, SO_LINGER,
                                   reinterpret_cast<char const*>(&value), sizeof value) != 0;
  return failed ? last_socket_error() : error_code();
}

error_code abort_connection(native_socket socket) {
  both_ends ends;
  if (error_code const ec = addresses_of(socket, ends)) return ec;
  if (ends.own.ss_family != AF_INET) return system_error(WSAEOPNOTSUPP);  // there is no SetTcp6Entry
  MIB_TCPROW row = row_of(ends);
  row.dwState = MIB_TCP_STATE_DELETE_TCB;
  return system_error(::SetTcpEntry(&row));
}

error_code last_socket_error() {
  return system_error(static_cast<unsigned long>(::WSAGetLastError()));
}

error_code set_blocking_deadline(socket_type socket, std::chrono::nanoseconds limit) {
  limit = std::max<std::chrono::nanoseconds>(limit, std::chrono::milliseconds(1));  // 0 is without end
  for (int const option : {SO_RCVTIMEO, SO_SNDTIMEO})
    if (error_code const ec = set_option(static_cast<native_socket>(socket), SOL_SOCKET, option,
                                         whole<std::chrono::milliseconds>(limit)))
      return ec;
  return {};
}

/// A tick of the system's clock early is not early.
bool deadline_passed(error_code const& ec, std::chrono::nanoseconds took, std::chrono::nanoseconds limit) {
  constexpr std::chrono::milliseconds tick(16);
  return limit != limit.zero() && ec == system_error(WSAETIMEDOUT) && took + tick >= limit;
}

std::optional<error_code> connect_within(socket_type socket, sockaddr const* peer, socklen_t size,
                                         std::chrono::nanoseconds limit) {
  u_long non_blocking = 1;
  if (::ioctlsocket(socket, FIONBIO, &non_blocking) != 0) return last_socket_error();
  if (::connect(socket, peer, size) != 0) {
    error_code const ec = last_socket_error();
    if (ec != system_error(WSAEWOULDBLOCK)) return ec;
    auto const result = wait_connected(socket, limit);
    if (!result || *result) return result;
  }
  non_blocking = 0;
  return ::ioctlsocket(socket, FIONBIO, &non_blocking) != 0 ? last_socket_error() : error_code();
}

bool asio_ends_at_deadline() {
  return true;
}

error_code close_native(native_socket socket) {
  return close_socket(socket_of(socket));
}

error_code close_socket(socket_type socket) {
  return ::closesocket(socket) != 0 ? last_socket_error() : error_code();
}

}  // namespace hangup::platform
