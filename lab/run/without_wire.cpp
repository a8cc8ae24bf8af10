#include "common/options/errors.hpp"
#include "lab/run/wire.hpp"

// For builds without libpcap.

namespace hangup::lab {

struct wire_capture::state {};

wire_capture::wire_capture(std::filesystem::path const& /*file*/) {
  throw unavailable_error("capture: this program was built without libpcap");
}

wire_capture::~wire_capture() = default;

boost::asio::awaitable<void> wire_capture::follow() {
  co_return;
}

std::vector<event> wire_capture::segments(std::uint16_t /*server_port*/) {
  return {};
}

}  // namespace hangup::lab
