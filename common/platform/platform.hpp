#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/error_value.hpp"
#include "common/tcp_state.hpp"

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
bool wait_ready(native_socket socket, readiness what, std::chrono::nanoseconds limit,
                boost::system::error_code& ec);

/// SO_ERROR: the pending error of a socket, which whoever asks first takes away from all others (socket(7)).
boost::system::error_code take_socket_error(native_socket socket);

/// The ways for a process to end without closing anything itself.
enum class process_end : std::uint8_t {
  exit,   ///< _exit(0): no destructors, no handlers; the kernel closes what was open
  abort,  ///< std::abort(): SIGABRT
  kill,   ///< SIGKILL / TerminateProcess: no code of the process takes part
};
[[noreturn]] void end_process(process_end how);

/// From now on this process is killed when its parent dies, however that happens. False where the system
/// cannot.
/// `parent` is that parent's process_id(): where it died before this call, this process ends at once.
bool die_with_parent(int parent);

int process_id();

/// `exited with status 3`, `was killed by signal 6 (SIGABRT)`, from a wait status as the system gave it.
std::string describe_exit(int wait_status);

bool is_terminal_stderr();

/// The file of the program that runs. Throws std::filesystem::filesystem_error where the system does not
/// tell.
std::filesystem::path this_program();

/// `Linux 6.1.0 x86_64`.
std::string system_name();

/// What Asio waits with here: `epoll`, `io_uring`, `kqueue`, `IOCP`.
std::string_view asio_backend();

}  // namespace hangup::platform
