// The plan as straight-line code with co_await: the same calls and the same observations as in handlers.cpp.
//
// as_tuple makes the error_code a value at the call site. Without it a read that meets EOF throws, and the
// category and the value end up in a what() string.

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/message_layers.hpp"
#include "client/run.hpp"
#include "client/step_deadline.hpp"
#include "stream/stream.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using namespace asio::experimental::awaitable_operators;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

class coroutines_run {
 public:
  coroutines_run(asio::any_io_executor const& executor, run_options const& options, observer watch)
      : options_(options),
        walk_(options.steps, all_abilities),
        journal_(options, std::move(watch)),
        stream_(tcp::socket(executor)),
        pause_(executor),
        deadline_(executor) {}

  asio::awaitable<run_result const*> walk_through() {
    walk_.restart();
    journal_.restart();
    begin(operation::connect);
    auto const [failed, endpoint] =
        co_await asio::async_connect(socket(), options_.endpoints, bounded(as_value));
    report(failed, 0);

    for (step const* s = walk_.first(journal_.last_succeeded()); s != nullptr; s = walk_.next()) {
      begin(s->op);
      co_await perform(*s);
    }
    error_code ec;
    socket().close(ec);
    messages_.reset();
    deadline_.set_last_resort({});
    stream_.drop_tls();
    co_return &journal_.finish(ec);
  }

 private:
  asio::awaitable<void> perform(step const& s) {
    switch (s.op) {
      case operation::connect: break;  // no plan contains it
      case operation::wait: {
        pause_.expires_after(s.duration);
        auto const [ec] = co_await pause_.async_wait(as_value);
        report(ec, 0);
        break;
      }
      case operation::await_readable: {
        auto const [ec] = co_await socket().async_wait(tcp::socket::wait_read, bounded(as_value));
        report(ec, 0);
        break;
      }
      case operation::await_state: co_await await_state(s.state); break;
      case operation::send: {
        std::string const text = payload(s);
        auto const [ec, bytes] = co_await asio::async_write(stream_, asio::buffer(text), bounded(as_value));
        report(ec, bytes);
        break;
      }
      case operation::recv: {
        std::vector<char> incoming(s.size);
        auto const [ec, bytes] = co_await stream_.async_read_some(asio::buffer(incoming), bounded(as_value));
        report(ec, bytes);
        break;
      }
      case operation::recv_all: co_await receive_all(); break;
      case operation::tls: {
        stream_.start_tls(*options_.tls, options_.host);
        auto const [ec] = co_await stream_.async_handshake(tls_side::client, bounded(as_value));
        report(ec, 0);
        break;
      }
      case operation::tls_shutdown: {
        auto const [ec] = co_await stream_.async_shutdown(bounded(as_value));
        report(ec, 0);
        break;
      }
      case operation::http_get:
      case operation::http_post: co_await exchange(s); break;
      case operation::http_response: co_await read_response(); break;
      case operation::ws_connect: {
        deadline_.set_last_resort([this] { messages().withdraw_socket(); });
        auto& websocket = messages().start_websocket();
        auto const [ec] = co_await websocket.async_handshake(messages().host(), s.text, bounded(as_value));
        report(ec, 0);
        break;
      }
      case operation::ws_send: {
        std::string const text = payload(s);
        auto const [ec, bytes] =
            co_await messages().websocket().async_write(asio::buffer(text), bounded(as_value));
        report(ec, ec ? 0 : bytes);  // of a message that failed Beast does not count them
        break;
      }
      case operation::ws_recv: {
        messages().buffer.clear();
        auto const [ec, bytes] =
            co_await messages().websocket().async_read(messages().buffer, bounded(as_value));
        messages().return_socket();
        begun_.peer_code = messages().close_code();
        report(ec, bytes);
        break;
      }
      case operation::ws_close: {
        auto const [ec] = co_await messages().websocket().async_close(s.close_code, bounded(as_value));
        messages().return_socket();
        begun_.peer_code = messages().close_code();
        report(ec, 0);
        break;
      }
      case operation::expires_after:
        messages().expires_after(s.duration);
        report({}, 0);
        break;
      case operation::both: co_await (receive_beside() && send_beside(s.size)); break;
      case operation::cancel: co_await while_reading([this](error_code& ec) { socket().cancel(ec); }); break;
      case operation::close: co_await while_reading([this](error_code& ec) { socket().close(ec); }); break;
      case operation::abort_locally:
        if (!s.during_recv)
          report(*perform_at_once(s, handle()), 0);
        else
          co_await while_reading(
              [this](error_code& failed) { failed = platform::abort_connection(handle()); });
        break;
      case operation::keepalive:
      case operation::user_timeout:
      case operation::linger:
      case operation::shutdown_send:
      case operation::shutdown_receive:
      case operation::so_error: report(*perform_at_once(s, handle()), 0); break;
    }
  }

  /// Piece by piece. Each has a bound, and so have all together (policy.hpp).
  asio::awaitable<void> receive_all() {
    std::vector<char> incoming(std::size_t{64} * 1024);
    error_code failed;
    std::uint64_t total = 0;
    while (!failed) {
      auto const [ec, bytes] = co_await stream_.async_read_some(asio::buffer(incoming), bounded(as_value));
      failed = ec;
      total += bytes;
      if (!failed && time_left() == std::chrono::nanoseconds::zero())
        co_return journal_.run_out(begun_, total, handle());
    }
    report(failed, total);
  }

  /// Reads the answer also where the request could not be written: what the server sent before it hung up may
  /// lie there.
  asio::awaitable<void> exchange(step const& s) {
    auto& request = messages().new_request(s);
    auto* const timed = messages().lend_socket();
    // Not within the co_await: GCC 12 would destroy the one that it chose.
    auto writing = timed != nullptr ? http::async_write(*timed, request, bounded(as_value))
                                    : http::async_write(stream_, request, bounded(as_value));
    auto const [ec, bytes] = co_await std::move(writing);
    messages().return_socket();
    report(ec, bytes);
    begin(operation::http_response);
    co_await read_response();
  }

  asio::awaitable<void> read_response() {
    auto& answer = messages().new_response();
    auto* const timed = messages().lend_socket();
    auto reading = timed != nullptr ? http::async_read(*timed, messages().buffer, answer, bounded(as_value))
                                    : http::async_read(stream_, messages().buffer, answer, bounded(as_value));
    auto const [ec, bytes] = co_await std::move(reading);
    messages().return_socket();
    begun_.peer_code = messages().status();
    report(ec, messages().body_bytes());
  }

  /// The read and the write of `both`, each with a deadline and an observation of its own.
  asio::awaitable<void> receive_beside() {
    observation begun = begun_;
    begun.op = operation::recv;
    std::array<char, 1024> incoming;
    auto const [ec, bytes] = co_await stream_.async_read_some(asio::buffer(incoming), bounded(as_value));
    begun.transport = transport_error();
    journal_.complete_or_give_up(deadline_, begun, ec, bytes, handle());
  }

  asio::awaitable<void> send_beside(std::size_t size) {
    observation begun = begun_;
    begun.op = operation::send;
    std::string const text(size, 'x');
    if (!write_deadline_) write_deadline_.emplace(stream_.get_executor());
    auto const [ec, bytes] = co_await asio::async_write(stream_, asio::buffer(text),
                                                        write_deadline_->bound(time_left(), as_value));
    begun.transport = transport_error();
    journal_.complete_or_give_up(*write_deadline_, begun, ec, bytes, handle());
  }

  /// Starts a read and does `action` while it is pending. The step's result is what the read reports, or why
  /// `action` failed.
  template <typename Action>
  asio::awaitable<void> while_reading(Action action) {
    error_code failed;
    auto const read = [&]() -> asio::awaitable<void> {
      std::array<char, 1024> incoming;
      auto const [ec, bytes] = co_await stream_.async_read_some(asio::buffer(incoming), bounded(as_value));
      report(failed ? failed : ec, bytes);
    };
    auto const act = [&]() -> asio::awaitable<void> {
      action(failed);
      error_code ignored;
      if (failed) socket().cancel(ignored);
      co_return;
    };
    co_await (read() && act());
  }

  /// Asks again and again, and takes one more turn at the end, as in handlers.cpp.
  asio::awaitable<void> await_state(tcp_state wanted) {
    error_code failed;
    for (bool reached = false; !reached && !failed;) {
      reached = platform::tcp_state_of(handle()) == wanted;
      if (!reached && time_left() == std::chrono::nanoseconds::zero())
        co_return journal_.run_out(begun_, 0, handle());
      pause_.expires_after(std::chrono::milliseconds(1));
      auto const [ec] = co_await pause_.async_wait(as_value);
      failed = ec;
    }
    report(failed, 0);
  }

  tcp::socket& socket() { return stream_.socket(); }
  platform::native_socket handle() { return socket().native_handle(); }
  /// HTTP and WebSocket, made at the first step that wants them.
  message_layers& messages() {
    stream_.watch_transport();
    if (!messages_) messages_ = std::make_unique<message_layers>(stream_, options_.host);
    return *messages_;
  }
  error_value transport_error() { return value_of(stream_.take_transport_error()); }

  void begin(operation op) { begun_ = journal_.begin(walk_.number(), op, handle()); }

  void report(error_code ec, std::uint64_t bytes) {
    begun_.transport = transport_error();
    journal_.complete_or_give_up(deadline_, begun_, ec, bytes, handle());
  }

  std::chrono::nanoseconds time_left() const {
    return client::time_left(options_.limit, begun_.op, platform::monotonic_now() - begun_.at);
  }

  /// `token`, told operation_aborted when the time of the step has run out.
  template <typename Token>
  asio::cancellation_slot_binder<Token, asio::cancellation_slot> bounded(Token token) {
    return deadline_.bound(time_left(), std::move(token));
  }

  run_options const& options_;
  walk walk_;
  journal journal_;
  stream stream_;
  asio::steady_timer pause_;
  step_deadline deadline_;
  std::optional<step_deadline> write_deadline_;  // of `both`
  std::unique_ptr<message_layers> messages_;
  observation begun_;
};

asio::awaitable<void> run_while(std::shared_ptr<run_options const> options, observer watch, finished done) {
  coroutines_run run(co_await asio::this_coro::executor, *options, std::move(watch));
  for (then next = then::run_again; next == then::run_again;) {
    run_result const* const result = co_await run.walk_through();
    next = done(*result);
  }
}

}  // namespace

void run_coroutines(asio::any_io_executor executor, std::shared_ptr<run_options const> options,
                    observer watch, finished done) {
  asio::co_spawn(executor, run_while(std::move(options), std::move(watch), std::move(done)),
                 [](std::exception_ptr failure) {
                   if (failure) std::rethrow_exception(failure);
                 });
}

}  // namespace hangup::client
