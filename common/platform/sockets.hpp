#pragma once

/// The blocking socket calls that BSD and Winsock share, and a name for what they spell differently.
/// The only header with an #ifdef: client/styles/native.cpp is the same text for both systems.
#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <optional>

namespace hangup::platform {

#ifdef _WIN32
using socket_type = SOCKET;
inline constexpr socket_type no_socket = INVALID_SOCKET;
using byte_count = int;  ///< of send and recv
inline constexpr int no_signal = 0;
#else
using socket_type = int;
inline constexpr socket_type no_socket = -1;
using byte_count = std::size_t;
inline constexpr int no_signal = MSG_NOSIGNAL;  ///< EPIPE as a value instead of SIGPIPE, send(2)
#endif

/// errno, or WSAGetLastError().
boost::system::error_code last_socket_error();

/// SO_RCVTIMEO and SO_SNDTIMEO: a blocking call gives up after `limit`, at least a millisecond, and then
/// `deadline_passed` is true of its error.
boost::system::error_code set_blocking_deadline(socket_type socket, std::chrono::nanoseconds limit);

/// Whether a call that reported `ec` after `took` has ended because of set_blocking_deadline(`limit`), which
/// is zero where none was set. Winsock has one number for that and for a connection that timed out, so there
/// the time decides.
bool deadline_passed(boost::system::error_code const& ec, std::chrono::nanoseconds took,
                     std::chrono::nanoseconds limit);

/// connect(2) of a blocking socket; empty when `limit` has passed first. The socket can then only be closed.
std::optional<boost::system::error_code> connect_within(socket_type socket, sockaddr const* peer,
                                                        socklen_t size, std::chrono::nanoseconds limit);

/// Whether that is so for Asio's blocking calls too. POSIX reports the deadline as EAGAIN, at which they wait
/// on.
bool asio_ends_at_deadline();

/// close(2) / closesocket().
boost::system::error_code close_socket(socket_type socket);

}  // namespace hangup::platform
