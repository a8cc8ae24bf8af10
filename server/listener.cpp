#include "server/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <utility>

namespace hangup::server {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto as_value = asio::as_tuple(asio::deferred);

listener::listener(asio::ip::tcp::acceptor& acceptor, std::chrono::nanoseconds delay,
                   std::shared_ptr<journal> journal)
    : acceptor_(acceptor), timer_(acceptor.get_executor()), delay_(delay), journal_(std::move(journal)) {}

asio::awaitable<void> listener::await_connection() {
  auto const [ec] = co_await acceptor_.async_wait(asio::ip::tcp::acceptor::wait_read, as_value);
  journal_->record_action(0, "in_backlog", ec);
  if (ec || !acceptor_.is_open()) co_return;
  journal_->record_action(0, "waited", co_await pause(delay_));
}

asio::awaitable<error_code> listener::pause(std::chrono::nanoseconds duration) {
  timer_.expires_after(duration);
  auto const [ec] = co_await timer_.async_wait(as_value);
  co_return ec;
}

void listener::close() {
  if (!acceptor_.is_open()) return;
  error_code ec;
  acceptor_.close(ec);
  timer_.cancel();
  journal_->record_action(0, "close_listener", ec);
}

}  // namespace hangup::server
