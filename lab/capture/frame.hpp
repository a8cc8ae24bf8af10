#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "common/record/event.hpp"

namespace hangup::lab {

/// An IPv6 address, or an IPv4 one mapped into it (RFC 4291, section 2.5.5.2), and a port.
struct endpoint {
  std::array<unsigned char, 16> address{};
  std::uint16_t port = 0;
  auto operator<=>(endpoint const&) const = default;  // NOLINT(modernize-use-nullptr): of clang-tidy 14
};

/// `192.0.2.1:443`, `[2001:db8::1]:443`.
std::string to_string(endpoint const& of);

/// A TCP segment as it was captured (RFC 9293, section 3.1).
struct tcp_packet {
  endpoint from{}, to{};
  std::uint32_t sequence = 0;
  std::uint32_t acknowledges = 0;  ///< where `ack`
  std::uint32_t bytes = 0;         ///< of payload
  std::uint16_t window = 0;        ///< as it is in the header, not scaled
  bool syn = false, fin = false, rst = false, ack = false;
  std::uint8_t hops_left = 0;                  ///< time to live, hop limit
  std::uint16_t ip_id = 0;                     ///< of IPv4; 0 where there is none
  std::optional<std::uint8_t> window_scale{};  ///< of a SYN (RFC 7323)
  tls_record tls = tls_record::none;           ///< with which the payload begins
};

/// An ICMP message that a TCP segment could not be delivered (RFC 792, RFC 4443).
struct unreachable_notice {
  endpoint from, to;     ///< of the segment
  bool refused = false;  ///< its port is closed, or a firewall says so
  std::uint8_t type = 0, code = 0;
};

/// What is in a captured frame; std::monostate where nothing concerns TCP, or too little of it was kept.
using frame = std::variant<std::monostate, tcp_packet, unreachable_notice>;

/// How frames begin: the numbers of pcap_datalink(3PCAP), on Linux.
enum class link_type : int {
  null = 0,
  ethernet = 1,
  raw = 12,
  loop = 108,
  linux_cooked = 113,
  ipv4 = 228,
  ipv6 = 229,
  linux_cooked_2 = 276,
};

/// One frame of a capture; `bytes` is valid until the next.
struct captured_frame {
  link_type link{};
  std::span<unsigned char const> bytes;
  std::size_t on_the_wire = 0;
  std::chrono::nanoseconds at{};  ///< since the epoch
};

/// Whether read_frame() knows it.
bool is_known(link_type link);

/// Reads as much of a frame as was kept. `on_the_wire` is its full size. Nothing is read beyond `captured`,
/// whatever the headers say.
frame read_frame(link_type link, std::span<unsigned char const> captured, std::size_t on_the_wire);

}  // namespace hangup::lab
