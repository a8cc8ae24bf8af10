#include <array>

#include "server/strategies/strategies.hpp"

namespace hangup::server {

std::span<strategy const> all_strategies() {
  static std::array const registry = {
      close_strategy(),
      graceful(),
      lingering_close(),
      abortive(),
      unread_close(),
      linger_timeout(),
      half_close(),
      shutdown_receive(),
      hold(),
      inherited(),
      reset_mid_transfer(),
      process_exit(),
      close_then_exit(),
      process_abort(),
      process_kill(),
      freeze(),
      blackhole(),
      vanish(),
      reject(),
      refuse(),
      listener_close(),
      late_accept(),
      linger_then_destructor(),
      shutdown_then_abort(),
      unread_then_shutdown(),
  };
  return registry;
}

strategy const* find_strategy(std::string_view name) {
  for (strategy const& each : all_strategies())
    if (each.about.name == name) return &each;
  return nullptr;
}

}  // namespace hangup::server
