#include <linux/filter.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/platform/kernel_units.hpp"
#include "common/platform/platform.hpp"

// What Linux can do to a connection beyond the socket calls that all systems share.

namespace hangup::platform {
namespace {

using boost::system::error_code;

error_code last_error() {
  return {errno, boost::system::system_category()};
}

template <typename Value>
error_code set_option(native_socket socket, int level, int name, Value const& value) {
  return ::setsockopt(static_cast<int>(socket), level, name, &value, sizeof value) < 0 ? last_error()
                                                                                       : error_code();
}

int whole_seconds(std::chrono::nanoseconds duration) {
  return kernel_units<std::chrono::seconds, int>(duration);
}

/// Address and port of one end, as sock_diag(7) wants them.
void put(sockaddr_storage const& from, __be32 (&address)[4], __be16& port) {
  if (from.ss_family == AF_INET) {
    auto const& v4 = reinterpret_cast<sockaddr_in const&>(from);
    address[0] = v4.sin_addr.s_addr;
    port = v4.sin_port;
  } else {
    auto const& v6 = reinterpret_cast<sockaddr_in6 const&>(from);
    std::memcpy(address, &v6.sin6_addr, sizeof v6.sin6_addr);
    port = v6.sin6_port;
  }
}

struct destroy_request {
  nlmsghdr header{.nlmsg_len = sizeof(destroy_request),
                  .nlmsg_type = SOCK_DESTROY,
                  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
                  .nlmsg_seq = 1,
                  .nlmsg_pid = 0};
  inet_diag_req_v2 body{};
};

error_code name_connection(inet_diag_req_v2& body, native_socket socket) {
  sockaddr_storage own{}, peer{};
  socklen_t own_size = sizeof own, peer_size = sizeof peer;
  if (::getsockname(static_cast<int>(socket), reinterpret_cast<sockaddr*>(&own), &own_size) < 0)
    return last_error();
  if (::getpeername(static_cast<int>(socket), reinterpret_cast<sockaddr*>(&peer), &peer_size) < 0)
    return last_error();
  body.sdiag_family = static_cast<__u8>(own.ss_family);
  body.sdiag_protocol = IPPROTO_TCP;
  body.idiag_states = ~0U;
  put(own, body.id.idiag_src, body.id.idiag_sport);
  put(peer, body.id.idiag_dst, body.id.idiag_dport);
  body.id.idiag_cookie[0] = body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return {};
}

/// Sends the request and reads the kernel's acknowledgement, which carries 0 or a negative errno.
error_code ask_kernel(int netlink, destroy_request const& request) {
  struct {
    nlmsghdr header;
    nlmsgerr error;
    std::array<char, 512> rest;
  } answer{};
  if (::send(netlink, &request, sizeof request, 0) < 0) return last_error();
  if (::recv(netlink, &answer, sizeof answer, 0) < 0) return last_error();
  return {-answer.error.error, boost::system::system_category()};
}

}  // namespace

error_code set_keepalive(native_socket socket, std::chrono::nanoseconds idle,
                         std::chrono::nanoseconds interval, unsigned probes) {
  error_code ec = set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  if (!ec) ec = set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, whole_seconds(idle));
  if (!ec) ec = set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, whole_seconds(interval));
  if (!ec) ec = set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, static_cast<int>(probes));
  return ec;
}

error_code set_user_timeout(native_socket socket, std::chrono::nanoseconds limit) {
  return set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT,
                    kernel_units<std::chrono::milliseconds, int>(limit));
}

error_code set_linger(native_socket socket, std::chrono::nanoseconds limit) {
  return set_option(socket, SOL_SOCKET, SO_LINGER, linger{.l_onoff = 1, .l_linger = whole_seconds(limit)});
}

error_code abort_connection(native_socket socket) {
  destroy_request request;
  if (error_code const ec = name_connection(request.body, socket)) return ec;
  int const netlink = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0) return last_error();
  error_code const ec = ask_kernel(netlink, request);
  ::close(netlink);
  return ec;
}

error_code drop_incoming(native_socket socket) {
  std::array drop = {sock_filter{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0}};
  return set_option(socket, SOL_SOCKET, SO_ATTACH_FILTER,
                    sock_fprog{.len = drop.size(), .filter = drop.data()});
}

error_code forget_on_close(native_socket socket) {
  return set_option(socket, IPPROTO_TCP, TCP_REPAIR, 1);
}

error_code hold_in_child(native_socket socket) {
  pid_t const parent = ::getpid();
  pid_t const child = ::fork();
  if (child < 0) return last_error();
  if (child > 0) return {};
  // Only calls that are safe after a fork in a program with threads (signal-safety(7)).
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  auto const kept = static_cast<unsigned>(socket);
  if (kept > 0) ::close_range(0, kept - 1, 0);
  ::close_range(kept + 1, ~0U, 0);
  for (;;)
    ::pause();
}

}  // namespace hangup::platform
