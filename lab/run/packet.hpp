#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "common/record/event.hpp"
#include "lab/capture/frame.hpp"

namespace hangup::lab {

/// The TCP segment in a captured Ethernet frame, as far as it was kept; empty where there is none, or one
/// that only acknowledges. `on_the_wire` is the frame's full size. `server_port` tells who sent it. Without
/// numbers: what they count from is in other frames.
std::optional<segment> read_segment(std::span<unsigned char const> captured, std::size_t on_the_wire,
                                    std::uint16_t server_port);

/// Reads the frames of a capture in their order, with numbers.
class segment_reader {
 public:
  explicit segment_reader(std::uint16_t server_port) : server_port_(server_port) {}

  std::optional<segment> read(std::span<unsigned char const> captured, std::size_t on_the_wire);
  /// One that only acknowledges too.
  segment read(tcp_packet const& packet);

 private:
  struct direction {
    std::optional<std::uint32_t> first{};  ///< the first sequence number
    std::optional<unsigned> scale{};       ///< of its windows, as its SYN offers (RFC 7323, section 2)
  };

  std::uint16_t server_port_;
  std::map<std::uint16_t, std::map<bool, direction>> connections_{};  ///< by the client's port, then sender
};

}  // namespace hangup::lab
