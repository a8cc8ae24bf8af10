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
// complete_iocp_recv/_send/_connect.
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
    error_row{
        .id = condition::end_of_stream,
        .name = "end_of_stream",
        .own = {beast_http, 1},
        .own_symbol = "beast::http::error::end_of_stream",
        .meaning = "The peer closed between two messages: not a byte of the answer came.",
    },
    error_row{
        .id = condition::partial_message,
        .name = "partial_message",
        .own = {beast_http, 2},
        .own_symbol = "beast::http::error::partial_message",
        .meaning = "The peer closed in the middle of an answer, before the end that it had announced.",
    },
    error_row{
        .id = condition::not_http,
        .name = "not_http",
        .own = {beast_http, 14},
        .own_symbol = "beast::http::error::bad_version",
        .meaning = "What came cannot be read as HTTP.",
    },
    error_row{
        .id = condition::expired,
        .name = "expired",
        .own = {beast, 1},
        .own_symbol = "beast::error::timeout",
        .meaning = "Our own time-out: Beast closed the socket because the peer was silent for too long.",
    },
    error_row{
        .id = condition::websocket_closed,
        .name = "websocket_closed",
        .own = {beast_websocket, 1},
        .own_symbol = "beast::websocket::error::closed",
        .meaning = "The peer's close frame came: WebSocket ended in good order, and reason() has its code.",
    },
    error_row{
        .id = condition::upgrade_declined,
        .name = "upgrade_declined",
        .own = {beast_websocket, 20},
        .own_symbol = "beast::websocket::error::upgrade_declined",
        .meaning = "The server answered in HTTP, and not with 101: it speaks no WebSocket there.",
    },
    error_row{
        .id = condition::bad_frame,
        .name = "bad_frame",
        .own = {beast_websocket, 21},
        .own_symbol = "beast::websocket::error::bad_opcode",
        .meaning = "The peer's frame broke the protocol (RFC 6455): we close with 1002 or 1007.",
    },
    error_row{
        .id = condition::protocol_error,
        .name = "protocol_error",
        .errc = "errc::protocol_error",
        .errc_value = errno_of(std::errc::protocol_error),
        .posix = {71, "EPROTO", "Protocol error"},
        .macos = 100,
        .meaning = "What came breaks the rules of the protocol that was expected there.",
    },
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
  auto const all = further_names();
  auto const found = std::find_if(all.begin(), all.end(), [=](further_name const& also) {
    return also.error == error && !also.symbol.empty();
  });
  return found == all.end() ? nullptr : &*found;
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
