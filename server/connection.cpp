#include "server/connection.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace hangup::server {

namespace asio = boost::asio;
using boost::system::error_code;

connection::connection(asio::ip::tcp::socket socket, std::uint64_t number, server_world const& world)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), number_(number), world_(world) {}

void connection::did(std::string call, error_code const& ec, std::uint64_t bytes, std::string detail) {
  if (noted_.empty()) asio::post(socket_.get_executor(), [self = shared_from_this()] { self->write_out(); });
  noted_.push_back({platform::monotonic_now(), server_action{.connection = number_,
                                                             .name = std::move(call),
                                                             .error = value_of(ec),
                                                             .bytes = bytes,
                                                             .detail = std::move(detail)}});
}

void connection::set_linger(int seconds) {
  error_code ec;
  socket_.set_option(asio::socket_base::linger(true, seconds), ec);
  did("set_linger", ec, 0, std::to_string(seconds) + " s");
}

void connection::send_until_full() {
  std::vector<char> const block(std::size_t{64} * 1024, 'x');
  std::uint64_t total = 0;
  error_code ec;
  socket_.non_blocking(true, ec);
  while (!ec)
    total += socket_.write_some(asio::buffer(block), ec);
  if (ec == asio::error::would_block) ec = {};  // full, as intended
  did("sent", ec, total);
}

void connection::shutdown_send() {
  error_code ec;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  did("shutdown_send", ec);
}

void connection::close() {
  if (!socket_.is_open()) return;
  error_code ec;
  socket_.close(ec);
  did("close", ec);
}

void connection::stop() {
  stopped_ = true;
  close();
  timer_.cancel();
}

asio::awaitable<void> connection::pause(std::chrono::nanoseconds duration) {
  if (stopped_) co_return;
  timer_.expires_after(duration);
  auto const [ec] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  did("waited", ec);
}

asio::awaitable<void> connection::drain(std::chrono::nanoseconds limit) {
  using namespace asio::experimental::awaitable_operators;
  timer_.expires_after(limit);
  std::array<char, std::size_t{16} * 1024> discarded;
  std::uint64_t total = 0;
  error_code ec;
  auto const read_all = [&]() -> asio::awaitable<void> {
    while (!ec) {
      auto const [failed, bytes] =
          co_await socket_.async_read_some(asio::buffer(discarded), asio::as_tuple(asio::use_awaitable));
      ec = failed;
      total += bytes;
    }
  };
  auto const first = co_await (read_all() || timer_.async_wait(asio::as_tuple(asio::use_awaitable)));
  did(first.index() == 0 ? "drained" : "drain_limit", ec, total);
}

void connection::end_process(platform::process_end how) {
  static constexpr std::array calls = {"_exit", "abort", "SIGKILL", "SIGSTOP"};
  did(calls[static_cast<std::size_t>(how)], {});
  write_out();
  if (world_.before_end) world_.before_end();
  world_.end_process(how);
}

void connection::write_out() {
  for (event const& each : std::exchange(noted_, {}))
    world_.report(each);
}

}  // namespace hangup::server
