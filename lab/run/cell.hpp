#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <string>

#include "lab/run/conduct.hpp"

namespace hangup::lab {

/// How a run is to be made in a process of its own.
struct cell_options {
  bool own_network = true;        ///< false: on the host's loopback, without witnesses
  std::filesystem::path capture;  ///< the pcap file to write; may be empty
  bool locks_memory = false;      ///< the client's reactor, io_uring, does
};

/// Gives this process a network of its own, in which the programs that it starts have rights over that
/// network alone. Returns why it could not be given one; empty when it was. Must be called before any thread
/// is started.
std::string enter_cell(programs const& pair, cell_options const& options);

/// The body of `hangup-lab cell`: gives this process a network of its own, runs the pair in it with the wire
/// and the counters as witnesses, and writes the record to `out` as one line of JSON. Where the system does
/// not allow a network of one's own, it runs on the host's loopback, unless the experiment needs one: the
/// record then has no events, and the reason. Must be called before any thread is started.
void run_in_cell(programs const& pair, run_of planned, cell_options const& options, std::ostream& out);

/// Launches `lab` as a cell for one run, which may take `time`, and waits for its record. A cell and what
/// runs in it end with this process.
boost::asio::awaitable<record> conduct_in_cell(std::filesystem::path lab, std::vector<std::string> arguments,
                                               std::chrono::nanoseconds time);

}  // namespace hangup::lab
