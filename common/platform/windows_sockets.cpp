#include "common/platform/sockets.hpp"

#include <windows.h>

#include <iphlpapi.h>
#include <mstcpip.h>

#include <array>
#include <cstring>
#include <optional>
#include <vector>

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

template <typename Unit>
DWORD whole(std::chrono::nanoseconds duration) {
  return static_cast<DWORD>(std::chrono::ceil<Unit>(duration).count());
}

/// From the order that TCPSTATE (mstcpip.h, from 0) and MIB_TCP_STATE (from 1) share.
tcp_state state_number(unsigned from_zero) {
  constexpr std::array states = {tcp_state::closed,       tcp_state::listen,      tcp_state::syn_sent,
                                 tcp_state::syn_received, tcp_state::established, tcp_state::fin_wait_1,
                                 tcp_state::fin_wait_2,   tcp_state::close_wait,  tcp_state::closing,
                                 tcp_state::last_ack,     tcp_state::time_wait};
  return from_zero < states.size() ? states[from_zero] : tcp_state::unavailable;
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

bool is_of(MIB_TCPROW const& row, both_ends const& ends) {
  MIB_TCPROW const wanted = row_of(ends);
  return row.dwLocalAddr == wanted.dwLocalAddr && row.dwLocalPort == wanted.dwLocalPort &&
         row.dwRemoteAddr == wanted.dwRemoteAddr && row.dwRemotePort == wanted.dwRemotePort;
}

bool is_of(MIB_TCP6ROW const& row, both_ends const& ends) {
  auto const& own = reinterpret_cast<sockaddr_in6 const&>(ends.own);
  auto const& peer = reinterpret_cast<sockaddr_in6 const&>(ends.peer);
  return std::memcmp(&row.LocalAddr, &own.sin6_addr, sizeof own.sin6_addr) == 0 &&
         std::memcmp(&row.RemoteAddr, &peer.sin6_addr, sizeof peer.sin6_addr) == 0 &&
         row.dwLocalPort == own.sin6_port && row.dwRemotePort == peer.sin6_port;
}

DWORD state_in(MIB_TCPROW const& row) {
  return row.dwState;
}
DWORD state_in(MIB_TCP6ROW const& row) {
  return row.State;
}

/// A connection that is not in the table is closed.
template <typename Table, typename Function>
tcp_state state_in_table(Function get, both_ends const& ends) {
  ULONG size = 64 * sizeof(Table);
  std::vector<std::byte> memory;
  ULONG failed = ERROR_INSUFFICIENT_BUFFER;
  while (failed == ERROR_INSUFFICIENT_BUFFER) {
    memory.resize(size);
    failed = get(reinterpret_cast<Table*>(memory.data()), &size, FALSE);
  }
  if (failed != NO_ERROR) return tcp_state::unavailable;
  auto const& table = *reinterpret_cast<Table const*>(memory.data());
  for (DWORD i = 0; i < table.dwNumEntries; ++i)
    if (auto const& row = table.table[i]; is_of(row, ends)) return state_number(state_in(row) - 1);
  return tcp_state::closed;
}

}  // namespace

/// SIO_TCP_INFO where there is one (Windows 10, 1703), otherwise the host's table of connections.
tcp_state tcp_state_of(native_socket socket) noexcept {
  DWORD version = 0, size = 0;
  TCP_INFO_v0 info{};
  if (::WSAIoctl(socket_of(socket), SIO_TCP_INFO, &version, sizeof version, &info, sizeof info, &size,
                 nullptr, nullptr) == 0)
    return state_number(info.State);
  both_ends ends;
  if (addresses_of(socket, ends)) return tcp_state::unavailable;
  return ends.own.ss_family == AF_INET ? state_in_table<MIB_TCPTABLE>(::GetTcpTable, ends)
                                       : state_in_table<MIB_TCP6TABLE>(::GetTcp6Table, ends);
}

bool wait_ready(native_socket socket, readiness what, std::chrono::nanoseconds limit, error_code& ec) {
  if (socket_of(socket) == no_socket) return true;  // closed: the call will say so
  WSAPOLLFD entry{};
  entry.fd = socket_of(socket);
  entry.events = what == readiness::readable ? POLLRDNORM : POLLWRNORM;
  int const ready = ::WSAPoll(&entry, 1, static_cast<INT>(whole<std::chrono::milliseconds>(limit)));
  ec = ready < 0 ? last_socket_error() : error_code();
  return ready != 0;
}

error_code take_socket_error(native_socket socket) {
  DWORD value = 0;
  int size = sizeof value;
  if (::getsockopt(socket_of(socket), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&value), &size) != 0)
    return last_socket_error();
  return system_error(value);
}

error_code shut_down(native_socket socket, direction which) {
  int const how = which == direction::send ? SD_SEND : SD_RECEIVE;
  return ::shutdown(socket_of(socket), how) != 0 ? last_socket_error() : error_code();
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
  for (int const option : {SO_RCVTIMEO, SO_SNDTIMEO})
    if (error_code const ec = set_option(static_cast<native_socket>(socket), SOL_SOCKET, option,
                                         whole<std::chrono::milliseconds>(limit)))
      return ec;
  return {};
}

bool deadline_passed(error_code const& ec) {
  return ec == system_error(WSAETIMEDOUT);
}

error_code close_socket(socket_type socket) {
  return ::closesocket(socket) != 0 ? last_socket_error() : error_code();
}

}  // namespace hangup::platform
