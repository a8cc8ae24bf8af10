#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>

/// What the kernel knows of a connection. Linux.
namespace hangup::test {

template <typename Value = int>
Value option(int socket, int level, int name) {
  Value value{};
  socklen_t size = sizeof value;
  if (::getsockopt(socket, level, name, &value, &size) != 0)
    throw boost::system::system_error(errno, boost::system::system_category(), "getsockopt");
  return value;
}

/// Whether the peer's host has acknowledged all that was sent (SIOCOUTQ, tcp(7)).
inline bool all_acknowledged(boost::asio::ip::tcp::socket& socket) {
  int waiting = 0;
  if (::ioctl(socket.native_handle(), TIOCOUTQ, &waiting) != 0)
    throw boost::system::system_error(errno, boost::system::system_category(), "ioctl");
  return waiting == 0;
}

/// Whether something that was sent had to be sent again.
inline bool retransmits(boost::asio::ip::tcp::socket& socket) {
  return option<tcp_info>(socket.native_handle(), IPPROTO_TCP, TCP_INFO).tcpi_total_retrans > 0;
}

}  // namespace hangup::test
