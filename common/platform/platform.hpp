#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/errors/error_value.hpp"
#include "common/platform/tcp_state.hpp"

/// All that differs between operating systems. The .cpp files of this folder are the only ones that know
/// which it is.
namespace hangup::platform {

/// A socket's native handle: a descriptor (int) or a SOCKET.
using native_socket = std::intptr_t;

/// Whose numbers boost::system::system_category() holds here.
code_space system_code_space();

/// Nanoseconds on a clock that all processes of this machine share and that never goes back.
std::chrono::nanoseconds monotonic_now();

/// The kernel's view of the connection (TCP_INFO). Never touches the pending socket error, needs no
/// privilege.
tcp_state tcp_state_of(native_socket socket) noexcept;

enum class readiness : std::uint8_t { readable, writable };

/// Blocks until a call would not block (poll(2)); false when `limit` has passed first. An error or a hang-up
/// of the connection counts as ready, and is left for the call to report. `ec` is the wait's own failure.
bool wait_ready(native_socket socket, readiness wanted, std::chrono::nanoseconds limit,
                boost::system::error_code& ec);

/// Whether there is something to tell a read (data, FIN, an error), or whether a write could go on. Asks
/// poll(2), and of a readable socket without an error also recv(MSG_PEEK): takes nothing away.
bool is_ready(native_socket socket, readiness wanted) noexcept;

/// SO_ERROR: the pending error of a socket, which whoever asks first takes away from all others (socket(7)).
boost::system::error_code take_socket_error(native_socket socket);

/// Before bind(): takes a port that only connections in TIME_WAIT still use, and none that somebody listens
/// on (SO_REUSEADDR; on Windows that would share the port, and SO_EXCLUSIVEADDRUSE is what is meant).
boost::system::error_code claim_port(native_socket socket);

/// close(2) / closesocket() of a socket that is nobody else's.
boost::system::error_code close_native(native_socket socket);

enum class direction : std::uint8_t { receive, send };

/// shutdown(2) of one direction.
boost::system::error_code shut_down(native_socket socket, direction half);

/// SO_KEEPALIVE: probe after `idle`, then every `interval` (whole seconds, rounded up); give up after
/// `probes` (tcp(7)).
boost::system::error_code set_keepalive(native_socket socket, std::chrono::nanoseconds idle,
                                        std::chrono::nanoseconds interval, unsigned probes);

/// TCP_USER_TIMEOUT: how long sent data may stay unacknowledged (RFC 5482, tcp(7)).
boost::system::error_code set_user_timeout(native_socket socket, std::chrono::nanoseconds limit);

/// SO_LINGER, on, with `limit` in whole seconds, rounded up. With 0 a close sends RST (socket(7)).
boost::system::error_code set_linger(native_socket socket, std::chrono::nanoseconds limit);

/// Has the kernel destroy this connection as `ss -K` does (SOCK_DESTROY, sock_diag(7)): it fails with
/// ECONNABORTED here and the peer gets an RST. Needs CAP_NET_ADMIN in the socket's network namespace.
boost::system::error_code abort_connection(native_socket socket);

/// From now on every segment that comes in for this socket is dropped before TCP sees it (SO_ATTACH_FILTER,
/// socket(7)). Linux 6.18 wants CAP_NET_ADMIN in the socket's network namespace for it.
boost::system::error_code drop_incoming(native_socket socket);

/// From now on close() frees the connection without sending anything (TCP_REPAIR). Needs CAP_NET_ADMIN.
boost::system::error_code forget_on_close(native_socket socket);

/// From now on the host's firewall answers every TCP segment to `port` with a reset (nftables). Only for a
/// network namespace of one's own: the rule outlives the process. operation_not_supported where
/// libnftables is missing.
boost::system::error_code reject_segments_to(std::uint16_t port);

/// Starts a process that holds a copy of `socket`, and of nothing else, for as long as this process lives.
boost::system::error_code hold_in_child(native_socket socket);

/// The ways for a process to end without closing anything itself, and one to stop without ending.
enum class process_end : std::uint8_t {
  exit,   ///< _exit(0): no destructors, no handlers; the kernel closes what was open
  abort,  ///< std::abort(): SIGABRT
  kill,   ///< SIGKILL / TerminateProcess: no code of the process takes part
  stop,   ///< SIGSTOP: the process keeps everything and does nothing, until somebody continues it
};
/// Returns for `stop` only, once continued.
void end_process(process_end end);

/// Gives this process, and those it will start, a network of their own: a new network namespace with nothing
/// but loopback, in a new user namespace where that is needed (namespaces(7)). Must come before any thread is
/// started. Where the system does not allow it, or allows only a part of it, nothing has changed, and `ec`
/// and `failed_call` say why.
bool enter_own_network(boost::system::error_code& ec, std::string& failed_call);

/// The network counters of this process's namespace, as /proc/net/netstat and /proc/net/snmp name them
/// (`TCPAbortOnData`). Empty where the system has none.
std::map<std::string, std::int64_t> network_counters();

/// The signals that ask a program to end: SIGINT, SIGTERM, and SIGHUP where there is one and nohup(1) has not
/// taken it away.
std::vector<int> exit_signals();

/// Those that ask how far it is: SIGUSR1, or none.
std::vector<int> status_signals();

/// Makes request_exit() reach this process as a SIGTERM where the system itself does not (Windows).
void accept_exit_requests();

/// Asks a process of ours to end, a stopped one too (SIGCONT, SIGTERM). Where there are no signals and it
/// does not accept_exit_requests(), ends it.
void request_exit(int process);

/// From now on, processes that this one starts are killed when it dies, however that happens, where that is
/// the parent's to arrange (Windows: a job object). Elsewhere each of them calls die_with_parent().
void tie_children_to_us();

/// From now on this process is killed when its parent dies, however that happens. False where the system
/// cannot.
/// `parent` is that parent's process_id(): where it died before this call, this process ends at once.
bool die_with_parent(int parent);

/// From now on, processes whose parents among our descendants die become our children
/// (PR_SET_CHILD_SUBREAPER). False where the system cannot.
bool adopt_orphans();

/// Ends every child, adopted ones too, and waits for them, for a few seconds at most. The names of the
/// programs that it had to end, where the system tells.
std::vector<std::string> end_all_children();

/// The program that this process becomes inherits stdin, stdout and stderr and no other descriptor.
void inherit_only_standard_streams();

int process_id();
int parent_process_id();

/// `exited with status 3`, `was killed by signal 6 (SIGABRT)`, from a wait status as the system gave it.
std::string describe_exit(int wait_status);

bool is_terminal_stderr();

/// The file of the program that runs. Throws std::filesystem::filesystem_error where the system does not
/// tell.
std::filesystem::path this_program();

/// `Linux 6.1.0 x86_64`.
std::string system_name();

/// What Asio waits with here: `epoll`, `io_uring`, `select`, `kqueue`, `IOCP`.
std::string_view asio_backend();

/// Why this process may not use io_uring (io_uring_setup(2)): containers often forbid it. Success where it
/// may.
boost::system::error_code try_io_uring();

}  // namespace hangup::platform
