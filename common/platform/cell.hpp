#pragma once

#include <boost/asio/writable_pipe.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// What the lab needs to fit its cells to this machine, and to shape the network inside one. Linux; elsewhere
/// operation_not_supported, and no limit.
namespace hangup::platform {

/// How much more this process may use, by its limits and by what its user and the machine have in use
/// (getrlimit(2)).
struct spare_resources {
  std::uint64_t descriptors = UINT64_MAX;
  std::uint64_t processes = UINT64_MAX;      ///< threads count
  std::uint64_t memory = UINT64_MAX;         ///< bytes
  std::uint64_t locked_memory = UINT64_MAX;  ///< bytes, of all processes of this user together
};
spare_resources spare();

/// One end of a pipe: a descriptor, or a HANDLE.
using native_pipe = boost::asio::writable_pipe::native_handle_type;

/// Whether run_in_copy() can: on Linux.
bool can_run_in_copy();

/// Runs `work` in a copy of this process (fork(2)), with nothing of ours open but its end of two pipes: what
/// `work` returns is written to `output`, the text of what it throws to `errors`. The copy exits with 0,
/// after a throw with 1. `id` is its process_id(). Must be called while this process has one thread.
boost::system::error_code run_in_copy(std::function<std::string()> const& work, native_pipe output,
                                      native_pipe errors, int& id);

/// The programs that this process starts from now on have rights over its network and no others, even if it
/// is root (PR_CAPBSET_DROP, capabilities(7)); with `and_lock_memory` that one too, which io_uring's rings
/// take.
boost::system::error_code keep_network_rights_only(bool and_lock_memory);

/// Adds a rule to the firewall (nftables) of a network of one's own, for what comes in: `tcp dport 9 drop`.
boost::system::error_code add_firewall_rule(std::string const& rule);

/// Sets a parameter of a network of one's own (sysctl(8)): `ipv4/tcp_syn_retries`.
boost::system::error_code set_network_parameter(std::string_view name, std::string_view value);

}  // namespace hangup::platform
