// What Asio costs a client that only counts: asio_client PORT COUNT AT_ONCE
//
// As bare_client, with Asio's handlers in place of the epoll loop, and nothing observed: what our client
// takes beyond it is what watching takes. Prints one line of JSON: {"runs":N,"seconds":S,"reset":N}.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <list>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct counts {
  long wanted = 0, started = 0, done = 0, reset = 0;
};

class runner {
 public:
  runner(asio::io_context& io, tcp::endpoint server, counts& all)
      : socket_(io), server_(std::move(server)), all_(all) {}

  void connect() {
    if (all_.started == all_.wanted) return;
    ++all_.started;
    socket_.async_connect(server_, [this](error_code ec) { ec ? end(ec) : read(); });
  }

 private:
  void read() {
    socket_.async_read_some(asio::buffer(incoming_),
                            [this](error_code ec, std::size_t) { ec ? end(ec) : read(); });
  }

  void end(error_code ec) {
    ++all_.done;
    if (ec == asio::error::connection_reset) ++all_.reset;
    socket_.close(ec);
    connect();
  }

  tcp::socket socket_;
  tcp::endpoint const server_;
  counts& all_;
  std::array<char, 1024> incoming_{};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fputs("usage: asio_client PORT COUNT AT_ONCE\n", stderr), 2;
  counts all{.wanted = std::atol(argv[2])};
  asio::io_context io(1);
  tcp::endpoint const server(asio::ip::address_v4::loopback(),
                             static_cast<unsigned short>(std::atoi(argv[1])));
  auto const began = std::chrono::steady_clock::now();
  std::list<runner> runners;
  for (long i = 0; i < std::atol(argv[3]); ++i)
    runners.emplace_back(io, server, all).connect();
  io.run();
  std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
  std::printf("{\"runs\":%ld,\"seconds\":%.6f,\"reset\":%ld}\n", all.done, took.count(), all.reset);
}
