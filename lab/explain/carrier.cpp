#include "lab/explain/carrier.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "common/errors/context.hpp"
#include "common/text/ascii.hpp"

namespace hangup::lab {
namespace {

/// Whether a path of a socket is there: `/run/docker.sock`, but not `sys/socket.h`.
bool has_path_of_socket(std::string_view lowered) {
  constexpr std::string_view suffix = ".sock";
  for (auto at = lowered.find(suffix); at != lowered.npos; at = lowered.find(suffix, at + 1)) {
    std::size_t const end = at + suffix.size();
    if (end == lowered.size() || !ascii::is_letter(lowered[end])) return true;
  }
  return false;
}

}  // namespace

carrier carrier_of(std::string_view line) {
  constexpr std::array<std::string_view, 8> names = {
      "unix:", "unix @", "unix /", "unix socket", "unix ->", "unix domain", "/.s.pgsql", "pipe.onstreamread"};
  std::string const lowered = ascii::lowered(line);
  auto const has = [&lowered](std::string_view name) { return lowered.find(name) != lowered.npos; };
  if (std::ranges::any_of(names, has) || has_path_of_socket(lowered)) return carrier::unix_socket;
  auto const words = words_of(line);
  bool const names_udp = std::ranges::find(words, "udp") != words.end();
  return names_udp && !has("tcp") ? carrier::udp : carrier::tcp;
}

std::string_view speaker_over(carrier over) {
  if (over == carrier::udp) return "udp";
  return over == carrier::unix_socket ? "unix" : "tcp";
}

std::string_view meaning_over(carrier over, condition id) {
  if (over == carrier::udp && (id == condition::refused || id == condition::connection_reset))
    return "Nothing listens on that UDP port: an ICMP message answered an earlier datagram.";
  if (over != carrier::unix_socket) return {};
  if (id == condition::refused) return "The path of the Unix socket is there, but no program listens on it.";
  if (id == condition::connection_reset)
    return "The program at the other end of the Unix socket closed it, or ended, with data unread.";
  if (id == condition::broken_pipe)
    return "The program at the other end of the Unix socket had closed it, or had ended.";
  return {};
}

std::string_view check_over(carrier over) {
  return over == carrier::udp
             ? "Whether something listens on that UDP port; `tcpdump icmp` shows what answered."
             : "Whether the program that listens on that path runs, and what its log says.";
}

}  // namespace hangup::lab
