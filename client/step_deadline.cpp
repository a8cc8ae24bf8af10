#include "client/step_deadline.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace hangup::client {

namespace asio = boost::asio;
using boost::system::error_code;
using clock = asio::steady_timer::clock_type;

struct step_deadline::state : std::enable_shared_from_this<state> {
  explicit state(asio::any_io_executor const& executor) : timer(executor) {}

  /// Setting the timer anew cancels the wait before, whose handler is then told so.
  void wake_at(clock::time_point moment) {
    waiting = true;
    timer.expires_at(moment);
    timer.async_wait([self = shared_from_this(), moment](error_code ec) {
      if (!ec && self->timer.expiry() == moment) self->wake();
    });
  }

  void wake() {
    waiting = false;
    if (!armed) return;
    if (clock::now() < due) return wake_at(due);
    armed = false;
    expired = true;
    cancel.emit(asio::cancellation_type::terminal);
  }

  asio::steady_timer timer;
  asio::cancellation_signal cancel;
  clock::time_point due;  // of the operation that runs
  bool waiting = false;   // the timer runs
  bool armed = false;     // an operation runs
  bool expired = false;   // its time has run out
};

step_deadline::step_deadline(asio::any_io_executor executor)
    : state_(std::make_shared<state>(std::move(executor))) {}

step_deadline::~step_deadline() {
  state_->armed = false;
  state_->timer.cancel();
}

asio::cancellation_slot step_deadline::arm(std::chrono::nanoseconds limit) {
  auto const now = clock::now();
  state_->due = now + std::min<clock::duration>(limit, clock::time_point::max() - now);
  state_->expired = false;
  state_->armed = true;
  if (!state_->waiting || state_->due < state_->timer.expiry()) state_->wake_at(state_->due);
  return state_->cancel.slot();
}

bool step_deadline::disarm() {
  state_->armed = false;
  return state_->expired;
}

}  // namespace hangup::client
