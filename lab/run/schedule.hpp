#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

#include "common/platform/cell.hpp"
#include "lab/judge/result.hpp"
#include "lab/run/conduct.hpp"

namespace hangup::lab {

/// What to run: each experiment in each style, `repeat` times (a race: as often as its catalogue row says,
/// times `repeat`).
struct schedule {
  std::vector<experiment const*> experiments;
  std::vector<std::string> styles;
  unsigned repeat = 1;
  std::string address = "127.0.0.1";              ///< what servers listen on; IPv6 in brackets
  bool cells = true;                              ///< false: on the host's loopback, without witnesses
  std::filesystem::path captures;                 ///< a folder for the pcap files; may be empty
  std::filesystem::path captures_from_results{};  ///< that folder, seen from where the results are
};

/// How many cells may run at once with what is left to this process: 96, fewer where a limit is lower, at
/// least one.
std::size_t cells_at_once(platform::spare_resources const& left);

/// Called after each run with how many are done, how many there are, and the experiment of the run that has
/// been under way for the longest time.
using progress = std::function<void(std::size_t done, std::size_t total, std::string_view longest)>;

/// Runs all of it, many at a time: an experiment spends its time waiting, not working. Results are in the
/// order of the schedule. Throws `interrupted` on SIGINT or SIGTERM, with every child ended.
std::vector<experiment_result> run_all(programs const& pair, schedule const& schedule, progress const& tell);

struct interrupted : std::runtime_error {
  interrupted() : std::runtime_error("interrupted") {}
};

}  // namespace hangup::lab
