#include "lab/capture/frame.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hangup::lab {
namespace {

using bytes = std::vector<unsigned char>;

bytes operator+(bytes first, bytes const& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// From port 0x1234 to 80, number 5, acknowledges 9, PSH and ACK, with `payload`.
bytes tcp(bytes const& payload = {}) {
  return bytes{0x12, 0x34, 0, 80, 0, 0, 0, 5, 0, 0, 0, 9, 0x50, 0x18, 0x10, 0, 0, 0, 0, 0} + payload;
}

bytes ipv4(bytes const& payload, unsigned char protocol = 6) {
  auto const size = static_cast<unsigned char>(20 + payload.size());
  return bytes{0x45, 0, 0, size, 0, 7, 0, 0, 61, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 9} + payload;
}

bytes ipv6(bytes const& payload, unsigned char next = 6) {
  auto const size = static_cast<unsigned char>(payload.size());
  return bytes{0x60, 0, 0, 0, 0, size, next, 62} + bytes(15) + bytes{1} + bytes(15) + bytes{2} + payload;
}

bytes const ethernet = bytes(12) + bytes{0x08, 0x00};
bytes const ethernet_v6 = bytes(12) + bytes{0x86, 0xdd};
bytes const three = {1, 2, 3};

tcp_packet packet_in(link_type link, bytes const& frame) {
  auto const read = read_frame(link, frame, frame.size());
  auto const* const packet = std::get_if<tcp_packet>(&read);
  EXPECT_NE(packet, nullptr);
  return packet == nullptr ? tcp_packet{} : *packet;
}

TEST(a_frame, of_every_kind_has_its_segment_found) {
  std::vector<std::pair<link_type, bytes>> const kinds = {
      {link_type::ethernet, ethernet},
      {link_type::ethernet, bytes(12) + bytes{0x81, 0, 0, 1, 0x08, 0}},
      {link_type::ethernet, bytes(12) + bytes{0x88, 0xa8, 0, 1, 0x81, 0, 0, 2, 0x08, 0}},
      {link_type::linux_cooked, bytes(14) + bytes{0x08, 0}},
      {link_type::linux_cooked_2, bytes{0x08, 0} + bytes(18)},
      {link_type::null, {2, 0, 0, 0}},
      {link_type::loop, {0, 0, 0, 2}},
      {link_type::raw, {}},
      {link_type::ipv4, {}}};
  for (auto const& [link, header] : kinds) {
    tcp_packet const read = packet_in(link, header + ipv4(tcp(three)));
    EXPECT_EQ(to_string(read.from), "192.0.2.1:4660");
    EXPECT_EQ(to_string(read.to), "192.0.2.9:80");
    EXPECT_EQ(read.sequence, 5U);
    EXPECT_EQ(read.acknowledges, 9U);
    EXPECT_EQ(read.bytes, 3U);
    EXPECT_EQ(read.window, 0x1000U);
    EXPECT_TRUE(read.ack && !read.syn && !read.fin && !read.rst);
    EXPECT_EQ(read.hops_left, 61);
    EXPECT_EQ(read.ip_id, 7);
  }
}

TEST(a_frame, of_ipv6_has_its_extension_headers_stepped_over) {
  EXPECT_EQ(to_string(packet_in(link_type::ethernet, ethernet_v6 + ipv6(tcp(three))).from), "[::1]:4660");
  bytes const hop_by_hop = {6, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(packet_in(link_type::ethernet, ethernet_v6 + ipv6(hop_by_hop + tcp(three), 0)).bytes, 3U);
  bytes const first_fragment = {6, 0, 0, 1, 0, 0, 0, 9};
  EXPECT_EQ(packet_in(link_type::ethernet, ethernet_v6 + ipv6(first_fragment + tcp(three), 44)).bytes, 3U);
  bytes const later_fragment = {6, 0, 0, 9, 0, 0, 0, 9};
  bytes const frame = ethernet_v6 + ipv6(later_fragment + tcp(three), 44);
  EXPECT_EQ(read_frame(link_type::ethernet, frame, frame.size()).index(), 0U);
}

TEST(a_frame, with_padding_counts_only_what_the_ip_header_says) {
  EXPECT_EQ(packet_in(link_type::ethernet, ethernet + ipv4(tcp()) + bytes(6)).bytes, 0U);
}

TEST(a_frame, that_was_cut_short_still_tells_how_much_was_sent) {
  bytes const whole = ethernet + ipv4(tcp(bytes(100)));
  bytes const kept(whole.begin(), whole.begin() + 14 + 40);
  EXPECT_EQ(packet_in(link_type::ethernet, kept).bytes, 100U);
}

TEST(a_syn, tells_its_window_scale) {
  bytes syn = tcp();
  syn[12] = 0x70;
  syn[13] = 0x02;
  EXPECT_EQ(packet_in(link_type::raw, ipv4(syn + bytes{1, 3, 3, 9, 0, 0, 0, 0})).window_scale, 9);
  EXPECT_EQ(packet_in(link_type::raw, ipv4(syn + bytes{1, 3, 3, 200, 0, 0, 0, 0})).window_scale, 14);
  EXPECT_EQ(packet_in(link_type::raw, ipv4(syn + bytes{2, 0, 3, 9, 0, 0, 0, 0})).window_scale, std::nullopt);
}

TEST(an_icmp_message, tells_which_segment_was_not_delivered) {
  bytes const quoted = ipv4(tcp());
  bytes const frame = ipv4(bytes{3, 3, 0, 0, 0, 0, 0, 0} + quoted, 1);
  auto const read = read_frame(link_type::raw, frame, frame.size());
  ASSERT_TRUE(std::holds_alternative<unreachable_notice>(read));
  auto const& notice = std::get<unreachable_notice>(read);
  EXPECT_EQ(to_string(notice.from), "192.0.2.1:4660");
  EXPECT_EQ(to_string(notice.to), "192.0.2.9:80");
  EXPECT_TRUE(notice.refused);
}

TEST(a_frame, of_any_length_and_content_is_read_within_its_bounds) {  // the sanitizers watch
  bytes const frame =
      bytes(12) + bytes{0x81, 0, 0, 1, 0x86, 0xdd} + ipv6(bytes{6, 0, 0, 0, 0, 0, 0, 0} + tcp(three), 0);
  for (std::size_t size = 0; size <= frame.size(); ++size) {
    bytes const part(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
    for (std::size_t at = 0; at < size; ++at) {
      for (unsigned char const wrong : bytes{0x00, 0x7f, 0xff}) {
        bytes changed = part;
        changed[at] = wrong;
        for (int link = 0; link < 300; link += 1)
          if (is_known(static_cast<link_type>(link)))
            read_frame(static_cast<link_type>(link), changed, changed.size() + 40);
      }
    }
  }
}

}  // namespace
}  // namespace hangup::lab
