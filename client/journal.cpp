#include "client/journal.hpp"

#include <boost/asio/error.hpp>
#include <utility>

namespace hangup::client {
namespace {

at_deadline ask(operation op, std::uint64_t bytes, platform::native_socket socket) {
  awaited const event = awaited_by(op);
  if (event == awaited::nothing_of_the_socket) return at_deadline::not_asked;
  bool const is_ready = platform::is_ready(
      socket, event == awaited::readable ? platform::readiness::readable : platform::readiness::writable);
  bool const was_moving = op == operation::send && bytes != 0;  // told of room before, and perhaps just now
  if (is_ready && was_moving) return at_deadline::not_asked;
  return is_ready ? at_deadline::untold : at_deadline::silent;
}

}  // namespace

journal::journal(run_options const& options, observer watch) : watch_(std::move(watch)) {
  result_.seen.reserve(options.steps.steps.size() + 2);  // the connect, and one of the two of `both`
}

/// Where nobody is told of an observation, a step begins at the moment at which the one before ended.
observation journal::begin(std::uint32_t number, operation op, platform::native_socket socket) const {
  if (!watch_ && !result_.seen.empty()) {
    observation const& last = result_.seen.back();
    return {.step = number, .op = op, .before = last.after, .at = last.at + last.elapsed};
  }
  bool const is_open = socket != -1;
  return {.step = number,
          .op = op,
          .before = is_open ? platform::tcp_state_of(socket) : tcp_state::unavailable,
          .at = platform::monotonic_now()};
}

void journal::complete(observation begun, boost::system::error_code const& ec, std::uint64_t bytes,
                       platform::native_socket socket) {
  begun.error = value_of(ec);
  begun.bytes = bytes;
  note(begun, socket);
}

void journal::give_up(observation begun, std::uint64_t bytes, platform::native_socket socket) {
  begun.status = completion::never_completed;
  begun.found = ask(begun.op, bytes, socket);
  begun.bytes = bytes;
  note(begun, socket);
}

void journal::run_out(observation begun, std::uint64_t bytes, platform::native_socket socket) {
  begun.status = completion::never_completed;
  begun.bytes = bytes;
  note(begun, socket);
}

void journal::complete_or_give_up(step_deadline& deadline, observation begun,
                                  boost::system::error_code const& ec, std::uint64_t bytes,
                                  platform::native_socket socket) {
  // Of an operation whose socket was taken away: bad_descriptor.
  bool const is_cut = ec == boost::asio::error::operation_aborted || ec == boost::asio::error::bad_descriptor;
  bool const gave_up = deadline.disarm() && is_cut;
  gave_up ? give_up(begun, bytes, socket) : complete(begun, ec, bytes, socket);
}

void journal::skip(observation begun, platform::native_socket socket) {
  begun.status = completion::not_available;
  operation const planned = begun.op;
  for (operation const part : parts_of(planned)) {
    begun.op = part;
    note(begun, socket);
  }
}

void journal::note(observation begun, platform::native_socket socket) {
  begun.elapsed = platform::monotonic_now() - begun.at;
  begun.after = platform::tcp_state_of(socket);
  result_.seen.push_back(begun);
  if (watch_) watch_(result_.seen.back());
}

run_result const& journal::finish(boost::system::error_code const& closed) {
  result_.closed = value_of(closed);
  return result_;
}

}  // namespace hangup::client
