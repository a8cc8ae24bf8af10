#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/record/event.hpp"

namespace hangup::lab {

/// What must have happened for a run to count as what it claims to be, whatever code the client saw.
struct proof {
  std::vector<std::string>
      wire;  ///< in this order, with anything between: `S:FIN`, `C:data`, `S:RST`, `S:alert`
  std::vector<std::string> absent;    ///< not on the wire before the plan has ended
  std::vector<std::string> counters;  ///< kernel counters that must have grown (`TCPAbortOnData`)
  std::string server;                 ///< what the server must have reported: `read connection_reset`
  bool loss = false;                  ///< bytes that the server's send accepted must be missing at the client
};

/// Reads `S:FIN C:data S:RST`; throws std::invalid_argument.
std::vector<std::string> parse_segments(std::string_view member, std::string const& text);

/// Which of these segments, by place, are those that the proof names: the first that come in its order.
std::vector<std::size_t> proving_segments(proof const& wanted, std::vector<segment> const& seen);

/// Whether this is what the server must have reported.
bool is_proof(proof const& wanted, server_action const& action);

/// Bytes that the server's send accepted, and bytes that the client's receive calls returned.
struct transferred {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};
transferred from_server(record const& run);

/// When the client's plan had ended. What it and the server send afterwards is not the experiment's subject.
std::chrono::nanoseconds plan_end(record const& run);

/// What is missing from the proof; empty when all of it is there. The wire and the counters can only be asked
/// where the run was made in a cell.
std::optional<std::string> missing_proof(proof const& wanted, record const& run);

}  // namespace hangup::lab
