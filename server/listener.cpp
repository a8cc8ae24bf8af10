#include "server/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace hangup::server {

namespace asio = boost::asio;
using boost::system::error_code;

listener::listener(asio::ip::tcp::acceptor& acceptor, std::chrono::nanoseconds delay, report did)
    : acceptor_(acceptor), timer_(acceptor.get_executor()), delay_(delay), did_(std::move(did)) {}

asio::awaitable<void> listener::await_connection() {
  constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
  auto const [ec] = co_await acceptor_.async_wait(asio::ip::tcp::acceptor::wait_read, as_value);
  did_("in_backlog", ec);
  if (ec || !acceptor_.is_open()) co_return;
  timer_.expires_after(delay_);
  auto const [failed] = co_await timer_.async_wait(as_value);
  did_("waited", failed);
}

void listener::close() {
  if (!acceptor_.is_open()) return;
  error_code ec;
  acceptor_.close(ec);
  timer_.cancel();
  did_("close_listener", ec);
}

}  // namespace hangup::server
