// A server that loses no answer, to copy from (c++ -std=c++20 lossless_server.cpp).
//
//   lossless_server [--naive] PORT
//
// It answers each line "get BYTES" with "ok " and so many dots, in their order, for as long as the client
// likes. It refuses any other line ("no ...") and ends that connection. The answer to a line that it has read
// arrives, unless the client resets the connection, reads nothing for half a minute, or goes on sending for
// longer than drain_limit after a refusal.
//
// It listens on 127.0.0.1 (port 0 takes a free one) and prints 'listening on 127.0.0.1:PORT'. SIGTERM or
// SIGINT: it reads no further line, ends what it owes, and exits; a second one ends it at once. With --naive
// it closes and exits as most first servers do, to compare. Exit status: 0 stopped, 2 usage, 4 cannot listen.

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

constexpr auto idle_limit = 60s;   // for a whole line
constexpr auto stall_limit = 30s;  // for a client that reads nothing of its answer
constexpr auto drain_limit = 5s;   // for the client's FIN after ours
constexpr std::size_t longest_line = 1024;
constexpr int most_bytes = 16'000'000;
constexpr auto as_value = asio::as_tuple(asio::use_awaitable);  // an ending is no exception (lesson 7)

struct server {
  explicit server(asio::io_context& context) : stopped(context, asio::steady_timer::time_point::max()) {}
  asio::steady_timer stopped;  // completes once, for all who wait, when we are told to stop
  bool stopping = false;
  bool naive = false;
};

int number_from(std::string_view text, int most) {
  int number = 0;
  auto const [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool const whole = bad == std::errc() && end == text.data() + text.size();
  return whole && number <= most ? number : -1;
}

std::string answer_to(std::string_view line) {
  int const bytes = line.starts_with("get ") ? number_from(line.substr(4), most_bytes) : -1;
  if (bytes < 0) return "no such request, expected 'get BYTES', at most " + std::to_string(most_bytes) + '\n';
  return "ok " + std::string(static_cast<std::size_t>(bytes), '.') + '\n';
}

asio::awaitable<void> read_line(tcp::socket& socket, std::string& received, error_code& error) {
  auto const [failed, size] =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(received, longest_line), '\n', as_value);
  error = failed;
}

// The limit starts anew whenever the kernel has taken some: a slow client is served, a stopped one given up.
asio::awaitable<bool> send(tcp::socket& socket, std::string const& answer) {
  asio::steady_timer limit(socket.get_executor());
  for (std::size_t sent = 0; sent < answer.size();) {
    limit.expires_after(stall_limit);
    auto const first = co_await (socket.async_write_some(asio::buffer(answer) + sent, as_value) ||
                                 limit.async_wait(as_value));
    if (first.index() == 1) co_return false;
    auto const [error, size] = std::get<0>(first);
    if (error) co_return false;
    sent += size;
  }
  co_return true;
}

// FIN, not close(): over unread bytes that sends RST, and the rest of the answer is lost (lessons 2, 11).
asio::awaitable<void> finish(tcp::socket& socket, std::string const& answer) {
  error_code ignored;  // if the client is gone, drain() learns of it too
  if (co_await send(socket, answer)) socket.shutdown(tcp::socket::shutdown_send, ignored);
}

// To the client's FIN or an error. After either nothing is read: on epoll that may never complete (lesson 5).
asio::awaitable<void> drain(tcp::socket& socket) {
  std::array<char, 16'384> discarded;
  for (error_code error; !error;)
    error = std::get<0>(co_await socket.async_read_some(asio::buffer(discarded), as_value));
}

// A lingering close (lesson 11). Both at once: a client that writes all before it reads would fill both
// queues, and nobody would move. Once the limit is over the kernel still delivers, unless more bytes come
// from the client.
asio::awaitable<void> end_with(tcp::socket& socket, std::string const& answer) {
  asio::steady_timer limit(socket.get_executor(), drain_limit);
  co_await ((finish(socket, answer) && drain(socket)) || limit.async_wait(as_value));
}

asio::awaitable<void> serve(tcp::socket socket, server& self) {
  asio::steady_timer limit(socket.get_executor());
  std::string received, answer;
  error_code error;
  // One line is answered before the next is read: who does not read its answers cannot make us hoard them.
  for (bool open = true; open;) {
    if (received.find('\n') == std::string::npos && !self.stopping) {
      limit.expires_after(idle_limit);
      co_await (read_line(socket, received, error) || limit.async_wait(as_value) ||
                self.stopped.async_wait(as_value));
    }
    std::size_t const end = received.find('\n');  // a line without its end is cut, and never carried out
    if (end == std::string::npos) break;
    answer = answer_to(std::string_view(received).substr(0, end));
    received.erase(0, end + 1);
    if (!answer.starts_with("ok ")) break;
    open = co_await send(socket, answer);
    answer.clear();
  }
  if (error == asio::error::not_found && answer.empty()) answer = answer_to("");  // the line is too long
  // operation_aborted is the limit's doing or the stop's (lesson 10); the client is still there.
  bool const client_is_gone =
      error && error != asio::error::not_found && error != asio::error::operation_aborted;
  if (self.naive)
    co_await send(socket, answer);
  else if (!client_is_gone)
    co_await end_with(socket, answer);
  error_code ignored;
  socket.close(ignored);  // not left to the destructor (lesson 2)
}

// One connection takes no other along, and its failure is told.
void report(std::exception_ptr const& thrown) try {
  if (thrown) std::rethrow_exception(thrown);
} catch (std::exception const& error) {
  std::cerr << "error: " << error.what() << '\n';
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, server& self) {
  while (!self.stopping) {
    auto [error, socket] = co_await acceptor.async_accept(as_value);
    if (!error) {
      asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), self), report);
    } else if (!self.stopping) {
      // Out of descriptors, perhaps: without a pause it would spin.
      std::cerr << "warning: accept: " << error.message() << '\n';
      co_await asio::steady_timer(acceptor.get_executor(), 100ms).async_wait(as_value);
    }
  }
}

}  // namespace

int main(int count, char** arguments) try {
  bool const naive = count == 3 && std::string_view(arguments[1]) == "--naive";
  int const port = count == (naive ? 3 : 2) ? number_from(arguments[count - 1], 65535) : -1;
  if (port < 0) {
    std::cerr << "error: expected [--naive] PORT, a number from 0 to 65535\n";
    return 2;
  }
  asio::io_context context;
  server self(context);
  self.naive = naive;
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)});
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](error_code const&, int) {
    if (self.naive) return context.stop();
    error_code ignored;
    self.stopping = true;
    acceptor.close(ignored);  // whom nobody accepted yet is reset; none of its lines was read
    self.stopped.cancel();
    signals.clear(ignored);  // the next signal does what signals do
  });
  asio::co_spawn(context, accept_all(acceptor, self), [](std::exception_ptr const& thrown) {
    if (thrown) std::rethrow_exception(thrown);  // through run() to main(): nobody accepts any more
  });
  std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
  context.run();  // until the last connection has ended
} catch (std::exception const& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 4;
}
