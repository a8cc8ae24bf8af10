// A client that survives what the lessons show, to copy from (c++ -std=c++20 robust_client.cpp). It sends one
// line, reads one line, and says what came of it.
//
//   robust_client [--limit MS] [--debug] [--naive] PORT REQUEST [ADDRESS]
//
// A REQUEST that begins with "get " is idempotent: to carry it out twice does no harm. An answer is a line of
// printable ASCII that begins with "ok " or "no ". ADDRESS is 127.0.0.1 unless it is given; --limit (1000 ms)
// bounds one try. With --naive it has the habits that the lessons warn of, to compare: no limit, whatever
// came is the answer, and everything is sent again. Leave those parts out of your copy.
//
// Exit status: 0 answered (the line is on stdout), 1 gave up, 2 usage, 3 lost: it may have been carried out
// and is not sent again, 130 stopped by SIGINT or SIGTERM.

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

namespace asio = boost::asio;
namespace errc = boost::system::errc;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using namespace asio::experimental::awaitable_operators;

namespace {

constexpr int most_tries = 4;
constexpr milliseconds first_delay(100), longest_delay(2000);
constexpr std::size_t longest_answer = 2'000'000;
constexpr auto as_value = asio::as_tuple(asio::use_awaitable);  // an ending is no exception (lesson 7)
enum exit_code { answered = 0, gave_up = 1, usage = 2, lost = 3, stopped = 130 };

struct options {
  tcp::endpoint server{asio::ip::address_v4::loopback(), 0};
  std::string request;
  milliseconds limit{1000};
  bool debug = false, naive = false;

  bool may_be_repeated() const { return naive || request.starts_with("get "); }
};

// What one connection came to.
struct attempt {
  error_code error;
  std::string text;
  bool sent = false;  // some of the request may have reached the server
  bool late = false;  // our own limit ended it

  // EOF does not say that the answer is whole; its own end does (lessons 1, 11, 16).
  bool whole() const { return text.find('\n') != std::string::npos; }
  // Too long, or not what this server would say: another program listens there. What it says is not shown: it
  // could control the terminal.
  bool foreign() const {
    std::string_view const line = std::string_view(text).substr(0, text.find('\n')),
                           start = line.substr(0, 3);
    return text.size() > longest_answer ||
           std::ranges::any_of(line, [](char c) { return c < ' ' || c > '~'; }) ||
           (!std::string("ok ").starts_with(start) && !std::string("no ").starts_with(start));
  }
  bool over() const { return error || whole() || foreign(); }
};

// error: the request failed for good. warning: a try failed, and another follows. info: answered after all,
// or stopped. debug: every step. That a connection ends which has done its work is worth none of them.
void log(std::string_view level, std::string const& line) {
  std::cerr << level << ": " << line << '\n';
}

// A number of Win32 that a pending operation reports, and that no condition knows (lessons 10 and 14).
bool is_win32([[maybe_unused]] error_code const& error, [[maybe_unused]] int number) {
#ifdef _WIN32
  return error == error_code(number, boost::system::system_category());
#else
  return false;
#endif
}

// Compares with conditions: one cause has several numbers (lesson 8).
std::string cause_of(error_code const& error) {
  constexpr int netname_deleted = 64, sem_timeout = 121, connection_aborted = 1236;  // ERROR_...
  std::string cause;
  if (error == errc::connection_refused) cause = "nobody listens: ";
  if (error == errc::connection_reset || error == errc::broken_pipe || is_win32(error, netname_deleted))
    cause = "connection lost: ";
  if (error == errc::timed_out || is_win32(error, sem_timeout)) cause = "the other host is silent: ";
  // Not our own cancel, which is asked for first: our host gave the connection up (lesson 10).
  if (error == errc::connection_aborted || error == asio::error::operation_aborted ||
      is_win32(error, connection_aborted))
    cause = "ended by our own host: ";
  return cause + error.message() + " [" + error.to_string() + ']';
}

std::string reason_for(attempt const& tried) {
  if (!tried.sent) return "not connected: " + (tried.late ? "no answer in time" : cause_of(tried.error));
  if (tried.late) return "no answer in time";
  if (tried.foreign()) return "what came is no answer of this protocol";
  if (tried.error != asio::error::eof) return cause_of(tried.error);
  return tried.text.empty() ? "the server closed without an answer" : "the answer was cut";
}

asio::awaitable<void> exchange(tcp::socket& socket, options const& chosen, attempt& tried) {
  auto const note = [&](std::string const& step, error_code const& error) {
    if (chosen.debug) log("debug", step + ": " + error.message());
  };
  std::tie(tried.error) = co_await socket.async_connect(chosen.server, as_value);
  note("connect", tried.error);
  if (tried.error) co_return;

  tried.sent = true;  // from here on nobody knows (lesson 20)
  std::string const line = chosen.request + '\n';
  auto const [write_error, written] = co_await asio::async_write(socket, asio::buffer(line), as_value);
  note("write " + std::to_string(written), write_error);
  // A write that failed says less than what the server sent before: read all the same (lesson 11).
  if (write_error == asio::error::operation_aborted) tried.error = write_error;

  std::array<char, 16'384> piece;
  while (!tried.over() || (chosen.naive && !tried.error)) {
    // On epoll a read may never complete once an error was told; a wait asks the kernel anew (lesson 5).
    // After the first error or EOF nothing is started.
    std::tie(tried.error) = co_await socket.async_wait(tcp::socket::wait_read, as_value);
    if (tried.error) break;
    auto const [read_error, size] = co_await socket.async_read_some(asio::buffer(piece), as_value);
    note("read " + std::to_string(size), read_error);
    tried.text.append(piece.data(), size);
    tried.error = read_error;
  }
  // The first error counts: after it, EOF tells nothing new (lesson 13).
  if (tried.error == asio::error::eof && write_error) tried.error = write_error;
}

// One limit for all of it: a limit for each read never ends against a server that sends a byte now and then.
// If it comes between two calls, the next co_await in exchange() throws, and || goes on. || waits for both of
// its sides, so only what heeds a cancel may be in there. async_resolve does not: look names up elsewhere.
asio::awaitable<attempt> try_once(options const& chosen) {
  attempt tried;
  tcp::socket socket(co_await asio::this_coro::executor);
  if (chosen.naive) {
    co_await exchange(socket, chosen, tried);
  } else {
    asio::steady_timer limit(socket.get_executor(), chosen.limit);
    auto const first = co_await (exchange(socket, chosen, tried) || limit.async_wait(as_value));
    tried.late = first.index() == 1;
  }
  error_code ignored;
  socket.close(ignored);  // not left to the destructor (lesson 2)
  co_return tried;
}

asio::awaitable<exit_code> run(options const& chosen, bool const& stopping) {
  std::mt19937 random(std::random_device{}());
  milliseconds longest = first_delay;
  for (int number = 1;; ++number) {
    attempt const tried = co_await try_once(chosen);
    if (chosen.naive ? !tried.text.empty() : tried.whole() && !tried.foreign()) {
      std::cout << (chosen.naive ? tried.text : tried.text.substr(0, tried.text.find('\n') + 1))
                << std::flush;
      if (!std::cout) throw std::runtime_error("the answer cannot be written to stdout");
      if (number > 1) log("info", "answered at try " + std::to_string(number));
      co_return answered;
    }
    // Asked first: operation_aborted does not tell our own cancel from another's (lesson 10).
    if (stopping) break;
    std::string const reason = reason_for(tried);
    if (tried.sent && !chosen.may_be_repeated()) {
      log("error", reason + "; not sent again, because it may have been carried out");
      co_return lost;
    }
    // A server that speaks something else will do so again.
    if (number == most_tries || tried.foreign()) {
      log("error", reason + "; gave up after " + std::to_string(number) + (number == 1 ? " try" : " tries"));
      co_return gave_up;
    }
    // Random, so that all who lost the same server do not come back at the same moment.
    std::uniform_int_distribution<milliseconds::rep> between(longest.count() / 2, longest.count());
    milliseconds const delay(between(random));
    log("warning", reason + "; again in " + std::to_string(delay.count()) + " ms");
    asio::steady_timer pause(co_await asio::this_coro::executor, delay);
    co_await pause.async_wait(as_value);
    if (stopping) break;
    longest = std::min(2 * longest, longest_delay);
  }
  log("info", "stopped on request");
  co_return stopped;
}

int number_from(std::string_view text, std::string const& name, int most) {
  int number = 0;
  auto const [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (bad != std::errc() || end != text.data() + text.size() || number < 1 || number > most)
    throw std::invalid_argument(name + ": expected a number from 1 to " + std::to_string(most));
  return number;
}

options parse(int count, char** arguments) {
  options chosen;
  int next = 1;
  for (; next < count && std::string_view(arguments[next]).starts_with("--"); ++next) {
    std::string_view const option = arguments[next];
    if (option == "--limit")
      chosen.limit = milliseconds(number_from(++next < count ? arguments[next] : "", "--limit", 3'600'000));
    else if (option == "--debug")
      chosen.debug = true;
    else if (option == "--naive")
      chosen.naive = true;
    else
      throw std::invalid_argument("options: expected --limit MS, --debug or --naive");
  }
  if (count - next < 2 || count - next > 3)
    throw std::invalid_argument("arguments: expected PORT REQUEST [ADDRESS], for example 9999 'get time'");
  chosen.server.port(static_cast<unsigned short>(number_from(arguments[next], "PORT", 65535)));
  chosen.request = arguments[next + 1];
  if (chosen.request.empty() || chosen.request.find('\n') != std::string::npos)
    throw std::invalid_argument("REQUEST: expected one line of text");
  error_code bad;
  if (count - next == 3) chosen.server.address(asio::ip::make_address(arguments[next + 2], bad));
  if (bad) throw std::invalid_argument("ADDRESS: expected an IP address, for example 127.0.0.1");
  return chosen;
}

}  // namespace

int main(int count, char** arguments) try {
  options const chosen = parse(count, arguments);
  asio::io_context context;
  asio::cancellation_signal stop;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  bool stopping = false;
  exit_code code = gave_up;
  signals.async_wait([&](error_code const& error, int) {
    if (error) return;
    stopping = true;
    stop.emit(asio::cancellation_type::terminal);
  });
  asio::co_spawn(
      context, run(chosen, stopping),
      asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr const& thrown, exit_code came) {
        signals.cancel();
        if (thrown) std::rethrow_exception(thrown);
        code = came;
      }));
  context.run();
  return code;
} catch (std::invalid_argument const& error) {
  log("error", error.what());
  return usage;
} catch (std::exception const& error) {
  log("error", error.what());
  return gave_up;
}
