#include "client/journal.hpp"

#include <boost/asio/error.hpp>
#include <utility>

namespace hangup::client {

journal::journal(run_options const& options, observer watch) : watch_(std::move(watch)) {
  result_.seen.reserve(options.steps.steps.size() + 2);  // the connect, and one of the two of `both`
}

observation journal::begin(std::uint32_t number, operation op, platform::native_socket socket) const {
  return {
      .step = number, .op = op, .before = platform::tcp_state_of(socket), .at = platform::monotonic_now()};
}

void journal::complete(observation begun, boost::system::error_code const& ec, std::uint64_t bytes,
                       platform::native_socket socket) {
  begun.error = value_of(ec);
  begun.bytes = bytes;
  note(begun, socket);
}

void journal::give_up(observation begun, std::uint64_t bytes, platform::native_socket socket) {
  begun.status = completion::never_completed;
  begun.bytes = bytes;
  note(begun, socket);
}

void journal::complete_or_give_up(step_deadline& deadline, observation begun,
                                  boost::system::error_code const& ec, std::uint64_t bytes,
                                  platform::native_socket socket) {
  bool const gave_up = deadline.disarm() && ec == boost::asio::error::operation_aborted;
  gave_up ? give_up(begun, bytes, socket) : complete(begun, ec, bytes, socket);
}

void journal::skip(observation begun, platform::native_socket socket) {
  begun.status = completion::not_available;
  bool const is_pair = begun.op == operation::both;
  if (is_pair) begun.op = operation::recv;
  note(begun, socket);
  if (!is_pair) return;
  begun.op = operation::send;
  note(begun, socket);
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
