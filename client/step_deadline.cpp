#include "client/step_deadline.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

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
    auto const now = clock::now();
    if (now < due) return wake_at(due);
    bool const was_cancelled = std::exchange(expired, true);
    // Again until it is over: an operation of many calls may go on with the next, as the end of WebSocket
    // over TLS does.
    wake_at(now + std::chrono::milliseconds(10));
    cancel.emit(asio::cancellation_type::terminal);
    if (was_cancelled && last_resort) last_resort();
  }

  asio::steady_timer timer;
  asio::cancellation_signal cancel;
  std::function<void()> last_resort;
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

void step_deadline::set_last_resort(std::function<void()> end) {
  state_->last_resort = std::move(end);
}

bool step_deadline::disarm() {
  state_->armed = false;
  return state_->expired;
}

}  // namespace hangup::client
