#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

/// What /proc says of processes. Linux.
namespace hangup::test {

/// From now on, orphans among our descendants become our children, where they can be seen. Throws
/// std::system_error.
void adopt_orphans();

/// Everything that `pid` started and that started from there, in no order, zombies included.
std::vector<pid_t> descendants_of(pid_t pid);

/// Neither gone nor a zombie.
bool is_alive(pid_t pid);

/// Stopped by a signal, and not yet continued.
bool is_stopped(pid_t pid);

/// How many connections were reset in the network namespace of this process (`EstabResets`).
long connections_reset_around(pid_t pid);

/// The file name of the program that runs in it, such as `hangup-server`; empty when it is gone.
std::string program_of(pid_t pid);

/// What its descriptors are, as the links in /proc/PID/fd: `pipe:[123]`, `/dev/null`. Empty when it is gone.
std::vector<std::string> descriptors_of(pid_t pid);

}  // namespace hangup::test
