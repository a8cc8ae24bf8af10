#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/plan/plan.hpp"
#include "common/record/ending.hpp"
#include "common/record/message_ending.hpp"
#include "common/record/observation.hpp"
#include "common/record/tls_ending.hpp"

namespace hangup::client {

/// What a connection went through, and how it ended.
struct plan_result {
  std::vector<observation> seen;  ///< the connect first, then what each step reported
  ending ended = ending::still_open;
  std::optional<tls_verdict> tls{};           ///< where the plan asks for TLS
  std::optional<message_verdict> messages{};  ///< where it asks for HTTP or WebSocket
};

/// Connects to `address`, an IPv4 or IPv6 address in numbers, and walks through the plan; returns when that
/// is over. Each step gives up after `step_deadline`. `style` is `native`, `sync`, `handlers` or
/// `coroutines`. A step `tls` verifies no certificate. Throws std::invalid_argument when there is no such
/// style or the address is none; whatever happens to the connection is in the result.
plan_result run_plan(std::string const& address, std::uint16_t port, plan steps,
                     std::chrono::nanoseconds step_deadline = std::chrono::milliseconds(500),
                     std::string_view style = "handlers");

}  // namespace hangup::client
