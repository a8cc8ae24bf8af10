#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hangup {

struct host_and_port {
  std::string host;
  std::uint16_t port = 0;
};

/// `host:port`, `[::1]:port`, or `:port` and `port` of 127.0.0.1; throws `usage_error` that names the option.
host_and_port parse_host_and_port(std::string_view option, std::string const& text);

}  // namespace hangup
