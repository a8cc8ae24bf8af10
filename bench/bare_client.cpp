// What a client costs that only counts: bare_client PORT COUNT AT_ONCE [hold]
//
// Connects COUNT times to 127.0.0.1, AT_ONCE at a time, with one epoll loop, and reads each connection to its
// end. Prints one line of JSON: how often each ending came and, if the peer sends the time of its hang-up
// (bare_server), how long after that the end was noticed. With hold, it opens COUNT connections and keeps
// them until it is killed.

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

std::int64_t now(clockid_t clock) {
  timespec moment{};
  ::clock_gettime(clock, &moment);
  return moment.tv_sec * 1'000'000'000LL + moment.tv_nsec;
}

[[noreturn]] void give_up(char const* call) {
  std::fprintf(stderr, "bare_client: %s: %s\n", call, std::strerror(errno));
  std::exit(4);
}

struct counts {
  long fin = 0, reset = 0, refused = 0, other = 0;
  std::vector<std::int64_t> noticed_after;
};

struct client {
  int epoll = ::epoll_create1(0);
  sockaddr_in server{};
  std::vector<std::int64_t> stamps;  // by descriptor; 0 where none has come
  counts seen;

  void start() {
    int const connection = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connection < 0) give_up("socket");
    stamps.resize(std::max(stamps.size(), static_cast<std::size_t>(connection) + 1));
    stamps[static_cast<std::size_t>(connection)] = 0;
    if (::connect(connection, reinterpret_cast<sockaddr*>(&server), sizeof server) < 0 &&
        errno != EINPROGRESS)
      give_up("connect");
    epoll_event event{.events = EPOLLIN | EPOLLRDHUP, .data = {.fd = connection}};
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event) < 0) give_up("epoll_ctl");
  }

  /// Reads until there is no more for now; true when that was the end.
  bool read_on(int connection) {
    std::array<char, 1024> incoming;
    for (;;) {
      auto const bytes = ::recv(connection, incoming.data(), incoming.size(), 0);
      auto& stamp = stamps[static_cast<std::size_t>(connection)];
      if (bytes >= static_cast<ssize_t>(sizeof stamp) && stamp == 0)
        std::memcpy(&stamp, incoming.data(), sizeof stamp);
      if (bytes > 0) continue;
      if (bytes < 0 && errno == EAGAIN) return false;
      count(bytes == 0 ? 0 : errno);
      if (stamp != 0) seen.noticed_after.push_back(now(CLOCK_MONOTONIC) - stamp);
      ::close(connection);
      return true;
    }
  }

  void count(int error) {
    ++(error == 0              ? seen.fin
       : error == ECONNRESET   ? seen.reset
       : error == ECONNREFUSED ? seen.refused
                               : seen.other);
  }
};

double microseconds_at(std::vector<std::int64_t>& all, double share) {
  if (all.empty()) return 0;
  auto const place = all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size() - 1));
  std::nth_element(all.begin(), place, all.end());
  return static_cast<double>(*place) / 1e3;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::fputs("usage: bare_client PORT COUNT AT_ONCE [hold]\n", stderr), 2;
  long const wanted = std::atol(argv[2]);
  client one;
  one.server.sin_family = AF_INET;
  one.server.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[1])));
  one.server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  one.seen.noticed_after.reserve(static_cast<std::size_t>(wanted));

  if (argc > 4) {
    for (long i = 0; i < wanted; ++i)
      one.start();
    for (;;)
      ::pause();
  }
  auto const began = now(CLOCK_MONOTONIC);
  long started = 0, done = 0;
  for (; started < std::min(wanted, std::atol(argv[3])); ++started)
    one.start();
  std::array<epoll_event, 128> events;
  while (done < wanted) {
    int const count = ::epoll_wait(one.epoll, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      if (!one.read_on(events[static_cast<std::size_t>(i)].data.fd)) continue;
      ++done;
      if (started < wanted) ++started, one.start();
    }
  }
  double const seconds = static_cast<double>(now(CLOCK_MONOTONIC) - began) / 1e9;
  double const cpu = static_cast<double>(now(CLOCK_PROCESS_CPUTIME_ID)) / 1e9;
  auto& after = one.seen.noticed_after;
  std::printf(
      "{\"runs\":%ld,\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"fin\":%ld,\"reset\":%ld,\"refused\":%ld,"
      "\"other\":%ld,\"noticed_after_us\":{\"p50\":%.1f,\"p99\":%.1f}}\n",
      done, seconds, cpu, one.seen.fin, one.seen.reset, one.seen.refused, one.seen.other,
      microseconds_at(after, 0.5), microseconds_at(after, 0.99));
}
