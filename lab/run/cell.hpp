#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "lab/run/conduct.hpp"

namespace hangup::lab {

/// How a run is to be made in a process of its own.
struct cell_options {
  bool own_network = true;          ///< false: on the host's loopback, without witnesses
  std::filesystem::path capture{};  ///< the pcap file to write; may be empty
};

/// Gives this process a network of its own, in which the programs that it starts have rights over that
/// network alone, and over what the client of `row` needs. Returns why it could not be given one, as where
/// `own_network` is false; empty when it was. Must be called before any thread is started.
std::string enter_cell(programs const& pair, bool own_network, std::string_view row);

/// Runs the pair in a process with a network of its own (a copy of this one), with the wire and the counters
/// as witnesses. Where the system does not allow a network of one's own, it runs on the host's loopback,
/// unless the experiment needs one: the record then has no events, and the reason. Must be called while this
/// process has one thread, and what `planned` points to must outlive it. A cell and what runs in
/// it end with this process.
boost::asio::awaitable<record> conduct_in_cell(programs pair, run_of planned, cell_options options);

}  // namespace hangup::lab
