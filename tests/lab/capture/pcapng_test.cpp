#include "lab/capture/pcapng.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/lab/programs.hpp"

namespace hangup::lab {
namespace {

using namespace std::chrono_literals;

/// What tests write of a capture, in either byte order.
struct capture_text {
  bool big_endian = false;
  std::string bytes;

  std::string number(std::uint64_t value, std::size_t size) const {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      std::size_t const place = big_endian ? size - 1 - i : i;
      text += place < sizeof value ? static_cast<char>(value >> 8U * place & 0xffU) : '\0';
    }
    return text;
  }
  void block(std::uint32_t type, std::string body) {
    body.resize((body.size() + 3) / 4 * 4);
    std::string const size = number(body.size() + 12, 4);
    bytes += number(type, 4) + size + body + size;
  }
  void section() {
    block(0x0a0d0d0a, number(0x1a2b3c4d, 4) + number(1, 2) + number(0, 2) + number(~0ULL, 8));
  }
  void interface(std::uint32_t link, std::string const& options = {}) {
    block(1, number(link, 2) + number(0, 2) + number(0, 4) + options);
  }
  void packet(std::uint32_t interface, std::uint64_t ticks, std::string const& frame) {
    block(6, number(interface, 4) + number(ticks >> 32U, 4) + number(ticks & 0xffffffffU, 4) +
                 number(frame.size(), 4) + number(frame.size() + 100, 4) + frame);
  }
};

struct read_frames {
  std::vector<captured_frame> frames;
  std::vector<std::string> texts;
  std::string problem;
};

read_frames read(std::string const& bytes) {
  std::istringstream in(bytes);
  pcapng_reader reader(in);
  read_frames all;
  while (auto const one = reader.next()) {
    all.frames.push_back(*one);
    all.texts.emplace_back(one->bytes.begin(), one->bytes.end());
  }
  all.problem = reader.problem();
  return all;
}

TEST(a_pcapng_file, has_interfaces_that_begin_their_frames_in_different_ways) {
  for (bool const big_endian : {false, true}) {
    capture_text made{.big_endian = big_endian, .bytes = {}};
    made.section();
    made.interface(1);
    made.interface(101, made.number(9, 2) + made.number(1, 2) + std::string("\x09\0\0\0", 4));
    made.packet(0, 1'700'000'000'000'001, "ethernet");
    made.block(4, "names of hosts");
    made.packet(1, 1'700'000'000'000'000'002, "raw");
    read_frames const all = read(made.bytes);
    EXPECT_EQ(all.problem, "");
    EXPECT_THAT(all.texts, testing::ElementsAre("ethernet", "raw"));
    ASSERT_EQ(all.frames.size(), 2U);
    EXPECT_EQ(all.frames[0].link, link_type::ethernet);
    EXPECT_EQ(all.frames[0].at, 1'700'000'000s + 1us);
    EXPECT_EQ(all.frames[0].on_the_wire, 108U);
    EXPECT_EQ(all.frames[1].link, link_type::raw);
    EXPECT_EQ(all.frames[1].at, 1'700'000'000s + 2ns);
  }
}

TEST(a_pcapng_file, may_have_clocks_in_powers_of_two_and_an_offset) {
  capture_text made;
  made.section();
  made.interface(1, made.number(9, 2) + made.number(1, 2) + std::string("\x8a\0\0\0", 4) +
                        made.number(14, 2) + made.number(8, 2) + made.number(1000, 8));
  made.packet(0, 5 * 1024 + 512, "x");
  read_frames const all = read(made.bytes);
  ASSERT_EQ(all.frames.size(), 1U) << all.problem;
  EXPECT_EQ(all.frames[0].at, 1005s + 500ms);
}

TEST(a_pcapng_file, may_have_packets_without_a_time_and_of_the_older_kind) {
  capture_text made;
  made.section();
  made.block(1, made.number(1, 2) + made.number(0, 2) + made.number(4, 4));  // keeps 4 bytes of each
  made.block(2, made.number(0, 2) + made.number(7, 2) + made.number(0, 4) + made.number(9, 4) +
                    made.number(3, 4) + made.number(3, 4) + "old");
  made.block(3, made.number(6, 4) + "simp");
  read_frames const all = read(made.bytes);
  EXPECT_THAT(all.texts, testing::ElementsAre("old", "simp")) << all.problem;
  ASSERT_EQ(all.frames.size(), 2U);
  EXPECT_EQ(all.frames[1].at, 9us);
  EXPECT_EQ(all.frames[1].on_the_wire, 6U);
}

TEST(a_pcapng_file, begins_its_interfaces_anew_with_each_section) {
  capture_text made, other{.big_endian = true, .bytes = {}};
  made.section();
  made.interface(1);
  made.packet(0, 1, "first");
  other.section();
  other.packet(0, 1, "of no interface");
  read_frames const all = read(made.bytes + other.bytes);
  EXPECT_THAT(all.texts, testing::ElementsAre("first"));
  EXPECT_EQ(all.problem, "a packet of an interface that was not described");
}

TEST(a_pcapng_file, that_is_damaged_says_where) {
  capture_text whole;
  whole.section();
  whole.interface(1);
  whole.packet(0, 1, "frame");
  EXPECT_EQ(read(whole.bytes.substr(0, whole.bytes.size() - 1)).problem, "truncated");
  EXPECT_EQ(read(whole.bytes.substr(0, 6)).problem, "truncated");

  std::string other_end = whole.bytes;
  other_end.back() = '\x01';
  EXPECT_EQ(read(other_end).problem, "a block that ends with another length than it began with");
  std::string unmarked = whole.bytes;
  unmarked[8] = '\x4e';
  EXPECT_EQ(read(unmarked).problem, "a section without the mark of its byte order");

  struct row {
    std::uint32_t type;
    std::string body, problem;
  };
  capture_text const of;
  for (row const& one :
       {row{6, of.number(0, 4) + of.number(0, 8) + of.number(900, 4) + of.number(900, 4) + "short",
            "a packet that is longer than its block"},
        row{6, of.number(0, 4), "a packet of an interface that was not described"},
        row{6, of.number(3, 4) + of.number(0, 16), "a packet of an interface that was not described"},
        row{1, of.number(1, 2), "an interface without its kind"},
        row{1, of.number(1, 8) + of.number(9, 2) + of.number(1, 2) + "\x63",
            "an interface whose clock is too fine"}}) {
    capture_text made;
    made.section();
    made.interface(1);
    made.block(one.type, one.body);
    made.packet(0, 1, "after it");
    read_frames const all = read(made.bytes);
    EXPECT_EQ(all.problem, one.problem);
    EXPECT_TRUE(all.texts.empty());
  }
  capture_text endless;
  endless.section();
  endless.bytes += endless.number(7, 4) + endless.number(0xfffffffc, 4) + endless.number(0, 4);
  EXPECT_EQ(read(endless.bytes).problem, "a block of 4294967292 bytes");
}

/// A SYN from port 1234 to port 80 of 127.0.0.1, without and with what a frame begins with.
std::string syn() {
  using namespace std::string_literals;
  return "\x45\0\0\x28\0\x01\0\0\x40\x06\0\0\x7f\0\0\x01\x7f\0\0\x01\x04\xd2\0\x50\0\0\0\x01\0\0\0\0\x50\x02\0\x64\0\0\0\0"s;
}

TEST(explaining_a_capture, numbers_the_packets_of_all_its_interfaces) {
  temporary_directory const folder;
  capture_text made;
  made.section();
  made.interface(189);  // USB
  made.interface(1);
  made.interface(0);  // a loopback
  made.packet(0, 1, "a mouse moved");
  made.packet(1, 2, std::string(12, '\0') + std::string("\x08\0", 2) + syn());
  made.packet(2, 3, std::string("\x02\0\0\0", 4) + syn());
  std::ofstream(folder.file("x.pcapng"), std::ios::binary) << made.bytes;
  test::ended const said = test::lab({"explain", folder.file("x.pcapng")});
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, testing::HasSubstr("1 TCP connection, 3 packets"));
  EXPECT_THAT(said.out, testing::HasSubstr("127.0.0.1:1234 -> 127.0.0.1:80"));
}

TEST(explaining_a_capture, of_frames_of_no_known_kind_names_the_kind) {
  temporary_directory const folder;
  capture_text made;
  made.section();
  made.interface(189);
  made.packet(0, 1, "a mouse moved");
  std::ofstream(folder.file("x.pcapng"), std::ios::binary) << made.bytes;
  test::ended const said = test::lab({"explain", folder.file("x.pcapng")});
  EXPECT_EQ(said.status, 2);
  EXPECT_THAT(said.err, testing::HasSubstr(
                            "x.pcapng: after packet 1: its frames are of the kind 'USB_LINUX'; expected "));
}

}  // namespace
}  // namespace hangup::lab
