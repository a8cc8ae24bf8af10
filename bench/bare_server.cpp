// What a server costs that only hangs up: bare_server PORT COUNT [FILE]
//
// Accepts COUNT connections on 127.0.0.1 with one epoll loop, writes eight bytes to each, the time by
// CLOCK_MONOTONIC in nanoseconds, and closes it with a reset (SO_LINGER 0). Prints one line of JSON:
// {"runs":N,"seconds":S,"cpu_seconds":C}. With FILE it writes each time there too, one on a line.

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::int64_t now(clockid_t clock) {
  timespec moment{};
  ::clock_gettime(clock, &moment);
  return moment.tv_sec * 1'000'000'000LL + moment.tv_nsec;
}

[[noreturn]] void give_up(char const* call) {
  std::fprintf(stderr, "bare_server: %s: %s\n", call, std::strerror(errno));
  std::exit(4);
}

int listen_on(std::uint16_t port) {
  int const listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int const yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) give_up("bind");
  if (::listen(listener, 4096) < 0) give_up("listen");
  return listener;
}

void hang_up(int connection, std::FILE* times) {
  linger const at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  std::int64_t const stamp = now(CLOCK_MONOTONIC);
  if (::send(connection, &stamp, sizeof stamp, MSG_NOSIGNAL) < 0 && errno != ECONNRESET && errno != EPIPE)
    give_up("send");
  ::close(connection);
  if (times != nullptr) std::fprintf(times, "%lld\n", static_cast<long long>(stamp));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fputs("usage: bare_server PORT COUNT [FILE]\n", stderr), 2;
  int const listener = listen_on(static_cast<std::uint16_t>(std::atoi(argv[1])));
  long const wanted = std::atol(argv[2]);
  std::FILE* const times = argc > 3 ? std::fopen(argv[3], "we") : nullptr;
  if (argc > 3 && times == nullptr) give_up("fopen");
  int const epoll = ::epoll_create1(0);
  epoll_event event{.events = EPOLLIN, .data = {.fd = listener}};
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);

  std::int64_t began = 0;
  for (long done = 0; done < wanted;) {
    if (times != nullptr) std::fflush(times);
    if (::epoll_wait(epoll, &event, 1, -1) < 0 && errno != EINTR) give_up("epoll_wait");
    for (int connection = 0; done < wanted && connection >= 0;) {
      connection = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
      if (connection < 0 && errno != EAGAIN && errno != ECONNABORTED) give_up("accept4");
      if (connection < 0) break;
      if (began == 0) began = now(CLOCK_MONOTONIC);
      hang_up(connection, times);
      ++done;
    }
  }
  std::printf("{\"runs\":%ld,\"seconds\":%.6f,\"cpu_seconds\":%.6f}\n", wanted,
              static_cast<double>(now(CLOCK_MONOTONIC) - began) / 1e9,
              static_cast<double>(now(CLOCK_PROCESS_CPUTIME_ID)) / 1e9);
}
