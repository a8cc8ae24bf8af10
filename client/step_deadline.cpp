#include "client/step_deadline.hpp"

#include <boost/asio/steady_timer.hpp>
#include <cstdint>

namespace hangup::client {

namespace asio = boost::asio;
using boost::system::error_code;

struct step_deadline::state {
  explicit state(asio::any_io_executor const& executor) : timer(executor) {}

  asio::steady_timer timer;
  asio::cancellation_signal cancel;
  std::uint64_t armed = 0;  // counts arm() and disarm(), so that a late handler knows it is late
  bool expired = false;
};

step_deadline::step_deadline(asio::any_io_executor executor, std::chrono::nanoseconds limit)
    : state_(std::make_shared<state>(executor)), limit_(limit) {}

asio::cancellation_slot step_deadline::arm() {
  state_->expired = false;
  state_->timer.expires_after(limit_);
  state_->timer.async_wait([s = state_, mine = ++state_->armed](error_code ec) {
    if (ec || s->armed != mine) return;
    s->expired = true;
    s->cancel.emit(asio::cancellation_type::terminal);
  });
  return state_->cancel.slot();
}

bool step_deadline::disarm() {
  ++state_->armed;
  state_->timer.cancel();
  return state_->expired;
}

}  // namespace hangup::client
