#include "lab/run/packet.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
  bytes frame(12);
  append(frame, {0x08, 0x00});
  append(frame, {0x45, 0, high(total), low(total), 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1});
  append(frame, tcp(flags));
  return frame;
}

bytes ipv6(unsigned payload, unsigned char flags) {
  bytes frame(12);
  append(frame, {0x86, 0xdd});
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

/// A segment without payload, with these numbers and options.
bytes numbered(bool from_server, unsigned char flags, std::uint32_t sequence, std::uint32_t acknowledges,
               bytes const& options = {}) {
  bytes frame = ipv4(static_cast<unsigned>(40 + options.size()), flags);
  bytes header = {0x27, 0x0f, 0xc0, 0};
  if (!from_server) header = {0xc0, 0, 0x27, 0x0f};
  for (std::uint32_t const number : {sequence, acknowledges})
    append(header, {high(number >> 16U), low(number >> 16U), high(number & 0xFFFFU), low(number)});
  std::copy(header.begin(), header.end(), frame.begin() + 34);
  frame[46] = static_cast<unsigned char>((5 + options.size() / 4) << 4U);
  append(frame, options);
  return frame;
}

constexpr unsigned char syn = 0x02;

TEST(a_segment_reader, counts_from_the_first_number_of_each_side_and_past_the_largest) {
  segment_reader reader(server);
  auto const numbers = [&reader](bytes const& frame) { return reader.read(frame, frame.size())->numbers; };
  constexpr std::uint32_t client_first = 0xFFFFFFFFU, server_first = 7000;
  bytes const scale_7 = {1, 3, 3, 7}, scale_2 = {2, 4, 1, 0, 3, 3, 2, 0};
  EXPECT_EQ(numbers(numbered(false, syn, client_first, 0, scale_7)),
            (tcp_numbers{.sequence = 0, .window = 256}));
  EXPECT_EQ(numbers(numbered(true, syn | ack, server_first, 0, scale_2)),
            (tcp_numbers{.sequence = 0, .acknowledges = 1, .window = 256}));
  EXPECT_EQ(numbers(numbered(false, fin | ack, 0, server_first + 1)),
            (tcp_numbers{.sequence = 1, .acknowledges = 1, .window = 256 << 7}));
  EXPECT_EQ(numbers(numbered(true, fin | ack, server_first + 1, 1)),
            (tcp_numbers{.sequence = 1, .acknowledges = 2, .window = 256 << 2}));
}

TEST(a_segment_reader, scales_no_window_that_only_one_side_offered_to_scale) {
  segment_reader reader(server);
  for (bytes const& frame : {numbered(false, syn, 0, 0, {3, 3, 7, 0}), numbered(true, syn | ack, 0, 1),
                             numbered(false, fin | ack, 1, 1)})
    EXPECT_EQ(reader.read(frame, frame.size())->numbers->window, 256U);
}

TEST(a_segment_reader, learns_from_what_only_acknowledges_and_from_a_connection_it_met_late) {
  segment_reader reader(server);
  bytes const only_ack = numbered(false, ack, 500, 900), late = numbered(true, fin | ack, 905, 500);
  EXPECT_EQ(reader.read(only_ack, only_ack.size()), std::nullopt);
  EXPECT_EQ(reader.read(late, late.size())->numbers,
            (tcp_numbers{.sequence = 5, .acknowledges = 0, .window = 256}));
}

TEST(a_segment_reader, survives_options_that_contradict_themselves) {
  for (bytes const& options :
       {bytes{3, 0, 0, 0}, bytes{3, 3, 3, 3}, bytes{1, 1, 1, 3}, bytes{8, 200, 0, 0}, bytes{1, 1, 3, 3}}) {
    segment_reader reader(server);
    bytes const frame = numbered(false, syn, 0, 0, options);
    EXPECT_TRUE(reader.read(frame, frame.size()));
  }
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
