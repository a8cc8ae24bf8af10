#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/record/observation.hpp"

namespace hangup {

/// Something the server did. `name` is that of a call (`close`) or of a change (`listening`, `accepted`).
struct server_action {
  std::uint64_t connection = 0;  ///< counts from 1; 0 for the server itself
  std::string name{};
  error_value error{};
  std::uint64_t bytes = 0;
  std::string detail{};  ///< an address, a strategy, ...; may be empty
  bool operator==(server_action const&) const = default;
};

/// The type of a TLS record, as it can be read without a key (RFC 8446, section 5.1). In TLS 1.3 an encrypted
/// alert looks like data.
enum class tls_record : std::uint8_t { none, change_cipher_spec, alert, handshake, data };

std::string_view to_string(tls_record type);
std::optional<tls_record> tls_record_named(std::string_view name);

/// Where a segment lies in the two streams of its connection.
struct tcp_numbers {
  std::uint32_t sequence = 0;                   ///< counted from the first that was seen of its sender
  std::optional<std::uint32_t> acknowledges{};  ///< counted likewise of the other side; empty without ACK
  std::uint32_t window = 0;                     ///< in bytes, where the SYNs were seen
  bool operator==(tcp_numbers const&) const = default;
};

/// A TCP segment on the wire. Segments that only acknowledge are not noted.
struct segment {
  bool from_server = false;
  bool syn = false;
  bool fin = false;
  bool rst = false;
  std::uint32_t bytes = 0;               ///< of payload
  tls_record tls = tls_record::none;     ///< with which the payload begins
  std::optional<tcp_numbers> numbers{};  ///< empty where they were not written down
  bool operator==(segment const&) const = default;
};

/// `S:FIN`, `C:14B`, `S:4096B+FIN`, `S:7B(alert)`.
std::string to_string(segment const& s);

/// Anything with a time stamp in a run.
struct event {
  std::chrono::nanoseconds at{};  ///< on the clock of platform::monotonic_now(), which both sides share
  std::variant<server_action, observation, segment> body;
  std::uint64_t run = 0;  ///< the client's run it belongs to, from 1 in each process; 0 where none is known
  bool operator==(event const&) const = default;
};

/// Everything that happened in one run, both sides joined and in order of time.
struct record {
  std::string experiment;
  std::string style;
  std::vector<event> events{};
  bool in_cell = false;   ///< it had a network of its own, with the wire and the counters as witnesses
  std::string no_cell{};  ///< why not
  std::map<std::string, std::int64_t> counters{};  ///< what the run added to each counter of its network
  std::uint64_t run = 0;  ///< which of the runs of this experiment in this style, from 1; 0 where not known
  std::string server_exit{};  ///< how its process ended, `was killed by signal 6 (SIGABRT)`
  std::string capture{};      ///< the pcap file of its wire, seen from the folder of the results; or empty
  bool operator==(record const&) const = default;
};

std::vector<observation> observations_of(record const& run);
std::vector<segment> segments_of(record const& run);

}  // namespace hangup
