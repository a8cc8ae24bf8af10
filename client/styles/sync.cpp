// The plan with Asio's blocking calls and error_code&.
//
// Asio's blocking calls know no time-out: where the kernel says EAGAIN they wait without end. So there the
// socket does not block, and each call is preceded by a bounded wait for it to be ready, which consumes
// nothing: an error that is pending stays for the call to report. Winsock says WSAETIMEDOUT, with which they
// end.

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/message_layers.hpp"
#include "client/run.hpp"
#include "common/platform/sockets.hpp"
#include "stream/stream.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using platform::readiness;

class sync_run {
 public:
  sync_run(asio::any_io_executor const& executor, run_options const& options, observer watch)
      : options_(options),
        walk_(options.steps, {.speaks_messages = true}),
        journal_(options, std::move(watch)),
        stream_(tcp::socket(executor)) {
    stream_.witness().before_blocking_call = [this](readiness wanted, error_code& ec) {
      return may_call(wanted, ec);
    };
  }

  run_result const& walk_through() {
    walk_.restart();
    journal_.restart();
    connect();
    for (step const* s = walk_.first(journal_.last_succeeded()); s != nullptr; s = walk_.next()) {
      begin(s->op);
      perform(*s);
    }
    error_code ec;
    socket().close(ec);
    messages_.reset();
    stream_.drop_tls();
    return journal_.finish(ec);
  }

 private:
  /// One bound for all endpoints together.
  void connect() {
    begin(operation::connect);
    error_code ec = asio::error::host_not_found;
    for (tcp::endpoint const& endpoint : options_.endpoints) {
      connect_to(endpoint, ec);
      if (!ec || expired_) break;
    }
    report(ec, 0);
  }

  /// socket().connect() would wait without end, also with non_blocking(true). So this one step is not Asio's.
  void connect_to(tcp::endpoint const& endpoint, error_code& ec) {
    if (socket().is_open()) socket().close(ec);  // of the endpoint before
    socket().open(endpoint.protocol(), ec);
    call_limit_ = {};
    if (ec) return;
    auto const result = platform::connect_within(socket().native_handle(), endpoint.data(),
                                                 static_cast<socklen_t>(endpoint.size()), time_left());
    expired_ = !result;
    ec = result.value_or(error_code());
    if (!ec && !platform::asio_ends_at_deadline()) socket().non_blocking(true, ec);
  }

  void perform(step const& s) {
    if (!walk_.can_do(s)) return journal_.skip(begun_, handle());
    error_code ec;
    switch (s.op) {
      case operation::connect:
      case operation::both:
      case operation::cancel:
      case operation::expires_after:
        break;  // no plan contains it; two threads must not use one socket; who should? of asynchronous calls
      case operation::wait:
        std::this_thread::sleep_for(s.duration);
        report(ec, 0);
        break;
      case operation::await_readable:
        ready(readiness::readable, ec);
        report(ec, 0);
        break;
      case operation::await_state: await_state(s.state); break;
      case operation::send: send(payload(s)); break;
      case operation::recv: receive(s.size); break;
      case operation::recv_all: receive_all(); break;
      case operation::tls:
        stream_.start_tls(*options_.tls, options_.host);
        stream_.handshake(tls_side::client, ec);
        report(ec, 0);
        break;
      case operation::tls_shutdown:
        stream_.shutdown(ec);
        report(ec, 0);
        break;
      case operation::http_get:
      case operation::http_post: exchange(s); break;
      case operation::http_response: read_response(); break;
      case operation::ws_connect:
        messages().start_websocket().handshake(messages().host(), s.text, ec);
        report(ec, 0);
        break;
      case operation::ws_send: {
        std::string const text = payload(s);
        std::size_t const bytes = messages().websocket().write(asio::buffer(text), ec);
        report(ec, ec ? 0 : bytes);  // of a message that failed Beast does not count them
        break;
      }
      case operation::ws_recv: {
        messages().buffer.clear();
        std::size_t const bytes = messages().websocket().read(messages().buffer, ec);
        begun_.peer_code = messages().close_code();
        report(ec, bytes);
        break;
      }
      case operation::ws_close:
        messages().websocket().close(s.close_code, ec);
        begun_.peer_code = messages().close_code();
        report(ec, 0);
        break;
      case operation::close:
        socket().close(ec);
        report(ec, 0);
        break;
      case operation::abort_locally: abort(s); break;
      case operation::keepalive:
      case operation::user_timeout:
      case operation::linger:
      case operation::shutdown_send:
      case operation::shutdown_receive:
      case operation::so_error: report(*perform_at_once(s, handle()), 0); break;
    }
  }

  /// Reads the answer also where the request could not be written: what the server sent before it hung up may
  /// lie there.
  void exchange(step const& s) {
    error_code ec;
    std::size_t const bytes = http::write(stream_, messages().new_request(s), ec);
    report(ec, bytes);
    begin(operation::http_response);
    read_response();
  }

  void read_response() {
    error_code ec;
    http::read(stream_, messages().buffer, messages().new_response(), ec);
    begun_.peer_code = messages().status();
    report(ec, messages().body_bytes());
  }

  void abort(step const& s) {
    if (!s.during_recv) return report(*perform_at_once(s, handle()), 0);
    auto const other = abort_from_beside(handle());
    receive(1024);
  }

  void receive(std::size_t at_most) {
    std::vector<char> incoming(at_most);
    error_code ec;
    std::size_t const bytes = read_some(incoming, ec);
    report(ec, bytes);
  }

  /// Piece by piece. Each has a bound, and so have all together (policy.hpp).
  void receive_all() {
    std::vector<char> incoming(std::size_t{64} * 1024);
    error_code ec;
    std::uint64_t total = 0;
    while (!ec && !expired_)
      total += read_some(incoming, ec);
    report(ec, total);
  }

  void send(std::string const& text) {
    error_code ec;
    std::size_t sent = 0;
    while (!ec && !expired_ && sent < text.size())
      sent += stream_.write_some(asio::buffer(text) + sent, ec);
    report(ec, sent);
  }

  std::size_t read_some(std::vector<char>& incoming, error_code& ec) {
    return stream_.read_some(asio::buffer(incoming), ec);
  }

  void await_state(tcp_state wanted) {
    while (platform::tcp_state_of(handle()) != wanted) {
      expired_ = time_left() == time_left().zero();
      if (expired_) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    report({}, 0);
  }

  tcp::socket& socket() { return stream_.socket(); }
  platform::native_socket handle() { return socket().native_handle(); }

  /// HTTP and WebSocket, made at the first step that wants them.
  message_layers& messages() {
    stream_.watch_transport();
    if (!messages_) messages_ = std::make_unique<message_layers>(stream_, options_.host);
    return *messages_;
  }

  void begin(operation op) {
    begun_ = journal_.begin(walk_.number(), op, handle());
    call_began_ = begun_.at;
    expired_ = ran_out_ = false;
  }

  std::chrono::nanoseconds time_left() const {
    return client::time_left(options_.limit, begun_.op, platform::monotonic_now() - begun_.at);
  }

  /// False when the deadline of the step passes first, or with `ec` set when waiting itself failed.
  bool ready(readiness wanted, error_code& ec) {
    expired_ = !platform::wait_ready(handle(), wanted, time_left(), ec);
    return !expired_ && !ec;
  }

  /// Before a transfer, of which the step may consist of several. Where the call itself ends at its deadline
  /// it is made at once.
  bool may_call(readiness wanted, error_code& ec) {
    ec = bound_calls();
    if (ec || expired_ || platform::asio_ends_at_deadline()) return !ec && !expired_;
    return ready(wanted, ec);
  }

  /// What may_call() finds of the time that is left; where the call ends by itself, tells it.
  error_code bound_calls() {
    call_began_ = platform::monotonic_now();
    auto const limit = std::chrono::ceil<std::chrono::milliseconds>(time_left());
    expired_ = ran_out_ = limit == limit.zero();
    if (expired_ || !platform::asio_ends_at_deadline() || !socket().is_open() || limit == call_limit_)
      return {};
    call_limit_ = limit;
    return platform::set_blocking_deadline(socket().native_handle(), limit);
  }

  bool call_ended_at_deadline(error_code const& ec) const {
    return platform::asio_ends_at_deadline() &&
           platform::deadline_passed(ec, platform::monotonic_now() - call_began_, call_limit_);
  }

  void report(error_code const& ec, std::uint64_t bytes) {
    begun_.transport = value_of(stream_.take_transport_error());
    if (ran_out_)
      journal_.run_out(begun_, bytes, handle());
    else if (expired_ || call_ended_at_deadline(ec))
      journal_.give_up(begun_, bytes, handle());
    else
      journal_.complete(begun_, ec, bytes, handle());
  }

  run_options const& options_;
  walk walk_;
  journal journal_;
  stream stream_;
  std::unique_ptr<message_layers> messages_;
  observation begun_;
  bool expired_ = false;  // the deadline of the step that runs
  bool ran_out_ = false;  // between two of its calls
  std::chrono::nanoseconds call_began_{};
  std::chrono::nanoseconds call_limit_{};
};

}  // namespace

void run_sync(asio::any_io_executor executor, std::shared_ptr<run_options const> options, observer watch,
              finished done) {
  sync_run run(executor, *options, std::move(watch));
  while (done(run.walk_through()) == then::run_again) {
  }
}

}  // namespace hangup::client
