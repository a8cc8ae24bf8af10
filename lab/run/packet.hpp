#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "common/record/event.hpp"

namespace hangup::lab {

/// The TCP segment in a captured Ethernet frame, as far as it was kept; empty where there is none, or one
/// that only acknowledges. `on_the_wire` is the frame's full size. `server_port` tells who sent it.
std::optional<segment> read_segment(std::span<unsigned char const> captured, std::size_t on_the_wire,
                                    std::uint16_t server_port);

}  // namespace hangup::lab
