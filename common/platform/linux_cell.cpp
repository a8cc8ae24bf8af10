#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "common/platform/platform.hpp"

namespace hangup::platform {
namespace {

using boost::system::error_code;

error_code last_error() {
  return {errno, boost::system::system_category()};
}

/// The kernel wants the whole map in one write(2) (user_namespaces(7)).
error_code write_file(char const* path, std::string const& text) {
  int const file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return last_error();
  error_code const ec = ::write(file, text.data(), text.size()) < 0 ? last_error() : error_code();
  ::close(file);
  return ec;
}

/// In the new user namespace we are root, and outside we remain who we were.
error_code become_root(uid_t user, gid_t group) {
  error_code ec = write_file("/proc/self/setgroups", "deny");
  if (!ec) ec = write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
  if (!ec) ec = write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  return ec;
}

error_code bring_up_loopback() {
  int const socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return last_error();
  ifreq request{};
  std::snprintf(request.ifr_name, sizeof request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  error_code const ec = ::ioctl(socket, SIOCSIFFLAGS, &request) < 0 ? last_error() : error_code();
  ::close(socket);
  return ec;
}

std::vector<std::string> words_of(std::string const& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Both files have pairs of lines: `TcpExt: NAME...` and `TcpExt: VALUE...`.
void read_counters(char const* path, std::map<std::string, std::int64_t>& into) {
  std::ifstream file(path);
  for (std::string head, values; std::getline(file, head) && std::getline(file, values);) {
    auto const names = words_of(head), numbers = words_of(values);
    for (std::size_t i = 1; i < names.size() && i < numbers.size(); ++i)
      into[names[i]] = std::stoll(numbers[i]);
  }
}

}  // namespace

bool enter_own_network(error_code& ec, std::string& failed_call) {
  uid_t const user = ::geteuid();
  gid_t const group = ::getegid();
  failed_call = "unshare(CLONE_NEWNET)";
  bool entered = user == 0 && ::unshare(CLONE_NEWNET) == 0;
  if (!entered) {
    failed_call = "unshare(CLONE_NEWUSER|CLONE_NEWNET)";
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) return ec = last_error(), false;
    failed_call = "write(uid_map)";
    if (ec = become_root(user, group); ec) return false;
  }
  failed_call = "ioctl(SIOCSIFFLAGS, lo)";
  ec = bring_up_loopback();
  return !ec;
}

std::map<std::string, std::int64_t> network_counters() {
  std::map<std::string, std::int64_t> counters;
  read_counters("/proc/self/net/netstat", counters);
  read_counters("/proc/self/net/snmp", counters);
  return counters;
}

}  // namespace hangup::platform
