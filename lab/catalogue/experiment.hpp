#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/plan/plan.hpp"
#include "common/record/ending.hpp"
#include "common/record/message_ending.hpp"
#include "common/record/tls_ending.hpp"
#include "common/record/windows_rules.hpp"
#include "lab/judge/proof.hpp"

namespace hangup::lab {

/// What was written down of a run on real Windows: WSAGetLastError() after each transfer of the plan.
struct recorded_row {
  std::vector<int> codes;
  std::string source;
};

/// What Windows is known to report at each result of the plan, for blocking calls and for overlapped
/// operations (IOCP).
struct windows_row {
  std::vector<std::string> blocking;  ///< `10054`, `blocks`, `?` where nobody has recorded it
  std::vector<std::string> overlapped;
  evidence known = evidence::inferred;
  std::string source;
  std::string disagrees{};  ///< what another source says; may be empty
};

/// What happens in the network between the two, from before the client connects (lab/run/network.hpp).
enum class network_setup : std::uint8_t {
  unchanged,
  syn_dropped,           ///< no SYN arrives, and few are sent again
  backlog_full,          ///< the listener's backlog is full already
  no_route,              ///< the client connects to an address to which there is none
  syn_host_unreachable,  ///< ICMP answers a SYN
  syn_port_unreachable,
  data_host_unreachable,  ///< ICMP answers what is sent once the connection stands
  data_port_unreachable
};

std::string_view name_of(network_setup setup);
std::span<network_setup const> all_network_setups();

/// What Asio can wait with on Linux beside epoll; it chooses when it is compiled. A row of results names one
/// behind its style: `handlers/io_uring`.
inline constexpr std::array<std::string_view, 2> other_reactors = {"io_uring", "select"};

/// `handlers` of `handlers/io_uring`.
std::string_view style_of(std::string_view row);
/// `io_uring` of `handlers/io_uring`; empty where the client is the usual one.
std::string_view reactor_of(std::string_view row);

/// What one row of results is expected to show.
struct expectation {
  std::string connect;
  std::vector<std::string> outcomes;  ///< one for each result of the plan
  ending ends = ending::still_open;
};

/// A strategy, a trigger and a plan, and what is expected of them. A row of the catalogue.
struct experiment {
  std::string name;
  std::string title;
  std::string story{};  ///< the heading it is listed under; may be empty
  std::string strategy;
  std::string when;
  std::string greeting;
  std::string answer{};      ///< what the server says in HTTP or WebSocket first; may be empty
  std::string tls{};         ///< the version that the server speaks, `1.2` or `1.3`; empty for TCP alone
  std::string tls_verify{};  ///< who verifies the other's certificate, `server` or `client`; empty for nobody
  plan steps;
  std::chrono::nanoseconds step_deadline{};  ///< ample unless expects_never(): then the lab waits so long
  unsigned races = 0;  ///< 0: the same every time; otherwise how often to run it, because both sides race
  ending ends = ending::still_open;              ///< not used for a race
  std::optional<tls_ending> tls_ends{};          ///< where the plan asks for TLS
  std::optional<message_ending> message_ends{};  ///< where it asks for HTTP or WebSocket
  std::optional<ending>
      ends_blocking{};  ///< in the blocking styles, where they cannot do all that the plan says
  std::optional<ending> ends_native{};  ///< in `native`, where OpenSSL itself does more than Asio lets it do
  std::map<std::string, std::vector<std::string>>
      expected{};  ///< style to outcomes (`ok`, `eof|never`, ...); Linux, epoll
  std::map<std::string, expectation> on_reactor{};  ///< `io_uring`: the asynchronous styles on it
  std::string known;                                ///< how the expectation is known: `measured`, ...
  std::string source;
  std::string connect =
      "ok";  ///< what the connect is expected to report; the plan does not begin where it fails
  network_setup network = network_setup::unchanged;
  bool needs_cell = false;  ///< cannot be run on the host's own loopback; so where the network is changed
  proof proved_by{};
  windows_row windows{};
  recorded_row recorded{};  ///< empty where nothing was recorded
  std::string why;
};

/// Whether a style can run it: only Beast speaks HTTP and WebSocket, so `native` does not, and its time-outs
/// are those of asynchronous operations.
bool is_for(experiment const& experiment, std::string_view row);

/// What is expected of a row of results. Precondition: is_for(experiment, row).
expectation expected_of(experiment const& experiment, std::string_view row);

/// The options of the server and of the client, as one would type them.
std::vector<std::string> server_options(experiment const& experiment);
std::vector<std::string> client_options(experiment const& experiment);
/// Of those the client's about TLS.
std::vector<std::string> client_tls_options(experiment const& experiment);

/// `unanswered over orderly over peer_finished`: from the top layer to TCP.
std::string layered_ending(std::optional<message_ending> messages, std::optional<tls_ending> tls,
                           ending transport);

/// How many results a run has: those of the plan, none where the connect is expected to fail.
std::size_t result_count(experiment const& experiment);
std::size_t result_count(plan const& steps, std::string_view connect);

/// Whether a step is expected not to complete, in any style. A race may end that way.
bool expects_never(experiment const& experiment);

/// Reads a catalogue. Throws std::invalid_argument that says in which experiment, at which member, and what
/// was expected.
std::vector<experiment> parse_catalogue(std::string_view json);

/// Reads a catalogue of several documents.
std::vector<experiment> parse_catalogue(std::span<std::string_view const> json);

/// The documents that were built in (lab/catalogue/experiments/*.json), one for each story.
std::span<std::string_view const> built_in_catalogue();
/// What `explain` says of each condition, and of each ending (lab/catalogue/explanations.json, endings.json).
std::string_view built_in_explanations();
std::string_view built_in_endings();

}  // namespace hangup::lab
