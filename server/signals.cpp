#include "server/signals.hpp"

#include <utility>

#include "common/platform/platform.hpp"

namespace hangup::server {

using boost::system::error_code;

signals::signals(boost::asio::io_context& io, std::function<void()> stop, std::function<void()> tell)
    : exits_(io), statuses_(io), stop_(std::move(stop)), tell_(std::move(tell)) {
  for (int const number : platform::exit_signals())
    exits_.add(number);
  for (int const number : platform::status_signals())
    statuses_.add(number);
  exits_.async_wait([this](error_code const& ec, int) {
    if (ec) return;
    clear();
    stop_();
  });
  await_status();
}

void signals::await_status() {
  statuses_.async_wait([this](error_code const& ec, int) {
    if (ec) return;
    tell_();
    await_status();
  });
}

void signals::clear() {
  for (boost::asio::signal_set* const set : {&exits_, &statuses_}) {
    set->cancel();  // the wait
    set->clear();   // the handlers: back to the default effect
  }
}

}  // namespace hangup::server
