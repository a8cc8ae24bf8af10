// The plan with blocking socket calls: what the four recorded experiments did with Winsock, call for call.
//
// Each call is bounded by SO_RCVTIMEO and SO_SNDTIMEO (socket(7)); the recorded client had no bound and
// needed none.

#include <array>
#include <string>
#include <thread>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/run.hpp"
#include "common/platform/sockets.hpp"

namespace hangup::client {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using platform::byte_count;

class native_run {
 public:
  native_run(run_options const& options, observer watch)
      : options_(options), journal_(options, std::move(watch)) {}

  run_result walk() {
    connect();
    std::uint32_t number = 0;
    if (journal_.last_succeeded()) {
      for (step const& s : options_.steps.steps) {
        begin(++number, s.op);
        perform(s);
      }
    }
    return journal_.finish(close());
  }

 private:
  void connect() {
    begin(0, operation::connect);
    error_code ec = boost::asio::error::host_not_found;
    for (tcp::endpoint const& endpoint : options_.endpoints) {
      if (ec = connect_to(endpoint); !ec) break;
    }
    report(ec, 0);
  }

  error_code connect_to(tcp::endpoint const& endpoint) {
    if (error_code const ec = close()) return ec;  // of the endpoint before
    socket_ = ::socket(endpoint.protocol().family(), SOCK_STREAM, IPPROTO_TCP);
    if (socket_ == platform::no_socket) return platform::last_socket_error();
    if (error_code const ec = platform::set_blocking_deadline(socket_, options_.step_deadline)) return ec;
    if (::connect(socket_, endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0)
      return platform::last_socket_error();
    return {};
  }

  void perform(step const& s) {
    switch (s.op) {
      case operation::connect: break;  // no plan contains it
      case operation::wait:
        std::this_thread::sleep_for(s.duration);
        report({}, 0);
        break;
      case operation::await_readable: {
        error_code ec;
        platform::wait_ready(handle(), platform::readiness::readable, options_.step_deadline, ec)
            ? report(ec, 0)
            : give_up(0);
        break;
      }
      case operation::await_state: await_state(s.state); break;
      case operation::send: send(payload(s)); break;
      case operation::recv: receive(s.size); break;
      case operation::recv_all: receive_all(); break;
      case operation::both: send_and_receive(s.size); break;
      case operation::close: report(close(), 0); break;
      case operation::cancel:
        journal_.skip(begun_, handle());
        break;  // a blocking call has nobody to cancel it
      default: perform_call(s); break;
    }
  }

  void perform_call(step const& s) {
    if (auto const ec = perform_at_once(s, handle())) return report(*ec, 0);
    auto const other = abort_from_beside(handle());
    receive(1024);
  }

  void send(std::string const& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      auto const count = ::send(socket_, text.data() + sent, static_cast<byte_count>(text.size() - sent),
                                platform::no_signal);
      if (count < 0) return report(platform::last_socket_error(), sent);
      sent += static_cast<std::size_t>(count);
      if (elapsed() >= options_.step_deadline && sent < text.size()) return give_up(sent);
    }
    report({}, sent);
  }

  void receive(std::size_t at_most) {
    std::vector<char> incoming(at_most);
    auto const count = ::recv(socket_, incoming.data(), static_cast<byte_count>(incoming.size()), 0);
    if (count < 0) return report(platform::last_socket_error(), 0);
    // recv(2) says EOF with 0 and no error. The other styles have a code for it, so that the four can be
    // compared.
    report(count == 0 ? error_code(boost::asio::error::eof) : error_code(), static_cast<std::size_t>(count));
  }

  void receive_all() {
    std::vector<char> incoming(std::size_t{64} * 1024);
    std::size_t total = 0;
    for (;;) {
      auto const count = ::recv(socket_, incoming.data(), static_cast<byte_count>(incoming.size()), 0);
      if (count < 0) return report(platform::last_socket_error(), total);
      if (count == 0) return report(boost::asio::error::eof, total);
      total += static_cast<std::size_t>(count);
    }
  }

  /// A read and a write in progress together take two threads where every call blocks.
  void send_and_receive(std::size_t size) {
    observation const begun = begun_;
    error_code read_failed;
    std::size_t received = 0;
    std::thread reader([this, &read_failed, &received] {
      std::array<char, 1024> incoming;
      auto const count = ::recv(socket_, incoming.data(), static_cast<byte_count>(incoming.size()), 0);
      read_failed = count < 0    ? platform::last_socket_error()
                    : count == 0 ? boost::asio::error::eof
                                 : error_code();
      if (count > 0) received = static_cast<std::size_t>(count);
    });
    begun_.op = operation::send;
    send(std::string(size, 'x'));
    reader.join();
    begun_ = begun;
    begun_.op = operation::recv;
    report(read_failed, received);
  }

  void await_state(tcp_state wanted) {
    while (platform::tcp_state_of(handle()) != wanted) {
      if (elapsed() >= options_.step_deadline) return give_up(0);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    report({}, 0);
  }

  error_code close() {
    if (socket_ == platform::no_socket) return {};
    return platform::close_socket(std::exchange(socket_, platform::no_socket));
  }

  platform::native_socket handle() const { return static_cast<platform::native_socket>(socket_); }
  std::chrono::nanoseconds elapsed() const { return platform::monotonic_now() - begun_.at; }

  void begin(std::uint32_t number, operation what) { begun_ = journal_.begin(number, what, handle()); }
  void give_up(std::size_t bytes) { journal_.give_up(begun_, bytes, handle()); }
  void report(error_code const& ec, std::size_t bytes) {
    platform::deadline_passed(ec) ? give_up(bytes) : journal_.complete(begun_, ec, bytes, handle());
  }

  run_options const& options_;
  journal journal_;
  platform::socket_type socket_ = platform::no_socket;
  observation begun_;
};

}  // namespace

void run_native(boost::asio::any_io_executor /*unused: every call blocks*/,
                std::shared_ptr<run_options const> options, observer watch, finished done) {
  done(native_run(*options, std::move(watch)).walk());
}

}  // namespace hangup::client
