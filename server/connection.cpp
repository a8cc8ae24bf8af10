#include "server/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <string>
#include <utility>
#include <vector>

#include "common/errors/error_value.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

// Without a coroutine of its own for each operation, as use_awaitable has.
constexpr auto as_value = asio::as_tuple(asio::deferred);

constexpr std::chrono::seconds longest_wait(10);  // for a peer that neither reads nor answers

std::string_view call_of(platform::process_end end) {
  switch (end) {
    case platform::process_end::exit: return "_exit";
    case platform::process_end::abort: return "abort";
    case platform::process_end::kill: return "SIGKILL";
    case platform::process_end::stop: return "SIGSTOP";
  }
  return "?";
}

}  // namespace

connection_resources::connection_resources(asio::any_io_executor const& executor, server_world outside)
    : world(std::move(outside)),
      journal(std::make_shared<server::journal>(executor, world.report)),
      closer(executor, world.blocking_close) {}

connection::connection(tcp::socket socket, std::uint64_t number, connection_resources& shared)
    : stream_(std::move(socket)), timer_(stream_.get_executor()), number_(number), shared_(shared) {}

platform::native_socket connection::native_handle() {
  return static_cast<platform::native_socket>(socket().native_handle());
}

std::uint16_t connection::local_port() {
  error_code ec;
  return socket().local_endpoint(ec).port();
}

void connection::record_action(std::string_view name, error_code const& ec, std::uint64_t bytes,
                               std::string_view detail) {
  shared_.journal->record_action(number_, name, ec, bytes, detail);
}

awaitable<bool> connection::send(std::string_view text, std::chrono::nanoseconds limit) {
  error_code ec;
  socket().non_blocking(true, ec);
  // Nearly always there is room for all of it, and then neither a timer nor another turn of the reactor is
  // needed.
  std::size_t total = ec || stream_.has_tls() ? 0 : socket().write_some(asio::buffer(text), ec);
  if (ec == asio::error::would_block) ec = {};
  bool gave_up = false;
  if (!ec && total < text.size()) {
    start_limit(limit);
    while (total < text.size() && !ec && !limit_passed_) {
      auto const [failed, bytes] =
          co_await stream_.async_write_some(asio::buffer(text.substr(total)), as_value);
      ec = failed;
      total += bytes;
    }
    gave_up = limit_passed_;
    end_limit();
  }
  record_action("sent", ec, total);
  co_return !gave_up;
}

awaitable<trigger_outcome> connection::start_tls(std::chrono::nanoseconds limit) {
  stream_.start_tls(*shared_.world.tls);
  error_code ignored;  // a close_notify that waited for an ACK would be lost by an abort behind it
  socket().set_option(tcp::no_delay(true), ignored);
  start_limit(limit);
  auto const [ec] = co_await stream_.async_handshake(tls_side::server, as_value);
  bool const gave_up = limit_passed_ && !stopped_;
  end_limit();
  record_action(gave_up ? "gave_up" : "tls_handshake", gave_up ? error_code() : ec, 0,
                gave_up ? "the TLS handshake" : "");
  if (gave_up) co_return trigger_outcome::gave_up;
  co_return ec ? trigger_outcome::client_ended : trigger_outcome::reached;
}

/// What ends TLS cannot be done where there is none: that is recorded.
bool connection::lacks_tls(std::string_view action) {
  if (stream_.has_tls()) return false;
  record_action(action, asio::error::operation_not_supported, 0, "no TLS");
  return true;
}

awaitable<void> connection::start_tls_and_stop() {
  if (shared_.world.tls == nullptr)
    co_return record_action("tls_flight", asio::error::operation_not_supported, 0, "no TLS");
  stream_.start_tls(*shared_.world.tls);
  stream_.witness().answer_reads_with({}, 1);  // after the flight, which is one write
  start_limit(longest_wait);
  auto const [ec] = co_await stream_.async_handshake(tls_side::server, as_value);
  bool const gave_up = limit_passed_;
  end_limit();
  record_action("tls_flight", ec == asio::error::operation_aborted && !gave_up ? error_code() : ec);
}

awaitable<void> connection::send_close_notify() {
  if (lacks_tls("close_notify")) co_return;
  stream_.witness().answer_reads_with({});  // else it would wait for the peer's
  start_limit(longest_wait);
  auto const [ec] = co_await stream_.async_shutdown(as_value);
  bool const gave_up = limit_passed_;
  end_limit();
  stream_.witness().answer_reads_no_more();
  record_action("close_notify", ec == asio::error::operation_aborted && !gave_up ? error_code() : ec);
}

awaitable<void> connection::exchange_close_notify() {
  co_await send_close_notify();
  if (!stream_.has_tls()) co_return;
  start_limit(longest_wait);
  std::uint64_t total = 0;
  auto const ec = co_await discard_through_tls(total);
  bool const gave_up = limit_passed_ && !stopped_;
  end_limit();
  record_action(gave_up ? "drain_limit" : "drained", gave_up ? error_code() : ec, total);
}

/// Until an error, which is EOF after the peer's close_notify, or until the limit that was started.
awaitable<error_code> connection::discard_through_tls(std::uint64_t& total) {
  error_code ec;
  while (!ec && !limit_passed_) {
    auto const [failed, bytes] = co_await stream_.async_read_some(asio::buffer(shared_.discarded), as_value);
    ec = failed;
    total += bytes;
  }
  co_return ec ? ec : error_code(asio::error::operation_aborted);
}

awaitable<void> connection::send_alert() {
  if (lacks_tls("alert")) co_return;
  // Application data (23), TLS 1.2, 32 bytes that are no ciphertext of this connection.
  stream_.witness().answer_reads_with(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, '\0'));
  start_limit(longest_wait);
  std::uint64_t total = 0;
  auto const ec = co_await discard_through_tls(total);  // what was decrypted already comes first
  end_limit();
  bool const is_ours = value_of(ec).space == code_space::asio_ssl;
  record_action("alert", is_ours ? error_code() : ec, 0, is_ours ? ec.message() : "");
}

awaitable<void> connection::send_half_record() {
  if (lacks_tls("half_record")) co_return;
  constexpr std::string_view text =
      "this is the text of a record that is cut in two: see how much of it arrives";
  stream_.witness().keep_back_after(text.size() / 2);
  start_limit(longest_wait);
  auto const [ec, bytes] = co_await stream_.async_write_some(asio::buffer(text), as_value);
  end_limit();
  record_action("half_record", ec);
}

awaitable<void> connection::send_beneath_tls(std::string_view text) {
  start_limit(longest_wait);
  auto const [ec, bytes] = co_await socket().async_write_some(asio::buffer(text), as_value);
  end_limit();
  record_action("sent_beneath_tls", ec, bytes);
}

void connection::set_linger(int seconds) {
  error_code ec;
  socket().set_option(asio::socket_base::linger(true, seconds), ec);
  record_action("set_linger", ec, 0, shared_.journal->tells() ? std::to_string(seconds) + " s" : "");
}

void connection::send_until_full() {
  std::vector<char> const block(std::size_t{64} * 1024, 'x');
  std::uint64_t total = 0;
  error_code ec;
  socket().non_blocking(true, ec);
  while (!ec)
    total += socket().write_some(asio::buffer(block), ec);
  if (ec == asio::error::would_block) ec = {};  // full, as intended
  record_action("sent", ec, total);
}

void connection::shutdown_send() {
  error_code ec;
  socket().shutdown(tcp::socket::shutdown_send, ec);
  record_action("shutdown_send", ec);
}

void connection::shutdown_receive() {
  error_code ec;
  socket().shutdown(tcp::socket::shutdown_receive, ec);
  record_action("shutdown_receive", ec);
}

void connection::close() {
  if (!socket().is_open()) return;
  error_code ec;
  socket().close(ec);
  record_action("close", ec, 0, stopped_ ? "stopped" : "");
}

awaitable<void> connection::close_in_thread() {
  error_code ec;
  socket().native_non_blocking(false, ec);  // else Winsock's close does not wait
  if (!ec) {
    auto const released = static_cast<platform::native_socket>(socket().release(ec));
    if (!ec) {
      timer_.expires_at(asio::steady_timer::time_point::max());
      shared_.closer.close(released, [weak = weak_from_this()](error_code const& closed) {
        auto const self = weak.lock();
        if (!self || self->stopped_) return;
        self->record_action("close", closed);
        self->timer_.cancel();
      });
      co_await timer_.async_wait(as_value);
      co_return;
    }
  }
  record_action("release", ec);
}

void connection::destroy_socket() {
  { tcp::socket const destroyed_here(std::move(socket())); }
  record_action("destroy", {});
}

bool connection::hold_in_child() {
  if (shared_.children == shared_.world.most_children) {
    record_action("fork", asio::error::try_again, 0,
                  "refused: " + std::to_string(shared_.children) + " children are the limit");
    return false;
  }
  auto const ec = platform::hold_in_child(native_handle());
  if (!ec) ++shared_.children;
  record_action("fork", ec);
  return !ec;
}

awaitable<void> connection::pause(std::chrono::nanoseconds duration) {
  if (stopped_) co_return;
  timer_.expires_after(duration);
  auto const [ec] = co_await timer_.async_wait(as_value);
  record_action("waited", ec);
}

awaitable<void> connection::stay_open() {
  if (stopped_) co_return;
  timer_.expires_at(asio::steady_timer::time_point::max());
  co_await timer_.async_wait(as_value);
}

awaitable<void> connection::drain(std::optional<std::chrono::nanoseconds> limit) {
  if (limit) start_limit(*limit);
  std::uint64_t total = 0;
  error_code ec;
  while (!ec && !limit_passed_) {
    auto const [failed, bytes] = co_await socket().async_read_some(asio::buffer(shared_.discarded), as_value);
    ec = failed;
    total += bytes;
  }
  bool const gave_up = limit_passed_ && !stopped_;
  end_limit();
  record_action(gave_up ? "drain_limit" : "drained", gave_up ? error_code() : ec, total);
}

void connection::end_process(platform::process_end end) {
  if (stopped_) return;
  record_action(call_of(end), {});
  shared_.journal->write_out();
  if (shared_.world.before_end) shared_.world.before_end();
  shared_.world.end_process(end);
}

void connection::stop() {
  stopped_ = true;
  close();
  timer_.cancel();
}

awaitable<arrival> connection::next_bytes(std::uint64_t most) {
  return most == 0 ? unread_bytes() : taken_bytes(most);
}

/// The bytes are left where they are: closing over them is what makes a close abortive.
awaitable<arrival> connection::unread_bytes() {
  auto const [ec] = co_await socket().async_wait(tcp::socket::wait_read, as_value);
  arrival result{.error = ec};
  if (!result.error) result.bytes = socket().available(result.error);
  if (result.error || result.bytes != 0) co_return result;
  char byte = 0;  // readable without a byte: that is the end, and a read says which
  result.bytes = socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, result.error);
  co_return result;
}

awaitable<arrival> connection::taken_bytes(std::uint64_t most) {
  auto const size = static_cast<std::size_t>(std::min<std::uint64_t>(most, shared_.discarded.size()));
  auto const [ec, bytes] =
      co_await stream_.async_read_some(asio::buffer(shared_.discarded.data(), size), as_value);
  co_return arrival{ec, bytes};
}

void connection::start_limit(std::chrono::nanoseconds limit) {
  limit_passed_ = false;
  cancel_after(limit, ++limits_);
}

/// Again and again: what is about to complete is not cancelled, and TLS goes on with the next read.
void connection::cancel_after(std::chrono::nanoseconds limit, unsigned number) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this(), number](error_code const& ec) {
    if (ec || number != self->limits_) return;
    self->limit_passed_ = true;
    error_code ignored;  // there may be nothing to cancel
    self->socket().cancel(ignored);
    self->cancel_after(std::chrono::milliseconds(10), number);
  });
}

void connection::end_limit() {
  ++limits_;
  limit_passed_ = false;
  timer_.cancel();
}

}  // namespace hangup::server
