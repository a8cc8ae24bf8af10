#include "lab/capture/connection.hpp"

#include <algorithm>

#include "common/text/enum_names.hpp"

namespace hangup::lab {
namespace {

constexpr enum_names<oddity::last> names{
    "start_missing",  "packets_missing",     "retransmitted",         "syn_retransmitted",
    "unanswered",     "zero_window",         "keep_alive_unanswered", "icmp_unreachable",
    "data_after_fin", "fin_met_by_reset",    "reset_over_data",       "late_reset",
    "reset_ignored",  "reset_of_a_stranger", "simultaneous_close",    "tls_alert"};

/// How far `a` is behind `b`, modulo 2^32 (RFC 9293, section 3.4).
std::int32_t distance(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}

void note(connection& in, oddity seen, side of, packet_number number) {
  auto const index = static_cast<std::size_t>(seen);
  if (in.odd[index] != 0) return;
  in.odd[index] = number;
  in.odd_of[index] = of;
}

void note_start(connection& in, tcp_packet const& packet, side from, packet_number number) {
  sender& us = in.of(from);
  if (us.is_known && !packet.syn) return;
  if (!us.is_known) {
    us.is_known = true;
    us.first = us.next = us.acknowledged = packet.sequence;
    us.hops_left = packet.hops_left;
  }
  if (packet.syn) {
    if (us.syn != 0) note(in, oddity::syn_retransmitted, from, number);
    if (us.syn == 0) us.syn = number;
  }
}

/// A keep-alive repeats the last byte that was acknowledged, or has none (RFC 9293, section 3.8.4).
bool is_keep_alive(sender const& us, tcp_packet const& packet) {
  return packet.bytes <= 1 && !packet.syn && !packet.fin && !packet.rst && us.packets > 0 &&
         packet.sequence + 1 == us.next && us.acknowledged == us.next;
}

/// The bytes, SYN and FIN that this packet carries for the first time.
void note_sent(connection& in, tcp_packet const& packet, side from, stamped when) {
  sender& us = in.of(from);
  if (is_keep_alive(us, packet)) {
    ++us.keep_alives_in_vain;
    us.last_in_vain = when.number;
    return;
  }
  std::uint32_t const length = packet.bytes + (packet.syn ? 1 : 0) + (packet.fin ? 1 : 0);
  if (length == 0 || packet.rst) return;
  std::uint32_t const end = packet.sequence + length;
  if (distance(end, us.next) <= 0) {
    ++us.in_vain;
    us.last_in_vain = when.number;
    if (!packet.syn) note(in, oddity::retransmitted, from, when.number);
    return;
  }
  // Of a packet that overlaps, or comes after a gap, what is new: a gap is filled by what counts as sent
  // again.
  std::uint32_t const gap = distance(packet.sequence, us.next) > 0 ? packet.sequence - us.next : 0;
  std::uint32_t const is_new = end - us.next - gap;
  std::uint32_t const payload = std::min(is_new, packet.bytes);
  us.bytes += payload;
  us.next = end;
  if (payload != 0) {
    us.last_data = when.number;
    if (in.of(other(from)).fin != 0) {
      us.bytes_after_peer_fin += payload;
      note(in, oddity::data_after_fin, from, when.number);
    }
  }
  if (packet.fin && us.fin == 0) us.fin = when.number;
}

void note_acknowledged(connection& in, tcp_packet const& packet, side from, packet_number number) {
  if (!packet.ack || packet.rst) return;
  sender& peer = in.of(other(from));
  if (!peer.is_known) return;
  if (distance(packet.acknowledges, peer.next) > 0) {
    note(in, oddity::packets_missing, other(from), number);
    peer.next = packet.acknowledges;
  }
  if (!peer.has_acknowledgement || distance(packet.acknowledges, peer.acknowledged) > 0) {
    peer.acknowledged = packet.acknowledges;
    peer.has_acknowledgement = true;
    peer.in_vain = 0;
  }
  peer.keep_alives_in_vain = 0;
  bool const completes = in.of(side::client).syn != 0 && in.of(side::server).syn != 0 && !packet.syn;
  if (in.established == 0 && completes) in.established = number;
}

bool acknowledged_whole(connection const& in, side of) {
  sender const& one = in.of(of);
  return one.has_acknowledgement && distance(one.acknowledged, one.next) >= 0;
}

/// RFC 5961, section 3.2: a reset counts where its number is the next one expected. One that answers a SYN,
/// or a packet for nobody, has the number that was acknowledged (RFC 9293, section 3.5.2).
bool is_expected(connection const& in, tcp_packet const& packet, side from) {
  sender const& us = in.of(from);
  sender const& peer = in.of(other(from));
  if (!us.is_known || us.packets == 0) return true;  // nothing was captured that it could be held against
  if (distance(packet.sequence, us.next) == 0) return true;
  if (us.has_acknowledgement && distance(packet.sequence, us.acknowledged) == 0) return true;
  // Behind what was captured: of bytes that were lost on the way, or never sent.
  bool const is_near =
      distance(packet.sequence, us.first) >= 0 && distance(packet.sequence, us.next) < 0x10000;
  return is_near && peer.is_known;
}

void note_reset(connection& in, tcp_packet const& packet, side from, packet_number number) {
  sender const& us = in.of(from);
  sender const& peer = in.of(other(from));
  if (us.is_known && us.hops_left != packet.hops_left) note(in, oddity::reset_of_a_stranger, from, number);
  if (!is_expected(in, packet, from)) {
    note(in, oddity::reset_ignored, from, number);
    return;
  }
  if (in.reset != 0) return;
  if (in.both_finished()) {
    note(in, oddity::late_reset, from, number);
    return;
  }
  in.reset = number;
  in.reset_by = from;
  in.reset_after_own_fin = us.fin != 0;
  in.reset_after_peer_fin = peer.fin != 0;
  in.reset_answers_data = us.fin != 0 && peer.bytes_after_peer_fin != 0;
  if (us.fin == 0 && peer.fin != 0 && peer.fin > us.last_data)
    note(in, oddity::fin_met_by_reset, from, number);
  if (us.fin == 0 && peer.last_data > us.last_data) note(in, oddity::reset_over_data, from, number);
}

}  // namespace

std::string_view to_string(oddity seen) {
  return name_in(names, seen);
}

std::string_view sentence(oddity seen) {
  switch (seen) {
    case oddity::start_missing: return "its handshake was not captured";
    case oddity::packets_missing:
      return "the peer acknowledged what was not captured: packets are missing here";
    case oddity::retransmitted: return "sent again";
    case oddity::syn_retransmitted: return "the SYN was sent again";
    case oddity::unanswered: return "sent again and again, and never acknowledged";
    case oddity::zero_window: return "its receive window was full: its program did not read";
    case oddity::keep_alive_unanswered: return "its keep-alive probes were not answered";
    case oddity::icmp_unreachable: return "ICMP says that what it sent could not be delivered";
    case oddity::data_after_fin: return "sent data to a peer that had closed its side";
    case oddity::fin_met_by_reset: return "answered a FIN with a reset";
    case oddity::reset_over_data:
      return "reset with bytes received and none sent since: closed with bytes unread, or aborted in place "
             "of an "
             "answer";
    case oddity::late_reset: return "a reset after both FINs: it changes nothing";
    case oddity::reset_ignored:
      return "a reset whose number was not the expected one: its receiver ignores it";
    case oddity::reset_of_a_stranger:
      return "the reset has another time to live than all else from there: a middlebox may have sent it";
    case oddity::simultaneous_close: return "both sides closed at the same time";
    case oddity::tls_alert: return "a TLS alert";
  }
  return "?";
}

bool connection::both_finished() const {
  return of(side::client).fin != 0 && of(side::server).fin != 0;
}

bool begins_anew(connection const& before, tcp_packet const& packet, side from) {
  if (!packet.syn || packet.ack) return false;
  sender const& us = before.of(from);
  bool const is_over = before.reset != 0 || before.both_finished() || before.established != 0;
  return is_over && !(us.syn != 0 && us.first == packet.sequence);
}

void note_what_was_in_vain(connection& in) {
  for (side const one : {side::client, side::server}) {
    sender const& us = in.of(one);
    if (us.keep_alives_in_vain >= 2) note(in, oddity::keep_alive_unanswered, one, us.last_in_vain);
    if (in.established != 0 && us.in_vain >= 2 && !acknowledged_whole(in, one))
      note(in, oddity::unanswered, one, us.last_in_vain);
  }
}

void add(connection& to, tcp_packet const& packet, side from, stamped when) {
  sender& us = to.of(from);
  // A packet that was captured at two interfaces.
  bool const is_twice = packet.ip_id != 0 && packet.ip_id == us.last_ip_id && !packet.rst && us.is_known &&
                        distance(packet.sequence + packet.bytes, us.next) <= 0;
  us.last_ip_id = packet.ip_id;
  if (to.first == 0) {
    to.first = when.number;
    to.begun = when.at;
    if (!packet.syn && !packet.rst) {
      to.established = when.number;
      note(to, oddity::start_missing, from, when.number);
    }
  }
  to.last = when.number;
  to.ended = std::max(to.ended, when.at);
  if (is_twice) return;
  if (packet.rst) note_reset(to, packet, from, when.number);
  note_start(to, packet, from, when.number);
  bool const met = to.of(other(from)).fin != 0;
  note_sent(to, packet, from, when);
  note_acknowledged(to, packet, from, when.number);
  if (packet.fin && met && us.fin == when.number && !acknowledged_whole(to, other(from)))
    note(to, oddity::simultaneous_close, from, when.number);
  if (packet.tls == tls_record::alert) note(to, oddity::tls_alert, from, when.number);
  if (packet.window == 0 && !packet.syn && !packet.rst && !packet.fin)
    note(to, oddity::zero_window, from, when.number);
  ++us.packets;
}

void add(connection& to, unreachable_notice const& notice, side from, stamped when) {
  to.last = when.number;
  to.ended = std::max(to.ended, when.at);
  note(to, oddity::icmp_unreachable, from, when.number);
  if (to.icmp != 0) return;
  to.icmp = when.number;
  to.icmp_told = from;
  to.icmp_refused = notice.refused;
}

}  // namespace hangup::lab
