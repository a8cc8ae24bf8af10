#include <array>

#include "server/strategies/strategies.hpp"

namespace hangup::server {

std::span<strategy const> all_strategies() {
  static std::array const registry = {
      strategies::close,
      strategies::graceful,
      strategies::lingering_close,
      strategies::abortive,
      strategies::unread_close,
      strategies::linger_timeout,
      strategies::half_close,
      strategies::shutdown_receive,
      strategies::hold,
      strategies::inherited,
      strategies::reset_mid_transfer,
      strategies::process_exit,
      strategies::close_then_exit,
      strategies::process_abort,
      strategies::process_kill,
      strategies::freeze,
      strategies::blackhole,
      strategies::vanish,
      strategies::reject,
      strategies::refuse,
      strategies::listener_close,
      strategies::late_accept,
      strategies::linger_then_destructor,
      strategies::shutdown_then_abort,
      strategies::unread_then_shutdown,
      strategies::close_notify,
      strategies::tls_graceful,
      strategies::close_notify_and_hold,
      strategies::close_notify_then_abort,
      strategies::tls_alert,
      strategies::half_record,
      strategies::cut_handshake,
      strategies::plain_text,
  };
  return registry;
}

strategy const* find_strategy(std::string_view name) {
  for (strategy const& known : all_strategies())
    if (known.about.name == name) return &known;
  return nullptr;
}

}  // namespace hangup::server
