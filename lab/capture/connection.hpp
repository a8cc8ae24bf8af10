#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "lab/capture/frame.hpp"
#include "lab/judge/side.hpp"

namespace hangup::lab {

/// A packet's number in its capture, from 1; 0 is none.
using packet_number = std::uint32_t;

/// What in a connection is worth a look. Each is told with the packet that shows it first.
enum class oddity : std::uint8_t {
  start_missing,    ///< the capture has not its handshake
  packets_missing,  ///< acknowledged, and never captured
  retransmitted,
  syn_retransmitted,
  unanswered,   ///< sent again and again, and never acknowledged
  zero_window,  ///< a receiver without room
  keep_alive_unanswered,
  icmp_unreachable,
  data_after_fin,  ///< sent to a peer that had closed
  fin_met_by_reset,
  reset_over_data,      ///< by a host that had received bytes and not answered since
  late_reset,           ///< after both FINs
  reset_ignored,        ///< its number is not the one expected: the peer has to challenge it (RFC 5961)
  reset_of_a_stranger,  ///< it came from farther or nearer than all else of its sender
  simultaneous_close,
  tls_alert,  ///< that could be read: in TLS 1.3 most are encrypted
  last = tls_alert
};

constexpr std::size_t oddities = static_cast<std::size_t>(oddity::last) + 1;

std::string_view to_string(oddity seen);
std::string_view sentence(oddity seen);

/// What one side of a connection sent. Sequence numbers as on the wire.
struct sender {
  std::uint32_t first = 0;         ///< of its SYN, or the first that was captured
  std::uint32_t next = 0;          ///< behind the highest it sent
  std::uint32_t acknowledged = 0;  ///< the highest that its peer acknowledged
  bool is_known = false;           ///< something of it was captured
  bool has_acknowledgement = false;
  std::uint8_t hops_left = 0;
  std::uint16_t last_ip_id = 0;
  std::uint32_t packets = 0;
  std::uint32_t in_vain = 0;  ///< the same bytes sent again since the last acknowledgement
  std::uint32_t keep_alives_in_vain = 0;
  std::uint64_t bytes = 0;  ///< of payload, each once
  std::uint64_t bytes_after_peer_fin = 0;
  packet_number syn = 0, fin = 0, last_data = 0, last_in_vain = 0;
};

/// What is kept of a connection while its packets pass: some 400 bytes, whatever was sent. The client is who
/// sent the first SYN, or else has the higher port.
struct connection {
  std::array<endpoint, 2> ends{};
  std::array<sender, 2> senders{};
  std::array<packet_number, oddities> odd{};  ///< the first packet of each; 0 where there was none
  std::array<side, oddities> odd_of{};        ///< whose it was
  std::chrono::nanoseconds begun{}, ended{};  ///< its first and last packet, since the epoch
  packet_number first = 0, last = 0;
  packet_number established = 0;  ///< the packet that completed the handshake; 1 where its start is missing
  packet_number reset = 0;        ///< the first that counts
  side reset_by = side::client;
  bool reset_after_own_fin = false;   ///< its sender had sent a FIN before
  bool reset_after_peer_fin = false;  ///< it had received one
  bool reset_answers_data = false;    ///< it came upon bytes sent after its sender's FIN
  bool icmp_refused = false;
  packet_number icmp = 0;
  side icmp_told = side::client;  ///< who sent what could not be delivered

  sender const& of(side one) const { return senders[static_cast<std::size_t>(one)]; }
  sender& of(side one) { return senders[static_cast<std::size_t>(one)]; }
  bool has(oddity seen) const { return odd[static_cast<std::size_t>(seen)] != 0; }
  bool both_finished() const;
};

struct stamped {
  std::chrono::nanoseconds at{};
  packet_number number = 0;
};

/// Whether this packet begins another connection between the same two ends, after what is known of `before`.
bool begins_anew(connection const& before, tcp_packet const& packet, side from);

/// Takes the next packet of a connection into account. Packets may come out of order, twice, or not at all.
void add(connection& to, tcp_packet const& packet, side from, stamped when);
void add(connection& to, unreachable_notice const& notice, side from, stamped when);

/// What was still unanswered when the capture ended. Once, after its last packet.
void note_what_was_in_vain(connection& in);

}  // namespace hangup::lab
