#pragma once

#include <cstdint>
#include <string_view>

namespace hangup::lab {

/// The client is who began the connection.
enum class side : std::uint8_t { client, server };

constexpr std::string_view to_string(side one) {
  return one == side::client ? "client" : "server";
}

constexpr side other(side one) {
  return one == side::client ? side::server : side::client;
}

}  // namespace hangup::lab
