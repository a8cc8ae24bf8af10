#include "lab/run/packet.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hangup::lab {
namespace {

using bytes = std::vector<unsigned char>;

constexpr std::uint16_t server = 9999;  // 0x270f
constexpr unsigned char fin = 0x01, ack = 0x10;

void append(bytes& to, bytes const& more) {
  to.insert(to.end(), more.begin(), more.end());
}

unsigned char high(unsigned number) {
  return static_cast<unsigned char>(number >> 8U);
}
unsigned char low(unsigned number) {
  return static_cast<unsigned char>(number & 0xffU);
}

bytes tcp(unsigned char flags) {
  return {0x27, 0x0f, 0xc0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, flags, 1, 0, 0, 0, 0, 0};
}

/// An Ethernet frame with an IPv4 packet that says it has `total` bytes.
bytes ipv4(unsigned total, unsigned char flags) {
  bytes frame(14);
  append(frame, {0x45, 0, high(total), low(total), 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1});
  append(frame, tcp(flags));
  return frame;
}

bytes ipv6(unsigned payload, unsigned char flags) {
  bytes frame(14);
  append(frame, {0x60, 0, 0, 0, high(payload), low(payload), 6, 64});
  frame.resize(frame.size() + 32);
  append(frame, tcp(flags));
  return frame;
}

TEST(read_segment, tells_the_sender_the_flags_and_the_payload) {
  EXPECT_EQ(read_segment(ipv4(54, ack), 68, server), (segment{.from_server = true, .bytes = 14}));
  EXPECT_EQ(read_segment(ipv4(54, ack), 68, 1), (segment{.from_server = false, .bytes = 14}));
  EXPECT_EQ(read_segment(ipv6(34, fin), 88, server),
            (segment{.from_server = true, .fin = true, .bytes = 14}));
}

TEST(read_segment, knows_the_type_of_a_tls_record_that_begins_the_payload) {
  auto const with_payload = [](bytes const& payload) {
    bytes frame = ipv4(static_cast<unsigned>(40 + payload.size()), ack);
    append(frame, payload);
    return read_segment(frame, frame.size(), server)->tls;
  };
  EXPECT_EQ(with_payload({20, 3, 3, 0, 1, 1}), tls_record::change_cipher_spec);
  EXPECT_EQ(with_payload({21, 3, 3, 0, 2, 2, 40}), tls_record::alert);
  EXPECT_EQ(with_payload({22, 3, 1, 1, 0, 1}), tls_record::handshake);
  EXPECT_EQ(with_payload({23, 3, 3, 0, 19, 9}), tls_record::data);
  for (auto const& other : {bytes{22, 3, 1, 1},
                            {24, 3, 3, 0, 1},
                            {22, 4, 0, 0, 1},
                            {22, 3, 5, 0, 1},
                            {23, 3, 3, 255, 255},
                            {'h', 'e', 'l', 'l', 'o'}})
    EXPECT_EQ(with_payload(other), tls_record::none) << int{other[0]};
}

TEST(read_segment, leaves_out_what_only_acknowledges) {
  EXPECT_EQ(read_segment(ipv4(40, ack), 54, server), std::nullopt);
  EXPECT_EQ(read_segment(ipv4(40, fin), 54, server), (segment{.from_server = true, .fin = true}));
}

/// Above 64 KiB the length field is 0: it once made 4 GiB of this.
TEST(read_segment, of_a_packet_too_large_for_its_length_field_takes_the_frames_size) {
  EXPECT_EQ(read_segment(ipv4(0, ack), 54 + 100'000, server),
            (segment{.from_server = true, .bytes = 100'000}));
  EXPECT_EQ(read_segment(ipv6(0, ack), 74 + 100'000, server),
            (segment{.from_server = true, .bytes = 100'000}));
}

TEST(read_segment, of_a_frame_that_contradicts_itself_is_none) {
  EXPECT_EQ(read_segment(ipv4(39, ack), 54, server), std::nullopt) << "shorter than its headers";
  EXPECT_EQ(read_segment(ipv6(19, ack), 74, server), std::nullopt);
  bytes short_header = ipv4(54, ack);
  short_header[14] = 0x41;  // a header of 4 bytes
  EXPECT_EQ(read_segment(short_header, 68, server), std::nullopt);
}

TEST(read_segment, of_a_frame_that_was_cut_anywhere_is_none) {
  for (bytes const& whole : {ipv4(54, fin), ipv6(34, fin)})
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_EQ(read_segment(std::span(whole).first(size), whole.size(), server), std::nullopt) << size;
}

}  // namespace
}  // namespace hangup::lab
