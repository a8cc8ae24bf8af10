// The plan with blocking socket calls: what the four recorded experiments did with Winsock, call for call.
//
// Each call is bounded by SO_RCVTIMEO and SO_SNDTIMEO (socket(7)), the connect by a wait of its own; the
// recorded client had no bound and needed none.

#include <array>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/run.hpp"
#include "client/styles/native_tls.hpp"
#include "common/platform/sockets.hpp"

namespace hangup::client {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using platform::byte_count;

class native_run {
 public:
  native_run(run_options const& options, observer watch)
      : options_(options),
        walk_(options.steps, {.cancels_reads = false, .reads_while_writing = true}),
        journal_(options, std::move(watch)) {}
  ~native_run() { close(); }  // where the observer threw
  native_run(native_run const&) = delete;
  native_run& operator=(native_run const&) = delete;

  run_result const& walk_through() {
    walk_.restart();
    journal_.restart();
    connect();
    for (step const* s = walk_.first(journal_.last_succeeded()); s != nullptr; s = walk_.next()) {
      begin(s->op);
      perform(*s);
    }
    return journal_.finish(close());
  }

 private:
  /// One bound for all endpoints together.
  void connect() {
    begin(operation::connect);
    std::optional<error_code> result = error_code(boost::asio::error::host_not_found);
    for (tcp::endpoint const& endpoint : options_.endpoints) {
      result = connect_to(endpoint);
      bool const goes_on = result && *result;
      if (!goes_on) break;
    }
    result ? report(*result, 0) : give_up(0);
  }

  /// Empty when the time was over first.
  std::optional<error_code> connect_to(tcp::endpoint const& endpoint) {
    if (error_code const ec = close()) return ec;  // of the endpoint before
    socket_ = ::socket(endpoint.protocol().family(), SOCK_STREAM, IPPROTO_TCP);
    if (socket_ == platform::no_socket) return platform::last_socket_error();
    return platform::connect_within(socket_, endpoint.data(), static_cast<socklen_t>(endpoint.size()),
                                    time_left());
  }

  void perform(step const& s) {
    bool const by_two_threads = s.op == operation::both && tls_ != nullptr;
    if (!walk_.can_do(s) || by_two_threads) return journal_.skip(begun_, handle());
    if (error_code const ec = bound_calls()) return report(ec, 0);
    switch (s.op) {
      case operation::connect:
      case operation::cancel:
      case operation::expires_after:
      case operation::http_get:
      case operation::http_post:
      case operation::http_response:
      case operation::ws_connect:
      case operation::ws_send:
      case operation::ws_recv:
      case operation::ws_close:
        break;  // no plan contains it; a blocking call has nobody to cancel it; Asio's and Beast's
      case operation::wait:
        std::this_thread::sleep_for(s.duration);
        report({}, 0);
        break;
      case operation::await_readable: await_readable(); break;
      case operation::await_state: await_state(s.state); break;
      case operation::send: send(payload(s)); break;
      case operation::recv: receive(s.size); break;
      case operation::recv_all: receive_all(); break;
      case operation::tls:
        tls_ = std::make_unique<native_tls>(*options_.tls, options_.host, socket_,
                                            [this] { return !time_is_over() && !bound_calls(); });
        report(tls_->handshake(), 0);
        break;
      case operation::tls_shutdown: report(tls_->shutdown(), 0); break;
      case operation::both: send_and_receive(s.size); break;
      case operation::close: report(close(), 0); break;
      case operation::abort_locally: abort(s); break;
      case operation::keepalive:
      case operation::user_timeout:
      case operation::linger:
      case operation::shutdown_send:
      case operation::shutdown_receive:
      case operation::so_error: report(*perform_at_once(s, handle()), 0); break;
    }
  }

  void abort(step const& s) {
    if (!s.during_recv) return report(*perform_at_once(s, handle()), 0);
    auto const other = abort_from_beside(handle());
    receive(1024);
  }

  void send(std::string const& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      std::size_t count = 0;
      if (error_code const ec = write_some(text.data() + sent, text.size() - sent, count))
        return report(ec, sent);
      sent += count;
      if (sent == text.size()) break;
      if (time_is_over()) return run_out(sent);
      if (error_code const ec = bound_calls()) return report(ec, sent);
    }
    report({}, sent);
  }

  error_code write_some(char const* from, std::size_t size, std::size_t& bytes) {
    if (tls_) return tls_->write(from, size, bytes);
    auto const count = ::send(socket_, from, static_cast<byte_count>(size), platform::no_signal);
    if (count < 0) return platform::last_socket_error();
    bytes = static_cast<std::size_t>(count);
    return {};
  }

  error_code read_some(char* into, std::size_t size, std::size_t& bytes) {
    if (tls_) return tls_->read(into, size, bytes);
    auto const count = ::recv(socket_, into, static_cast<byte_count>(size), 0);
    if (count < 0) return platform::last_socket_error();
    bytes = static_cast<std::size_t>(count);
    // recv(2) says EOF with 0 and no error. The other styles have a code for it, so that the four can be
    // compared.
    return count == 0 ? error_code(boost::asio::error::eof) : error_code();
  }

  void receive(std::size_t at_most) {
    std::vector<char> incoming(at_most);
    std::size_t count = 0;
    error_code const ec = read_some(incoming.data(), incoming.size(), count);
    report(ec, count);
  }

  /// Piece by piece. Each has a bound, and so have all together (policy.hpp).
  void receive_all() {
    std::vector<char> incoming(std::size_t{64} * 1024);
    std::size_t total = 0;
    for (;;) {
      std::size_t count = 0;
      if (error_code const ec = read_some(incoming.data(), incoming.size(), count)) return report(ec, total);
      total += count;
      if (time_is_over()) return run_out(total);
      if (error_code const ec = bound_calls()) return report(ec, total);
    }
  }

  /// A read and a write in progress together take two threads where every call blocks.
  void send_and_receive(std::size_t size) {
    std::string const text(size, 'x');
    observation const begun = begun_;
    error_code read_failed;
    std::size_t received = 0;
    {
      std::jthread const reader([this, &read_failed, &received] {  // joins, also where the observer throws
        std::array<char, 1024> incoming;
        read_failed = read_some(incoming.data(), incoming.size(), received);
      });
      begun_.op = operation::send;
      send(text);
    }
    begun_ = begun;
    begun_.op = operation::recv;
    call_began_ = begun.at;
    report(read_failed, received);
  }

  void await_readable() {
    error_code ec;
    bool const is_ready = platform::wait_ready(handle(), platform::readiness::readable, time_left(), ec);
    is_ready ? report(ec, 0) : give_up(0);
  }

  void await_state(tcp_state wanted) {
    while (platform::tcp_state_of(handle()) != wanted) {
      if (time_is_over()) return give_up(0);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    report({}, 0);
  }

  error_code close() {
    call_limit_ = {};
    tls_.reset();
    if (socket_ == platform::no_socket) return {};
    return platform::close_socket(std::exchange(socket_, platform::no_socket));
  }

  platform::native_socket handle() const { return static_cast<platform::native_socket>(socket_); }

  /// The next call gives up when the time of the step is over.
  error_code bound_calls() {
    call_began_ = platform::monotonic_now();
    auto const limit = std::chrono::ceil<std::chrono::milliseconds>(time_left());
    if (socket_ == platform::no_socket || limit == call_limit_) return {};
    call_limit_ = limit;
    return platform::set_blocking_deadline(socket_, limit);
  }
  std::chrono::nanoseconds elapsed() const { return platform::monotonic_now() - begun_.at; }
  std::chrono::nanoseconds time_left() const {
    return client::time_left(options_.limit, begun_.op, elapsed());
  }
  bool time_is_over() const { return time_left() == std::chrono::nanoseconds::zero(); }

  void begin(operation op) { begun_ = journal_.begin(walk_.number(), op, handle()); }
  void give_up(std::size_t bytes) { journal_.give_up(begun_, bytes, handle()); }
  void run_out(std::size_t bytes) { journal_.run_out(begun_, bytes, handle()); }
  void report(error_code const& ec, std::size_t bytes) {
    if (tls_) begun_.transport = value_of(tls_->take_transport_error());
    bool const gave_up = platform::deadline_passed(ec, platform::monotonic_now() - call_began_, call_limit_);
    gave_up ? give_up(bytes) : journal_.complete(begun_, ec, bytes, handle());
  }

  run_options const& options_;
  walk walk_;
  journal journal_;
  platform::socket_type socket_ = platform::no_socket;
  std::unique_ptr<native_tls> tls_;
  observation begun_;
  std::chrono::nanoseconds call_began_{};
  std::chrono::nanoseconds call_limit_{};
};

}  // namespace

void run_native(boost::asio::any_io_executor /*unused: every call blocks*/,
                std::shared_ptr<run_options const> options, observer watch, finished done) {
  native_run run(*options, std::move(watch));
  while (done(run.walk_through()) == then::run_again) {
  }
}

}  // namespace hangup::client
