#include "lab/capture/pcapng.hpp"

#include <algorithm>
#include <cmath>
#include <istream>

namespace hangup::lab {
namespace {

enum block_type : std::uint32_t {
  interface_description = 1,
  obsolete_packet = 2,
  simple_packet = 3,
  enhanced_packet = 6,
  section_header = 0x0a0d0d0a,  // the same in either byte order
};

constexpr std::size_t start = 8;    // of a block's body: behind its type and its length
constexpr std::size_t around = 12;  // type, length, and the length once more
constexpr std::size_t largest_block = std::size_t{16} << 20;

/// LINKTYPE_RAW is a number of files alone (tcpdump.org/linktypes.html).
link_type link_of(std::uint32_t number) {
  constexpr std::uint32_t raw_in_files = 101;
  return number == raw_in_files ? link_type::raw : static_cast<link_type>(number);
}

/// Of `if_tsresol`: a power of ten, or of two where the highest bit is set. 0 where no number holds it.
std::uint64_t ticks_per_second(unsigned resolution) {
  constexpr unsigned is_binary = 0x80, most_digits = 19;
  unsigned const power = resolution & (is_binary - 1);
  if ((resolution & is_binary) != 0) return power < 64 ? std::uint64_t{1} << power : 0;
  std::uint64_t ticks = 1;
  for (unsigned i = 0; i < power; ++i)
    ticks *= 10;
  return power <= most_digits ? ticks : 0;
}

/// A time from which any other can be subtracted, whatever the file says.
std::chrono::nanoseconds time_of(std::uint64_t ticks, std::uint64_t per_second,
                                 std::int64_t offset_in_seconds) {
  constexpr std::int64_t most = std::int64_t{1} << 32;
  auto const whole = static_cast<std::int64_t>(std::min<std::uint64_t>(ticks / per_second, most));
  auto const seconds = std::clamp<std::int64_t>(whole + std::clamp(offset_in_seconds, -most, most), 0, most);
  double const rest = static_cast<double>(ticks % per_second) / static_cast<double>(per_second);
  return std::chrono::seconds(seconds) + std::chrono::nanoseconds(std::llround(rest * 1e9));
}

}  // namespace

bool pcapng_reader::fail(std::string reason) {
  problem_ = std::move(reason);
  return false;
}

/// The unsigned number of `size` bytes at `at` of the block, in the section's byte order.
std::uint32_t pcapng_reader::number(std::size_t at, std::size_t size) const {
  std::uint32_t read = 0;
  for (std::size_t i = 0; i < size; ++i)
    read = read << 8U | block_[at + (is_big_endian_ ? i : size - 1 - i)];
  return read;
}

/// Reads on until the block has `size` bytes.
bool pcapng_reader::fill(std::size_t size) {
  std::size_t const had = block_.size();
  block_.resize(size);
  in_.read(reinterpret_cast<char*>(block_.data() + had), static_cast<std::streamsize>(size - had));
  return static_cast<std::size_t>(in_.gcount()) == size - had || fail("truncated");
}

bool pcapng_reader::read_block() {
  constexpr std::uint32_t order_magic = 0x1a2b3c4d;
  block_.clear();
  if (in_.peek() == std::istream::traits_type::eof()) return false;
  if (!fill(around)) return false;
  if (number(0, 4) == section_header) {
    is_big_endian_ = block_[start] == order_magic >> 24U;
    if (number(start, 4) != order_magic) return fail("a section without the mark of its byte order");
  }
  std::size_t const size = number(4, 4);
  if (size < around || size > largest_block || size % 4 != 0)
    return fail("a block of " + std::to_string(size) + " bytes");
  if (!fill(size)) return false;
  return number(size - 4, 4) == size || fail("a block that ends with another length than it began with");
}

/// Section 4.2. Options that say nothing of time are stepped over.
void pcapng_reader::add_interface() {
  constexpr std::size_t options = start + 8, option_header = 4;
  constexpr std::uint32_t resolution = 9, offset = 14;
  if (block_.size() < options + 4) {
    fail("an interface without its kind");
    return;
  }
  described added{.link = link_of(number(start, 2)), .kept = number(start + 4, 4)};
  std::size_t const end = block_.size() - 4;
  for (std::size_t at = options; at + option_header <= end;) {
    std::uint32_t const name = number(at, 2);
    std::size_t const size = number(at + 2, 2), value = at + option_header;
    if (name == 0 || size > end - value) break;
    if (name == resolution && size == 1) added.ticks_per_second = ticks_per_second(block_[value]);
    if (name == offset && size == 8) {
      std::uint64_t const high = number(value + (is_big_endian_ ? 0 : 4), 4);
      added.offset_in_seconds =
          static_cast<std::int64_t>(high << 32U | number(value + (is_big_endian_ ? 4 : 0), 4));
    }
    at = value + (size + 3) / 4 * 4;
  }
  if (added.ticks_per_second == 0) fail("an interface whose clock is too fine");
  interfaces_.push_back(added);
}

std::optional<captured_frame> pcapng_reader::packet(link_type link, std::size_t header,
                                                    std::uint32_t captured, std::uint32_t on_the_wire,
                                                    std::chrono::nanoseconds at) {
  if (captured > block_.size() - 4 - header) {
    fail("a packet that is longer than its block");
    return std::nullopt;
  }
  latest_ = at;
  return captured_frame{.link = link,
                        .bytes = std::span(block_).subspan(header, captured),
                        .on_the_wire = on_the_wire,
                        .at = at};
}

/// Section 4.3, and the older form of it in appendix A: both have the time and the lengths at the same
/// places.
std::optional<captured_frame> pcapng_reader::packet_with_time(std::size_t size_of_interface) {
  constexpr std::size_t header = start + 20;
  bool const has_header = block_.size() >= header + 4;
  std::size_t const index = has_header ? number(start, size_of_interface) : 0;
  if (!has_header || index >= interfaces_.size()) {
    fail("a packet of an interface that was not described");
    return std::nullopt;
  }
  described const& of = interfaces_[index];
  std::uint64_t const ticks = std::uint64_t{number(start + 4, 4)} << 32U | number(start + 8, 4);
  return packet(of.link, header, number(start + 12, 4), number(start + 16, 4),
                time_of(ticks, of.ticks_per_second, of.offset_in_seconds));
}

/// Section 4.4: of the first interface, and without a time; it has that of the packet before.
std::optional<captured_frame> pcapng_reader::packet_without_time() {
  constexpr std::size_t header = start + 4;
  if (block_.size() < header + 4 || interfaces_.empty()) {
    fail("a packet of an interface that was not described");
    return std::nullopt;
  }
  std::uint32_t const on_the_wire = number(start, 4), limit = interfaces_.front().kept;
  return packet(interfaces_.front().link, header, limit == 0 ? on_the_wire : std::min(on_the_wire, limit),
                on_the_wire, latest_);
}

std::optional<captured_frame> pcapng_reader::next() {
  while (problem_.empty() && read_block()) {
    switch (number(0, 4)) {
      case section_header: interfaces_.clear(); break;
      case interface_description: add_interface(); break;
      case enhanced_packet: return packet_with_time(4);
      case obsolete_packet: return packet_with_time(2);
      case simple_packet: return packet_without_time();
      default: break;
    }
  }
  return std::nullopt;
}

}  // namespace hangup::lab
