#include "common/errors/error_names.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <cassert>
#include <system_error>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

using enum code_space;

constexpr int errno_of(std::errc value) {
  return static_cast<int>(value);
}

// Numbers: Linux's asm-generic/errno.h, Apple's sys/errno.h. Messages: glibc's strerror(3), and what
// FormatMessage gives on an English Windows. Which win32 number belongs to which winsock number, where both
// exist for one failure: nt_statuses() below. `by_asio`: Boost 1.81, asio/detail/impl/socket_ops.ipp,
// complete_iocp_recv/_send/_connect. OpenSSL 3's reasons: openssl/sslerr.h, under library 20 (0x0A000000).
constexpr std::array table = {
    error_row{
        .id = condition::eof,
        .name = "eof",
        .asio = "error::eof",
        .win32 = {38, "ERROR_HANDLE_EOF",
                  "Reached the end of the file."},  // Asio's stream handles; sockets read 0 bytes
        .own = {asio_misc, 2},
        .own_symbol = "asio::error::eof",
        .meaning =
            "The peer has finished sending (FIN) and everything it sent has been read; blocking calls report "
            "it as 0 bytes and no error.",
    },
    error_row{
        .id = condition::connection_reset,
        .name = "connection_reset",
        .asio = "error::connection_reset",
        .errc = "errc::connection_reset",
        .errc_value = errno_of(std::errc::connection_reset),
        .posix = {104, "ECONNRESET", "Connection reset by peer"},
        .macos = 54,
        .winsock = {10054, "WSAECONNRESET", "An existing connection was forcibly closed by the remote host."},
        .win32 = {64, "ERROR_NETNAME_DELETED", "The specified network name is no longer available."},
        .by_asio = translated::yes,
        .meaning = "An RST arrived before any FIN: the peer's host ended the connection at once.",
    },
    error_row{
        .id = condition::connection_aborted,
        .name = "connection_aborted",
        .asio = "error::connection_aborted",
        .errc = "errc::connection_aborted",
        .errc_value = errno_of(std::errc::connection_aborted),
        .posix = {103, "ECONNABORTED", "Software caused connection abort"},
        .macos = 53,
        .winsock = {10053, "WSAECONNABORTED",
                    "An established connection was aborted by the software in your host machine."},
        .win32 = {1236, "ERROR_CONNECTION_ABORTED",
                  "The network connection was aborted by the local system."},
        .by_asio = translated::no,
        .meaning =
            "This host's own TCP ended the connection; on Windows most often because we wrote to a peer that "
            "had closed.",
    },
    error_row{
        .id = condition::broken_pipe,
        .name = "broken_pipe",
        .asio = "error::broken_pipe",
        .errc = "errc::broken_pipe",
        .errc_value = errno_of(std::errc::broken_pipe),
        .posix = {32, "EPIPE", "Broken pipe"},
        .macos = 32,
        .win32 = {109, "ERROR_BROKEN_PIPE", "The pipe has been ended."},
        .meaning = "A write to a connection whose sending direction is already over: reset earlier, or shut "
                   "down by us.",
    },
    error_row{
        .id = condition::shut_down,
        .name = "shut_down",
        .asio = "error::shut_down",
        .errc_value = static_cast<int>(boost::asio::error::shut_down),
        .posix = {108, "ESHUTDOWN", "Cannot send after transport endpoint shutdown"},
        .macos = 58,
        .winsock =
            {10058, "WSAESHUTDOWN",
             "A request to send or receive data was disallowed because the socket had already been shut down "
             "in that direction with a previous shutdown call."},
        .win32 = {233, "ERROR_PIPE_NOT_CONNECTED", "No process is on the other end of the pipe."},
        .by_asio = translated::no,
        .meaning = "We used a direction that our own shutdown() had closed.",
    },
    error_row{
        .id = condition::timed_out,
        .name = "timed_out",
        .asio = "error::timed_out",
        .errc = "errc::timed_out",
        .errc_value = errno_of(std::errc::timed_out),
        .posix = {110, "ETIMEDOUT", "Connection timed out"},
        .macos = 60,
        .winsock =
            {10060, "WSAETIMEDOUT",
             "A connection attempt failed because the connected party did not properly respond after a "
             "period "
             "of time, or established connection failed because connected host has failed to respond."},
        .win32 = {121, "ERROR_SEM_TIMEOUT", "The semaphore timeout period has expired."},
        .by_asio = translated::connect_only,
        .meaning = "The peer's host stopped answering: our segments, our keep-alive probes or our SYN went "
                   "unacknowledged until TCP gave up.",
    },
    error_row{
        .id = condition::refused,
        .name = "refused",
        .asio = "error::connection_refused",
        .errc = "errc::connection_refused",
        .errc_value = errno_of(std::errc::connection_refused),
        .posix = {111, "ECONNREFUSED", "Connection refused"},
        .macos = 61,
        .winsock = {10061, "WSAECONNREFUSED",
                    "No connection could be made because the target machine actively refused it."},
        .win32 = {1225, "ERROR_CONNECTION_REFUSED", "The remote computer refused the network connection."},
        .by_asio = translated::connect_only,
        .meaning =
            "The host answered our SYN with an RST: nobody listens on that port, or a firewall says so.",
    },
    error_row{
        .id = condition::operation_aborted,
        .name = "operation_aborted",
        .asio = "error::operation_aborted",
        .errc = "errc::operation_canceled",
        .errc_value = errno_of(std::errc::operation_canceled),
        .posix = {125, "ECANCELED", "Operation canceled"},
        .macos = 89,
        .win32 =
            {995, "ERROR_OPERATION_ABORTED",
             "The I/O operation has been aborted because of either a thread exit or an application request."},
        .meaning =
            "Our own cancel() or close() ended the operation; the connection itself need not have a fault.",
    },
    error_row{
        .id = condition::network_reset,
        .name = "network_reset",
        .asio = "error::network_reset",
        .errc = "errc::network_reset",
        .errc_value = errno_of(std::errc::network_reset),
        .posix = {102, "ENETRESET", "Network dropped connection on reset"},
        .macos = 52,
        .winsock = {10052, "WSAENETRESET",
                    "The connection has been broken due to keep-alive activity detecting a failure while the "
                    "operation was in progress."},
        .meaning =
            "Documented for a keep-alive failure while an operation is in progress; recorded for UDP alone.",
    },
    error_row{
        .id = condition::network_down,
        .name = "network_down",
        .asio = "error::network_down",
        .errc = "errc::network_down",
        .errc_value = errno_of(std::errc::network_down),
        .posix = {100, "ENETDOWN", "Network is down"},
        .macos = 50,
        .winsock = {10050, "WSAENETDOWN", "A socket operation encountered a dead network."},
        .meaning = "The network of this host, or its interface, does not work.",
    },
    error_row{
        .id = condition::network_unreachable,
        .name = "network_unreachable",
        .asio = "error::network_unreachable",
        .errc = "errc::network_unreachable",
        .errc_value = errno_of(std::errc::network_unreachable),
        .posix = {101, "ENETUNREACH", "Network is unreachable"},
        .macos = 51,
        .winsock = {10051, "WSAENETUNREACH", "A socket operation was attempted to an unreachable network."},
        .win32 = {1231, "ERROR_NETWORK_UNREACHABLE",
                  "The network location cannot be reached. For information about network troubleshooting, "
                  "see Windows "
                  "Help."},
        .by_asio = translated::connect_only,
        .meaning = "This host has no route to that network.",
    },
    error_row{
        .id = condition::host_unreachable,
        .name = "host_unreachable",
        .asio = "error::host_unreachable",
        .errc = "errc::host_unreachable",
        .errc_value = errno_of(std::errc::host_unreachable),
        .posix = {113, "EHOSTUNREACH", "No route to host"},
        .macos = 65,
        .winsock = {10065, "WSAEHOSTUNREACH", "A socket operation was attempted to an unreachable host."},
        .win32 = {1232, "ERROR_HOST_UNREACHABLE",
                  "The network location cannot be reached. For information about network troubleshooting, "
                  "see Windows "
                  "Help."},
        .by_asio = translated::connect_only,
        .meaning = "The network is known, but nothing there leads to the host.",
    },
    error_row{
        .id = condition::not_connected,
        .name = "not_connected",
        .asio = "error::not_connected",
        .errc = "errc::not_connected",
        .errc_value = errno_of(std::errc::not_connected),
        .posix = {107, "ENOTCONN", "Transport endpoint is not connected"},
        .macos = 57,
        .winsock =
            {10057, "WSAENOTCONN",
             "A request to send or receive data was disallowed because the socket is not connected and (when "
             "sending on a datagram socket using a sendto call) no address was supplied."},
        .meaning = "The socket has no connection: not yet, or no longer.",
    },
    error_row{
        .id = condition::bad_descriptor,
        .name = "bad_descriptor",
        .asio = "error::bad_descriptor",
        .errc = "errc::bad_file_descriptor",
        .errc_value = errno_of(std::errc::bad_file_descriptor),
        .posix = {9, "EBADF", "Bad file descriptor"},
        .macos = 9,
        .winsock = {10009, "WSAEBADF", "The file handle supplied is not valid."},
        .win32 = {6, "ERROR_INVALID_HANDLE", "The handle is invalid."},
        .by_asio = translated::no,
        .meaning =
            "The operation was started on a socket that is not open: never opened, or closed by us before.",
    },
    error_row{
        .id = condition::would_block,
        .name = "would_block",
        .asio = "error::would_block",
        .errc = "errc::operation_would_block",
        .errc_value = errno_of(std::errc::operation_would_block),
        .posix = {11, "EAGAIN", "Resource temporarily unavailable"},
        .macos = 35,
        .winsock = {10035, "WSAEWOULDBLOCK",
                    "A non-blocking socket operation could not be completed immediately."},
        .meaning = "Nothing can be done at this moment: no data yet, no room yet, or SO_RCVTIMEO expired.",
    },
    error_row{
        .id = condition::in_progress,
        .name = "in_progress",
        .asio = "error::in_progress",
        .errc = "errc::operation_in_progress",
        .errc_value = errno_of(std::errc::operation_in_progress),
        .posix = {115, "EINPROGRESS", "Operation now in progress"},
        .macos = 36,
        .winsock = {10036, "WSAEINPROGRESS", "A blocking operation is currently executing."},
        .meaning = "A connect on a non-blocking socket has begun and continues.",
    },
    error_row{
        .id = condition::interrupted,
        .name = "interrupted",
        .asio = "error::interrupted",
        .errc = "errc::interrupted",
        .errc_value = errno_of(std::errc::interrupted),
        .posix = {4, "EINTR", "Interrupted system call"},
        .macos = 4,
        .winsock = {10004, "WSAEINTR",
                    "A blocking operation was interrupted by a call to WSACancelBlockingCall."},
        .win32 = {1235, "ERROR_REQUEST_ABORTED", "The request was aborted."},
        .by_asio = translated::no,
        .meaning =
            "A signal handler ran during a blocking call, or (Windows) the blocking call was cancelled.",
    },
    error_row{
        .id = condition::no_buffer_space,
        .name = "no_buffer_space",
        .asio = "error::no_buffer_space",
        .errc = "errc::no_buffer_space",
        .errc_value = errno_of(std::errc::no_buffer_space),
        .posix = {105, "ENOBUFS", "No buffer space available"},
        .macos = 55,
        .winsock = {10055, "WSAENOBUFS",
                    "An operation on a socket could not be performed because the system lacked sufficient "
                    "buffer space "
                    "or because a queue was full."},
        .meaning = "This host has run out of buffers or, on Windows, of ephemeral ports.",
    },
    error_row{
        .id = condition::too_many_files,
        .name = "too_many_files",
        .asio = "error::no_descriptors",
        .errc = "errc::too_many_files_open",
        .errc_value = errno_of(std::errc::too_many_files_open),
        .posix = {24, "EMFILE", "Too many open files"},
        .macos = 24,
        .winsock = {10024, "WSAEMFILE", "Too many open sockets."},
        .win32 = {4, "ERROR_TOO_MANY_OPEN_FILES", "The system cannot open the file."},
        .by_asio = translated::no,
        .meaning = "This process has as many descriptors open as it may have.",
    },
    error_row{
        .id = condition::address_in_use,
        .name = "address_in_use",
        .asio = "error::address_in_use",
        .errc = "errc::address_in_use",
        .errc_value = errno_of(std::errc::address_in_use),
        .posix = {98, "EADDRINUSE", "Address already in use"},
        .macos = 48,
        .winsock =
            {10048, "WSAEADDRINUSE",
             "Only one usage of each socket address (protocol/network address/port) is normally permitted."},
        .meaning = "Another socket has that address and port, or they still wait in TIME_WAIT.",
    },
    error_row{
        .id = condition::address_not_available,
        .name = "address_not_available",
        .errc = "errc::address_not_available",
        .errc_value = errno_of(std::errc::address_not_available),
        .posix = {99, "EADDRNOTAVAIL", "Cannot assign requested address"},
        .macos = 49,
        .winsock = {10049, "WSAEADDRNOTAVAIL", "The requested address is not valid in its context."},
        .meaning =
            "The address is not one of this host's, or all its ephemeral ports to that peer are taken.",
    },
    error_row{
        .id = condition::access_denied,
        .name = "access_denied",
        .asio = "error::access_denied",
        .errc = "errc::permission_denied",
        .errc_value = errno_of(std::errc::permission_denied),
        .posix = {13, "EACCES", "Permission denied"},
        .macos = 13,
        .winsock = {10013, "WSAEACCES",
                    "An attempt was made to access a socket in a way forbidden by its access permissions."},
        .win32 = {5, "ERROR_ACCESS_DENIED", "Access is denied."},
        .by_asio = translated::no,
        .meaning = "The system does not let this process use that address, port or socket in that way.",
    },
    error_row{
        .id = condition::host_not_found,
        .name = "host_not_found",
        .asio = "error::host_not_found",
        .winsock = {11001, "WSAHOST_NOT_FOUND", "No such host is known."},
        .own = {asio_netdb, 1},
        .own_symbol = "asio::error::host_not_found",
        .meaning = "The name could not be resolved; no connection was tried.",
    },
    error_row{
        .id = condition::no_data,
        .name = "no_data",
        .asio = "error::no_data",
        .winsock = {11004, "WSANO_DATA",
                    "The requested name is valid, but no data of the requested type was found."},
        .own = {asio_netdb, 4},
        .own_symbol = "asio::error::no_data",
        .meaning = "The name exists but has no address of the family asked for.",
    },
    error_row{
        .id = condition::stream_truncated,
        .name = "stream_truncated",
        .own = {asio_ssl_stream, 1},
        .own_symbol = "asio::ssl::error::stream_truncated",
        .meaning =
            "TCP ended (FIN) before TLS did: no close_notify came, so what the peer sent may be incomplete.",
    },
    error_row{
        .id = condition::tls_alert,
        .name = "tls_alert",
        .own = {asio_ssl, 0x0A000410},
        .own_symbol = "SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE",
        .meaning = "The peer ended TLS with a fatal alert: the number after the library is 1000 more than "
                   "that of the alert.",
    },
    error_row{
        .id = condition::certificate_refused,
        .name = "certificate_refused",
        .own = {asio_ssl, 0x0A000086},
        .own_symbol = "SSL_R_CERTIFICATE_VERIFY_FAILED",
        .meaning = "We refused the peer's certificate, and told it so with an alert.",
    },
    error_row{
        .id = condition::not_tls,
        .name = "not_tls",
        .own = {asio_ssl, 0x0A00010B},
        .own_symbol = "SSL_R_WRONG_VERSION_NUMBER",
        .meaning = "What came is no TLS: plain text, a damaged record, or another protocol.",
    },
    error_row{
        .id = condition::data_after_close_notify,
        .name = "data_after_close_notify",
        .own = {asio_ssl, 0x0A000123},
        .own_symbol = "SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY",
        .meaning = "We sent our close_notify, and the peer's data that was still under way is lost.",
    },
    error_row{
        .id = condition::tls_not_established,
        .name = "tls_not_established",
        .own = {asio_ssl, 0x0A000197},
        .own_symbol = "SSL_R_SHUTDOWN_WHILE_IN_INIT",
        .meaning = "There is no TLS to shut down: the handshake has failed, or was not made.",
    },
    error_row{
        .id = condition::tls_already_failed,
        .name = "tls_already_failed",
        .own = {asio_ssl_stream, 2},
        .own_symbol = "asio::ssl::error::unspecified_system_error",
        .meaning = "An earlier call has failed for good, and OpenSSL does not say again why.",
    },
};

// Wordings without a symbol: Microsoft's "Windows Sockets Error Codes", Asio's own categories, the BSDs'
// strerror for ETIMEDOUT, and Java's for ECONNRESET.
constexpr std::array further_wordings = {
    further_name{condition::eof, {asio_misc, 2}, {}, "End of file"},
    further_name{condition::eof,
                 {windows, 1226},
                 "ERROR_GRACEFUL_DISCONNECT",
                 "The network connection was gracefully closed."},
    further_name{
        condition::eof,
        {windows, 10101},
        "WSAEDISCON",
        "Returned by WSARecv or WSARecvFrom to indicate the remote party has initiated a graceful shutdown "
        "sequence."},
    further_name{condition::connection_reset, {linux_errno, 104}, {}, "Connection reset"},
    further_name{condition::connection_aborted, {windows, 10053}, {}, "Software caused connection abort"},
    further_name{condition::shut_down, {windows, 10058}, {}, "Cannot send after socket shutdown"},
    further_name{condition::timed_out, {linux_errno, 110}, {}, "Operation timed out"},
    further_name{condition::refused,
                 {windows, 1234},
                 "ERROR_PORT_UNREACHABLE",
                 "No service is operating at the destination network endpoint on the remote system."},
    further_name{condition::operation_aborted,
                 {windows, 995},
                 "WSA_OPERATION_ABORTED",
                 "Overlapped operation aborted"},
    further_name{condition::host_unreachable, {linux_errno, 112}, "EHOSTDOWN", "Host is down"},
    further_name{condition::host_unreachable,
                 {windows, 10064},
                 "WSAEHOSTDOWN",
                 "A socket operation failed because the destination host is down."},
    further_name{condition::not_connected, {windows, 10057}, {}, "Socket is not connected"},
    further_name{condition::bad_descriptor, {linux_errno, 88}, "ENOTSOCK", "Socket operation on non-socket"},
    further_name{condition::bad_descriptor,
                 {windows, 10038},
                 "WSAENOTSOCK",
                 "An operation was attempted on something that is not a socket."},
    further_name{
        condition::would_block, {linux_errno, 11}, "EWOULDBLOCK", "Resource temporarily unavailable"},
    further_name{condition::would_block,
                 {windows, 1237},
                 "ERROR_RETRY",
                 "The operation could not be completed. A retry should be performed."},
    further_name{condition::in_progress,
                 {windows, 997},
                 "ERROR_IO_PENDING",
                 "Overlapped I/O operation is in progress."},
    further_name{
        condition::in_progress, {windows, 997}, "WSA_IO_PENDING", "Overlapped I/O operation is in progress."},
    further_name{condition::interrupted, {windows, 10004}, {}, "Interrupted function call"},
    further_name{condition::too_many_files, {linux_errno, 23}, "ENFILE", "Too many open files in system"},
    further_name{condition::host_not_found, {asio_netdb, 1}, {}, "Host not found (authoritative)"},
    further_name{condition::host_not_found,
                 {asio_netdb, 2},
                 "asio::error::host_not_found_try_again",
                 "Host not found (non-authoritative), try again later"},
    further_name{condition::host_not_found,
                 {windows, 11002},
                 "WSATRY_AGAIN",
                 "This is usually a temporary error during hostname resolution and means that the local "
                 "server did not "
                 "receive a response from an authoritative server."},
    further_name{
        condition::no_data, {asio_netdb, 4}, {}, "The query is valid, but it does not have associated data"},
    further_name{condition::no_data, {windows, 11004}, {}, "Valid name, no data record of requested type"},
    further_name{condition::stream_truncated, {asio_ssl_stream, 1}, {}, "stream truncated"},
    further_name{condition::tls_already_failed, {asio_ssl_stream, 2}, {}, "unspecified system error"},
    further_name{condition::stream_truncated,
                 {asio_ssl, 0x0A000126},
                 "SSL_R_UNEXPECTED_EOF_WHILE_READING",
                 "unexpected eof while reading"},
    further_name{condition::tls_alert, {asio_ssl, 0x0A000410}, {}, "sslv3 alert handshake failure"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A0003F2},
                 "SSL_R_SSLV3_ALERT_UNEXPECTED_MESSAGE",
                 "sslv3 alert unexpected message"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A0003FC},
                 "SSL_R_SSLV3_ALERT_BAD_RECORD_MAC",
                 "sslv3 alert bad record mac"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000412},
                 "SSL_R_SSLV3_ALERT_BAD_CERTIFICATE",
                 "sslv3 alert bad certificate"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000413},
                 "SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
                 "sslv3 alert unsupported certificate"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000414},
                 "SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED",
                 "sslv3 alert certificate revoked"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000415},
                 "SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED",
                 "sslv3 alert certificate expired"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000416},
                 "SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN",
                 "sslv3 alert certificate unknown"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000417},
                 "SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER",
                 "sslv3 alert illegal parameter"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000418},
                 "SSL_R_TLSV1_ALERT_UNKNOWN_CA",
                 "tlsv1 alert unknown ca"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000419},
                 "SSL_R_TLSV1_ALERT_ACCESS_DENIED",
                 "tlsv1 alert access denied"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A00041A},
                 "SSL_R_TLSV1_ALERT_DECODE_ERROR",
                 "tlsv1 alert decode error"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A00041B},
                 "SSL_R_TLSV1_ALERT_DECRYPT_ERROR",
                 "tlsv1 alert decrypt error"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A00042E},
                 "SSL_R_TLSV1_ALERT_PROTOCOL_VERSION",
                 "tlsv1 alert protocol version"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A00042F},
                 "SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY",
                 "tlsv1 alert insufficient security"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000438},
                 "SSL_R_TLSV1_ALERT_INTERNAL_ERROR",
                 "tlsv1 alert internal error"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000455},
                 "SSL_R_TLSV13_ALERT_MISSING_EXTENSION",
                 "tlsv13 alert missing extension"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000458},
                 "SSL_R_TLSV1_UNRECOGNIZED_NAME",
                 "tlsv1 unrecognized name"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A00045B},
                 "SSL_R_TLSV1_ALERT_UNKNOWN_PSK_IDENTITY",
                 "tlsv1 alert unknown psk identity"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A00045C},
                 "SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED",
                 "tlsv13 alert certificate required"},
    further_name{condition::tls_alert,
                 {asio_ssl, 0x0A000460},
                 "SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
                 "tlsv1 alert no application protocol"},
    further_name{condition::certificate_refused, {asio_ssl, 0x0A000086}, {}, "certificate verify failed"},
    further_name{condition::not_tls, {asio_ssl, 0x0A00010B}, {}, "wrong version number"},
    further_name{condition::not_tls, {asio_ssl, 0x0A00009C}, "SSL_R_HTTP_REQUEST", "http request"},
    further_name{
        condition::not_tls, {asio_ssl, 0x0A00009B}, "SSL_R_HTTPS_PROXY_REQUEST", "https proxy request"},
    further_name{condition::not_tls, {asio_ssl, 0x0A0001BB}, "SSL_R_BAD_RECORD_TYPE", "bad record type"},
    further_name{condition::not_tls,
                 {asio_ssl, 0x0A000119},
                 "SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
                 "decryption failed or bad record mac"},
    further_name{condition::data_after_close_notify,
                 {asio_ssl, 0x0A000123},
                 {},
                 "application data after close notify"},
    further_name{condition::tls_not_established, {asio_ssl, 0x0A000197}, {}, "shutdown while in init"},
    further_name{
        condition::unlisted, {windows, 59}, "ERROR_UNEXP_NET_ERR", "An unexpected network error occurred."},
};

constexpr std::array statuses = {
    nt_status{0xC000020D, "STATUS_CONNECTION_RESET", 64, 10054, condition::connection_reset},
    nt_status{0xC000020C, "STATUS_CONNECTION_DISCONNECTED", 64, 10054, condition::connection_reset},
    nt_status{0xC000013C, "STATUS_REMOTE_DISCONNECT", 64, 10054, condition::connection_reset},
    nt_status{0xC000013B, "STATUS_LOCAL_DISCONNECT", 64, 10053, condition::connection_aborted},
    nt_status{0xC0000241, "STATUS_CONNECTION_ABORTED", 1236, 10053, condition::connection_aborted},
    nt_status{0xC0000120, "STATUS_CANCELLED", 995, 995, condition::operation_aborted},
    nt_status{0xC00000B5, "STATUS_IO_TIMEOUT", 121, 10060, condition::timed_out},
    nt_status{0xC000013F, "STATUS_LINK_TIMEOUT", 59, 10060, condition::timed_out},
    nt_status{0xC000013E, "STATUS_LINK_FAILED", 59, 10054, condition::connection_reset},
    nt_status{0xC000020F, "STATUS_TRANSACTION_ABORTED", 59, 10053, condition::connection_aborted},
    nt_status{0xC0000140, "STATUS_INVALID_CONNECTION", 59, 10057, condition::not_connected},
    nt_status{0xC00000B0, "STATUS_PIPE_DISCONNECTED", 233, 10058, condition::shut_down},
    nt_status{0xC0000240, "STATUS_REQUEST_ABORTED", 1235, 10004, condition::interrupted},
    nt_status{0xC0000236, "STATUS_CONNECTION_REFUSED", 1225, 10061, condition::refused},
    nt_status{0xC0000237, "STATUS_GRACEFUL_DISCONNECT", 1226, 10101, condition::eof},
    nt_status{0xC000023D, "STATUS_HOST_UNREACHABLE", 1232, 10065, condition::host_unreachable},
    nt_status{0xC000023C, "STATUS_NETWORK_UNREACHABLE", 1231, 10051, condition::network_unreachable},
    nt_status{0xC000023F, "STATUS_PORT_UNREACHABLE", 1234, 10054, condition::refused},  // an answer to UDP
};

constexpr enum_names<translated::no> translations = {"not_applicable", "yes", "connect_only", "no"};

template <typename Predicate>
error_row const* find_row(Predicate wanted) {
  auto const found = std::find_if(table.begin(), table.end(), wanted);
  return found == table.end() ? nullptr : &*found;
}

error_row const* row_with(error_value error) {
  int const value = error.value;
  if (value == 0) return nullptr;  // the value of an empty cell
  if (error.space == windows) {
    return find_row(
        [=](error_row const& row) { return row.winsock.value == value || row.win32.value == value; });
  }
  if (error.space == linux_errno)
    return find_row([=](error_row const& row) { return row.posix.value == value; });
  if (error.space == macos_errno) return find_row([=](error_row const& row) { return row.macos == value; });
  return find_row([=](error_row const& row) { return row.own == error; });
}

further_name const* further_name_of(error_value error) {
  auto const found =
      std::find_if(further_wordings.begin(), further_wordings.end(),
                   [=](further_name const& also) { return also.error == error && !also.symbol.empty(); });
  return found == further_wordings.end() ? nullptr : &*found;
}

/// Those of OpenSSL's SSL library (20) that come from an alert of the peer's, whichever it is.
bool is_alert(error_value error) {
  constexpr int library_bits = 23, ssl_library = 20, first = 1000, last = 1255;
  int const reason = error.value & ((1 << library_bits) - 1);
  return error.space == asio_ssl && error.value >> library_bits == ssl_library && reason >= first &&
         reason <= last;
}

/// `connection_refused` of `error::connection_refused`.
constexpr std::string_view last_part(std::string_view name) {
  auto const colons = name.rfind(':');
  return colons == std::string_view::npos ? name : name.substr(colons + 1);
}

}  // namespace

std::span<error_row const> error_table() {
  return table;
}
std::span<further_name const> further_names() {
  return further_wordings;
}
std::span<nt_status const> nt_statuses() {
  return statuses;
}

std::string_view to_string(translated by_asio) {
  return name_in(translations, by_asio);
}

error_row const& row_of(condition id) {
  assert(id != condition::success && id != condition::unlisted);
  return table.at(static_cast<std::size_t>(id) - 1);
}

condition condition_of(error_value error) {
  if (!error) return condition::success;
  if (is_alert(error)) return condition::tls_alert;
  if (auto const* row = row_with(error)) return row->id;
  auto const* also = further_name_of(error);
  return also != nullptr ? also->id : condition::unlisted;
}

std::string_view symbol_of(error_value error) {
  if (auto const* row = row_with(error)) {
    if (error.space == linux_errno || error.space == macos_errno) return row->posix.symbol;
    if (error.space != windows) return row->own_symbol;
    return row->winsock.value == error.value ? row->winsock.symbol : row->win32.symbol;
  }
  auto const* also = further_name_of(error);
  return also != nullptr ? also->symbol : std::string_view();
}

std::string_view to_string(condition id) {
  if (id == condition::success) return "success";
  return id == condition::unlisted ? std::string_view("unlisted") : row_of(id).name;
}

condition condition_named(std::string_view name) {
  if (name == "success" || name == "ok") return condition::success;
  if (name.empty()) return condition::unlisted;
  auto const* row = find_row([=](error_row const& candidate) {
    return candidate.name == name || last_part(candidate.asio) == name || last_part(candidate.errc) == name;
  });
  return row != nullptr ? row->id : condition::unlisted;
}

}  // namespace hangup
