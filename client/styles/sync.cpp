// The plan with Asio's blocking calls and error_code&.
//
// Asio's blocking calls know no time-out: where the kernel says EAGAIN they wait without end. So there each
// is preceded by a bounded wait for its socket to be ready, which consumes nothing: an error that is pending
// stays for the call to report. Winsock says WSAETIMEDOUT, with which they end.

#include <array>
#include <boost/asio/buffer.hpp>
#include <string>
#include <thread>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/run.hpp"
#include "common/platform/sockets.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using platform::readiness;

class sync_run {
 public:
  sync_run(asio::any_io_executor const& executor, run_options const& options, observer watch)
      : options_(options), journal_(options, std::move(watch)), socket_(executor) {}

  run_result walk() {
    connect();
    std::uint32_t number = 0;
    if (journal_.last_succeeded()) {
      for (step const& s : options_.steps.steps) {
        begun_ = journal_.begin(++number, s.op, socket_.native_handle());
        perform(s);
      }
    }
    error_code ec;
    socket_.close(ec);
    return journal_.finish(ec);
  }

 private:
  void connect() {
    begun_ = journal_.begin(0, operation::connect, socket_.native_handle());
    error_code ec = asio::error::host_not_found;
    for (tcp::endpoint const& endpoint : options_.endpoints) {
      connect_to(endpoint, ec);
      if (!ec) break;
    }
    report(ec, 0);
  }

  /// A blocking connect with a bound: started without blocking, waited for, and asked for its result.
  void connect_to(tcp::endpoint const& endpoint, error_code& ec) {
    if (socket_.is_open()) socket_.close(ec);  // of the endpoint before
    socket_.open(endpoint.protocol(), ec);
    if (!ec) socket_.non_blocking(true, ec);
    if (ec) return;
    socket_.connect(endpoint, ec);
    if (ec == asio::error::in_progress || ec == asio::error::would_block) {
      if (!ready(readiness::writable, ec)) return;
      ec = platform::take_socket_error(socket_.native_handle());
    }
    if (!ec) socket_.non_blocking(false, ec);
    if (!ec) ec = platform::set_blocking_deadline(socket_.native_handle(), options_.step_deadline);
  }

  void perform(step const& s) {
    error_code ec;
    switch (s.op) {
      case operation::connect: break;  // no plan contains it
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
      case operation::recv: {
        std::vector<char> incoming(s.size);
        std::size_t const bytes =
            may_call(readiness::readable, ec) ? socket_.read_some(asio::buffer(incoming), ec) : 0;
        report(ec, bytes);
        break;
      }
      case operation::recv_all: receive_all(); break;
      case operation::close:
        socket_.close(ec);
        report(ec, 0);
        break;
      case operation::both:  // two threads must not use one Asio socket at once
        for (operation const each : {operation::recv, operation::send}) {
          begun_.op = each;
          journal_.skip(begun_, socket_.native_handle());
        }
        break;
      case operation::cancel:
        journal_.skip(begun_, socket_.native_handle());
        break;  // who should cancel a blocking call?
      default: perform_call(s); break;
    }
  }

  void perform_call(step const& s) {
    if (auto const ec = perform_at_once(s, socket_.native_handle())) return report(*ec, 0);
    auto const other = abort_from_beside(socket_.native_handle());
    std::array<char, 1024> incoming;
    error_code ec;
    std::size_t const bytes =
        may_call(readiness::readable, ec) ? socket_.read_some(asio::buffer(incoming), ec) : 0;
    report(ec, bytes);
  }

  void receive_all() {
    std::vector<char> incoming(std::size_t{64} * 1024);
    error_code ec;
    std::uint64_t total = 0;
    while (!ec && may_call(readiness::readable, ec))
      total += socket_.read_some(asio::buffer(incoming), ec);
    report(ec, total);
  }

  void send(std::string const& text) {
    error_code ec;
    std::size_t sent = 0;
    while (!ec && sent < text.size() && may_call(readiness::writable, ec))
      sent += socket_.write_some(asio::buffer(text) + sent, ec);
    report(ec, sent);
  }

  void await_state(tcp_state wanted) {
    while (platform::tcp_state_of(socket_.native_handle()) != wanted) {
      expired_ = time_left() <= time_left().zero();
      if (expired_) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    report({}, 0);
  }

  std::chrono::nanoseconds time_left() const {
    return begun_.at + options_.step_deadline - platform::monotonic_now();
  }

  /// False when the deadline of the step passes first, or with `ec` set when waiting itself failed.
  bool ready(readiness what, error_code& ec) {
    expired_ = !platform::wait_ready(socket_.native_handle(), what, time_left(), ec);
    return !expired_ && !ec;
  }

  /// Before a transfer. Where the call itself ends at its deadline it is made at once.
  bool may_call(readiness what, error_code& ec) {
    return platform::asio_ends_at_deadline() || ready(what, ec);
  }

  void report(error_code const& ec, std::uint64_t bytes) {
    if (expired_ || (platform::asio_ends_at_deadline() && platform::deadline_passed(ec)))
      journal_.give_up(begun_, bytes, socket_.native_handle());
    else
      journal_.complete(begun_, ec, bytes, socket_.native_handle());
    expired_ = false;
  }

  run_options const& options_;
  journal journal_;
  tcp::socket socket_;
  observation begun_;
  bool expired_ = false;  // the deadline of the step that runs
};

}  // namespace

void run_sync(asio::any_io_executor executor, std::shared_ptr<run_options const> options, observer watch,
              finished done) {
  done(sync_run(executor, *options, std::move(watch)).walk());
}

}  // namespace hangup::client
