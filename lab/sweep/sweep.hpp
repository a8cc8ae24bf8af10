#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lab/catalogue/experiment.hpp"
#include "lab/run/conduct.hpp"

namespace hangup::lab {

/// How long the client waits at the first `wait` of its plan, or before its first step where there is none.
struct sweep_range {
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};
  bool operator==(sweep_range const&) const = default;
};

/// Reads `client-wait=0..2ms`. Throws std::invalid_argument that says what was expected.
sweep_range parse_sweep_range(std::string const& text);

struct sweep_options {
  lab::experiment const* experiment = nullptr;
  std::string style{};
  sweep_range over{};
  unsigned steps = 11;   ///< delays, `from` and `to` among them; at least 2
  unsigned runs = 1000;  ///< of each delay
  std::string_view address = "127.0.0.1";
};

/// How often one ending came.
struct share {
  std::string ends{};     ///< layered_ending()
  std::string windows{};  ///< what Windows would say to the plan's last result: `10054`
  unsigned count = 0;
};

struct sweep_point {
  std::chrono::nanoseconds wait{};
  std::vector<share> shares{};
};

struct sweep_result {
  std::vector<sweep_point> points{};
  std::string no_cell{};  ///< why it was made on the host's loopback; empty if in a cell
};

/// The delays of a sweep, evenly spread.
std::vector<std::chrono::nanoseconds> delays_of(sweep_options const& options);

/// `steps` with this wait in place of its first one, or before its first step where there is none.
plan with_wait(plan steps, std::chrono::nanoseconds wait);

/// Enters a cell if `own_network`, launches the server, and runs the plan against it, one run after the other
/// in this process. Throws `setup_error`, also when the server ends its process; `unavailable_error` where
/// the experiment needs a cell and there is none; `interrupted` on SIGINT or SIGTERM. Must be called before
/// any thread is started.
sweep_result sweep(programs const& pair, sweep_options const& options, bool own_network);

}  // namespace hangup::lab
