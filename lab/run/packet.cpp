#include "lab/run/packet.hpp"

namespace hangup::lab {
namespace {

constexpr std::size_t ethernet_header = 14;
constexpr std::size_t smallest_ipv4_header = 20;
constexpr std::size_t ipv6_header = 40;
constexpr std::size_t smallest_tcp_header = 20;

std::size_t big_endian(std::span<unsigned char const> bytes, std::size_t at) {
  return static_cast<std::size_t>(bytes[at] << 8U | bytes[at + 1]);
}

/// Where the TCP header begins in an IP packet, and where the packet ends.
struct ip_view {
  std::size_t header = 0;
  std::size_t total = 0;
};

/// RFC 791, RFC 8200; loopback adds no extension headers. A packet above 64 KiB that was never cut into
/// segments (GSO) has a length of 0.
std::optional<ip_view> read_ip(std::span<unsigned char const> packet, std::size_t on_the_wire) {
  if (packet.size() < smallest_ipv4_header) return std::nullopt;
  ip_view ip;
  if (packet[0] >> 4U == 4) {
    ip = {.header = std::size_t{4} * (packet[0] & 0x0fU), .total = big_endian(packet, 2)};
    if (ip.header < smallest_ipv4_header) return std::nullopt;
  } else {
    std::size_t const payload = big_endian(packet, 4);
    ip = {.header = ipv6_header, .total = payload == 0 ? 0 : ipv6_header + payload};
  }
  if (ip.total == 0) ip.total = on_the_wire;
  return ip;
}

/// RFC 8446, section 5.1: type, version 3.x, length. Anything else is no record, or the middle of one.
tls_record read_record(std::span<unsigned char const> payload) {
  constexpr std::size_t longest = (1U << 14U) + 2048;  // of TLS 1.2; those of TLS 1.3 are shorter
  if (payload.size() < 5 || payload[1] != 3 || payload[2] > 4 || big_endian(payload, 3) > longest)
    return tls_record::none;
  switch (payload[0]) {
    case 20: return tls_record::change_cipher_spec;
    case 21: return tls_record::alert;
    case 22: return tls_record::handshake;
    case 23: return tls_record::data;
    default: return tls_record::none;
  }
}

}  // namespace

/// RFC 9293, section 3.1.
std::optional<segment> read_segment(std::span<unsigned char const> captured, std::size_t on_the_wire,
                                    std::uint16_t server_port) {
  if (captured.size() < ethernet_header || on_the_wire < captured.size()) return std::nullopt;
  auto const packet = captured.subspan(ethernet_header);
  auto const ip = read_ip(packet, on_the_wire - ethernet_header);
  if (!ip || packet.size() < ip->header + smallest_tcp_header) return std::nullopt;
  auto const tcp = packet.subspan(ip->header);
  std::size_t const headers = ip->header + std::size_t{4} * (tcp[12] >> 4U);
  if (ip->total < headers) return std::nullopt;
  unsigned const flags = tcp[13];
  segment read{.from_server = big_endian(tcp, 0) == server_port,
               .syn = (flags & 0x02U) != 0,
               .fin = (flags & 0x01U) != 0,
               .rst = (flags & 0x04U) != 0,
               .bytes = static_cast<std::uint32_t>(ip->total - headers)};
  if (read.bytes != 0 && packet.size() > headers) read.tls = read_record(packet.subspan(headers));
  bool const acknowledges_only = !read.syn && !read.fin && !read.rst && read.bytes == 0;
  return acknowledges_only ? std::nullopt : std::optional(read);
}

}  // namespace hangup::lab
