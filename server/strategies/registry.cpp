#include <array>

#include "server/strategies/strategies.hpp"

namespace hangup {

std::span<strategy const> all_strategies() {
  static std::array const registry = {
      close_strategy(), graceful(),        abortive(),      half_close(),   hold(),
      process_exit(),   close_then_exit(), process_abort(), process_kill(),
  };
  return registry;
}

strategy const* find_strategy(std::string_view name) {
  for (strategy const& each : all_strategies())
    if (each.about.name == name) return &each;
  return nullptr;
}

}  // namespace hangup
