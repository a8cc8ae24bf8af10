#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "common/plan/plan.hpp"

namespace hangup::client {

/// How long the steps of a plan may take.
struct limits {
  /// For each operation, and for the connect: over all addresses together, with the look-up of the name.
  std::chrono::nanoseconds operation = std::chrono::milliseconds(500);
  /// What the look-up of the name has taken of the connect's time already.
  std::chrono::nanoseconds looked_up_for{};
};

/// A step that reads piece by piece has `limits::operation` for each piece, and this many times that for all
/// of them: a peer that sends a byte now and then, or without end, must not keep the client for ever.
inline constexpr int pieces_in_time = 10;

/// How much longer a step may take that has taken `spent`: the bound of its next call. Zero when it is over.
std::chrono::nanoseconds time_left(limits const& given, operation op, std::chrono::nanoseconds spent);

/// What a step of this kind waits for, and so what to ask the socket when it never completes.
enum class awaited : std::uint8_t { nothing_of_the_socket, readable, writable };
awaited awaited_by(operation op);

/// What not every API can do.
struct abilities {
  bool cancels_reads = false;        ///< there is somebody to cancel a read that is pending
  bool reads_while_writing = false;  ///< a read and a write may be pending together
  bool speaks_messages = false;      ///< HTTP and WebSocket, for which there is Beast
  bool expires = false;              ///< Beast's time-outs, which are those of asynchronous operations
};

/// Those of Asio's asynchronous operations.
inline constexpr abilities all_abilities = {
    .cancels_reads = true, .reads_while_writing = true, .speaks_messages = true, .expires = true};

bool is_available(operation op, abilities const& able);

/// The order of a run, the same in every style: the connect first; the plan only over a connection; then
/// every step, whatever the one before it reported, because what the next call says is part of the
/// experiment.
class walk {
 public:
  walk(plan const& steps, abilities able) : steps_(steps), able_(able) {}

  /// Back to before the connect.
  void restart() { number_ = 0; }

  /// The first step after the connect, or none if that failed.
  step const* first(bool connected);
  /// The next step, or none at the end of the plan.
  step const* next();

  /// Of the step that runs, from 1; 0 is the connect.
  std::uint32_t number() const { return number_; }
  /// Whether this style can do `s`.
  bool can_do(step const& s) const { return is_available(s.op, able_); }

 private:
  plan const& steps_;
  abilities able_;
  std::uint32_t number_ = 0;
};

}  // namespace hangup::client
