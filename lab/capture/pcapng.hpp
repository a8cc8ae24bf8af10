#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "lab/capture/frame.hpp"

namespace hangup::lab {

/// The frames of a pcapng capture (draft-ietf-opsawg-pcapng, sections 3 and 4), whose interfaces may begin
/// them in different ways, such as an Ethernet and a loopback: libpcap refuses such a file. Frames of a kind
/// that is not known here are frames with nothing in them.
class pcapng_reader {
 public:
  /// `in` must live as long as the reader.
  explicit pcapng_reader(std::istream& in) : in_(in) {}

  /// Nothing at the end, or where the file is damaged: then problem() says so.
  std::optional<captured_frame> next();
  std::string const& problem() const { return problem_; }

 private:
  struct described {
    link_type link{};
    std::uint32_t kept = 0;  ///< bytes of each frame; 0 where it has no limit
    std::uint64_t ticks_per_second = 1000000;
    std::int64_t offset_in_seconds = 0;  ///< added to its time stamps
  };

  std::uint32_t number(std::size_t at, std::size_t size) const;
  bool read_block();
  bool fill(std::size_t size);
  void add_interface();
  std::optional<captured_frame> packet(link_type link, std::size_t header, std::uint32_t captured,
                                       std::uint32_t on_the_wire, std::chrono::nanoseconds at);
  std::optional<captured_frame> packet_with_time(std::size_t size_of_interface);
  std::optional<captured_frame> packet_without_time();
  bool fail(std::string reason);

  std::istream& in_;
  bool is_big_endian_ = false;
  std::vector<unsigned char> block_;   ///< the whole, with its type and its two lengths
  std::vector<described> interfaces_;  ///< of this section
  std::chrono::nanoseconds latest_{};
  std::string problem_;
};

}  // namespace hangup::lab
