#include "lab/capture/frame.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace hangup::lab {
namespace {

using bytes = std::span<unsigned char const>;

constexpr unsigned tcp = 6, icmp = 1, icmp_v6 = 58;
constexpr unsigned ipv4_type = 0x0800, ipv6_type = 0x86dd;
constexpr unsigned vlan_type = 0x8100, provider_vlan_type = 0x88a8;

/// The 16 bits at `at`; 0 where they were not kept.
unsigned read_16(bytes from, std::size_t at) {
  if (from.size() < at + 2) return 0;
  return static_cast<unsigned>(from[at] << 8U | from[at + 1]);
}

std::uint32_t read_32(bytes from, std::size_t at) {
  return static_cast<std::uint32_t>(read_16(from, at)) << 16U | read_16(from, at + 2);
}

bytes behind(bytes from, std::size_t size) {
  return from.subspan(std::min(size, from.size()));
}

/// Behind an EtherType: VLAN tags (IEEE 802.1Q) are stepped over, as many as there are.
bytes behind_ether_type(bytes from, std::size_t at) {
  while (read_16(from, at) == vlan_type || read_16(from, at) == provider_vlan_type)
    at += 4;
  unsigned const type = read_16(from, at);
  return type == ipv4_type || type == ipv6_type ? behind(from, at + 2) : bytes{};
}

/// The IP packet in a frame (the layouts: tcpdump.org/linktypes.html); empty where there is none.
bytes ip_packet_in(link_type link, bytes frame) {
  switch (link) {
    case link_type::ethernet: return behind_ether_type(frame, 12);
    case link_type::linux_cooked: return behind_ether_type(frame, 14);
    case link_type::linux_cooked_2:
      return read_16(frame, 0) == ipv4_type || read_16(frame, 0) == ipv6_type ? behind(frame, 20) : bytes{};
    case link_type::null:
    case link_type::loop: return behind(frame, 4);
    case link_type::raw:
    case link_type::ipv4:
    case link_type::ipv6: return frame;
  }
  return {};
}

struct ip_packet {
  endpoint from, to;  // without ports
  unsigned protocol = 0;
  bytes payload;         // as much as was kept
  std::size_t size = 0;  // of the whole payload
  std::uint8_t hops_left = 0;
  std::uint16_t id = 0;
};

endpoint mapped(bytes address) {
  endpoint made;
  made.address[10] = made.address[11] = 0xff;
  std::ranges::copy(address, made.address.begin() + 12);
  return made;
}

/// RFC 791. Only the first fragment has the header of what it carries. A packet above 64 KiB that was never
/// cut into segments (GSO) has a length of 0.
std::optional<ip_packet> read_ipv4(bytes packet, std::size_t on_the_wire) {
  constexpr std::size_t smallest = 20;
  if (packet.size() < smallest) return std::nullopt;
  std::size_t const header = std::size_t{4} * (packet[0] & 0x0fU);
  std::size_t total = read_16(packet, 2);
  if (total == 0) total = on_the_wire;
  bool const is_first = (read_16(packet, 6) & 0x1fffU) == 0;
  if (header < smallest || header > packet.size() || total < header || !is_first) return std::nullopt;
  bytes const kept = packet.first(std::min(packet.size(), total));
  return ip_packet{.from = mapped(packet.subspan(12, 4)),
                   .to = mapped(packet.subspan(16, 4)),
                   .protocol = packet[9],
                   .payload = behind(kept, header),
                   .size = total - header,
                   .hops_left = packet[8],
                   .id = static_cast<std::uint16_t>(read_16(packet, 4))};
}

/// RFC 8200, with the extension headers of its section 4 stepped over.
std::optional<ip_packet> read_ipv6(bytes packet, std::size_t on_the_wire) {
  constexpr std::size_t header = 40;
  constexpr unsigned hop_by_hop = 0, routing = 43, fragment = 44, destination = 60;
  if (packet.size() < header) return std::nullopt;
  std::size_t size = read_16(packet, 4);
  if (size == 0) size = on_the_wire < header ? 0 : on_the_wire - header;
  ip_packet read{
      .from = {}, .to = {}, .protocol = packet[6], .payload = {}, .size = size, .hops_left = packet[7]};
  std::ranges::copy(packet.subspan(8, 16), read.from.address.begin());
  std::ranges::copy(packet.subspan(24, 16), read.to.address.begin());
  read.payload = packet.subspan(header, std::min(packet.size() - header, size));
  while (read.protocol == hop_by_hop || read.protocol == routing || read.protocol == destination ||
         read.protocol == fragment) {
    if (read.payload.size() < 8) return std::nullopt;
    bool const is_later = read.protocol == fragment && (read_16(read.payload, 2) & 0xfff8U) != 0;
    std::size_t const length = read.protocol == fragment ? 8 : std::size_t{8} * (read.payload[1] + 1U);
    if (is_later || length > read.size) return std::nullopt;
    read.protocol = read.payload[0];
    read.payload = behind(read.payload, length);
    read.size -= length;
  }
  return read;
}

std::optional<ip_packet> read_ip(bytes packet, std::size_t on_the_wire) {
  if (packet.empty()) return std::nullopt;
  switch (packet[0] >> 4U) {
    case 4: return read_ipv4(packet, on_the_wire);
    case 6: return read_ipv6(packet, on_the_wire);
    default: return std::nullopt;
  }
}

/// The window scale among the options of a SYN (RFC 7323, section 2.2).
std::optional<std::uint8_t> window_scale_in(bytes options) {
  constexpr unsigned end = 0, no_operation = 1, window_scale = 3, most = 14;
  for (std::size_t at = 0; at < options.size();) {
    unsigned const kind = options[at];
    if (kind == end) break;
    if (kind == no_operation) {
      ++at;
      continue;
    }
    if (at + 1 >= options.size() || options[at + 1] < 2) break;
    if (kind == window_scale && at + 2 < options.size())
      return static_cast<std::uint8_t>(std::min<unsigned>(options[at + 2], most));
    at += options[at + 1];
  }
  return std::nullopt;
}

/// RFC 8446, section 5.1: type, version 3.x, length. Anything else is no record, or the middle of one.
tls_record read_record(bytes payload) {
  constexpr std::size_t longest = (1U << 14U) + 2048;  // of TLS 1.2; those of TLS 1.3 are shorter
  if (payload.size() < 5 || payload[1] != 3 || payload[2] > 4 || read_16(payload, 3) > longest)
    return tls_record::none;
  switch (payload[0]) {
    case 20: return tls_record::change_cipher_spec;
    case 21: return tls_record::alert;
    case 22: return tls_record::handshake;
    case 23: return tls_record::data;
    default: return tls_record::none;
  }
}

frame read_tcp(ip_packet const& ip) {
  constexpr std::size_t smallest = 20;
  bytes const header = ip.payload;
  if (header.size() < smallest) return {};
  std::size_t const size = std::size_t{4} * (header[12] >> 4U);
  if (size < smallest || size > ip.size) return {};
  unsigned const flags = header[13];
  tcp_packet read{.from = ip.from,
                  .to = ip.to,
                  .sequence = read_32(header, 4),
                  .acknowledges = read_32(header, 8),
                  .bytes = static_cast<std::uint32_t>(ip.size - size),
                  .window = static_cast<std::uint16_t>(read_16(header, 14)),
                  .syn = (flags & 0x02U) != 0,
                  .fin = (flags & 0x01U) != 0,
                  .rst = (flags & 0x04U) != 0,
                  .ack = (flags & 0x10U) != 0,
                  .hops_left = ip.hops_left,
                  .ip_id = ip.id};
  read.from.port = static_cast<std::uint16_t>(read_16(header, 0));
  read.to.port = static_cast<std::uint16_t>(read_16(header, 2));
  if (read.syn)
    read.window_scale = window_scale_in(behind(header.first(std::min(size, header.size())), smallest));
  if (read.bytes != 0) read.tls = read_record(behind(header, size));
  return read;
}

/// The message quotes the segment: its IP header, and at least the two ports.
frame read_icmp(ip_packet const& ip, bool is_v6) {
  constexpr std::size_t header = 8;
  constexpr unsigned unreachable = 3, unreachable_v6 = 1;
  if (ip.payload.size() < header || ip.payload[0] != (is_v6 ? unreachable_v6 : unreachable)) return {};
  auto const quoted = read_ip(behind(ip.payload, header), 0xffff);
  if (!quoted || quoted->protocol != tcp || quoted->payload.size() < 4) return {};
  unreachable_notice notice{
      .from = quoted->from, .to = quoted->to, .type = ip.payload[0], .code = ip.payload[1]};
  constexpr unsigned port = 3, port_v6 = 4;
  notice.refused = notice.code == (is_v6 ? port_v6 : port);
  notice.from.port = static_cast<std::uint16_t>(read_16(quoted->payload, 0));
  notice.to.port = static_cast<std::uint16_t>(read_16(quoted->payload, 2));
  return notice;
}

}  // namespace

std::string to_string(endpoint const& of) {
  namespace ip = boost::asio::ip;
  ip::address_v6 const address(of.address);
  std::string const port = ':' + std::to_string(of.port);
  if (address.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address).to_string() + port;
  return '[' + address.to_string() + ']' + port;
}

bool is_known(link_type link) {
  switch (link) {
    case link_type::null:
    case link_type::ethernet:
    case link_type::raw:
    case link_type::loop:
    case link_type::linux_cooked:
    case link_type::ipv4:
    case link_type::ipv6:
    case link_type::linux_cooked_2: return true;
  }
  return false;
}

frame read_frame(link_type link, bytes captured, std::size_t on_the_wire) {
  bytes const packet = ip_packet_in(link, captured);
  std::size_t const before = captured.size() - packet.size();
  auto const ip = read_ip(packet, on_the_wire < before ? 0 : on_the_wire - before);
  if (!ip) return {};
  if (ip->protocol == tcp) return read_tcp(*ip);
  if (ip->protocol == icmp) return read_icmp(*ip, false);
  if (ip->protocol == icmp_v6) return read_icmp(*ip, true);
  return {};
}

}  // namespace hangup::lab
