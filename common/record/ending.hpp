#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hangup {

/// How a connection ended, seen from the client.
enum class ending : std::uint8_t {
  still_open,       ///< nothing ended it while we looked
  peer_finished,    ///< the peer's FIN, and nothing worse: EOF
  peer_reset,       ///< RST before any FIN: 10054
  reset_after_fin,  ///< we wrote to a peer that had closed, and its host answered with RST: 10053
  aborted_locally,  ///< our own host ended it: 10053, or 1236 when an overlapped operation was pending
  timed_out,        ///< unanswered data or keep-alive probes
  refused,          ///< nobody listened
  cancelled,        ///< our own cancel() or close(): 995
  own_shutdown,     ///< we used a direction that we had shut down ourselves: 10058
  not_connected,    ///< the connect was given up or could not be tried: there never was a connection
  unreachable,      ///< no way to the peer: no route, an ICMP error, a rule of our own host
  undetermined,     ///< it is over, but what was observed does not say how
};

std::string_view to_string(ending ended_as);
std::optional<ending> ending_named(std::string_view name);
std::span<ending const> all_endings();

/// One sentence for people.
std::string_view sentence(ending ended_as);

}  // namespace hangup
