#include <boost/asio/error.hpp>

#include "common/platform/cell.hpp"
#include "common/platform/platform.hpp"

// For builds without libnftables.

namespace hangup::platform {

boost::system::error_code reject_segments_to(std::uint16_t /*port*/) {
  return boost::asio::error::operation_not_supported;
}

boost::system::error_code add_firewall_rule(std::string const& /*rule*/) {
  return boost::asio::error::operation_not_supported;
}

}  // namespace hangup::platform
