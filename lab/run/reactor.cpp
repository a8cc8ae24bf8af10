#include "lab/run/reactor.hpp"

#include "common/errors/error_value.hpp"
#include "common/platform/platform.hpp"

namespace hangup::lab {

programs with_reactor(programs pair, std::string_view reactor) {
  if (!reactor.empty())
    pair.client = {(pair.lab.parent_path() / ("hangup-client-" + std::string(reactor))).string()};
  return pair;
}

bool has_rings(std::string_view row) {
  return reactor_of(row) == "io_uring";
}

std::string why_no_reactor(programs const& pair, std::string_view reactor) {
  if (reactor.empty()) return {};
  std::filesystem::path const client = with_reactor(pair, reactor).client.front();
  if (!std::filesystem::exists(client))
    return client.filename().string() + " is not beside the lab; 'scripts/lab run --reactor' builds it";
  auto const refused = reactor == "io_uring" ? platform::try_io_uring() : boost::system::error_code();
  return refused ? "io_uring_setup: " + describe(value_of(refused)) : std::string();
}

}  // namespace hangup::lab
