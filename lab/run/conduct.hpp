#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/record/event.hpp"
#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// The paired binaries, and the lab itself, beside which ours lie. Of the pair, what comes before the
/// arguments: a program, or what runs it and the program.
struct programs {
  std::filesystem::path lab;
  std::vector<std::string> server;
  std::vector<std::string> client;
};

/// hangup-server and hangup-client in the folder of the program that runs. Throws `setup_error` when they are
/// not there.
programs programs_beside(std::filesystem::path const& this_program);

/// Which run of an experiment.
struct run_of {
  lab::experiment const* experiment = nullptr;
  std::string_view style;                  ///< and its reactor, as in style_result
  bool own_network = false;                ///< this process has one: strategies that change it are allowed
  std::string_view address = "127.0.0.1";  ///< what the server listens on; IPv6 in brackets
};

/// More than a run of it may take: only a defect makes a program use that up.
std::chrono::nanoseconds time_for(experiment const& experiment);

/// Launches the server and then the client, waits for both to end, and joins what they wrote down, in order
/// of time. Throws `setup_error` when one of them does not do its part.
boost::asio::awaitable<record> conduct(programs const& pair, run_of planned);

}  // namespace hangup::lab
