#include "common/options/errors.hpp"
#include "lab/capture/capture_file.hpp"

// For builds without libpcap.

namespace hangup::lab {

struct capture_file::state {};

capture_file::capture_file(std::filesystem::path const& /*file*/) {
  throw unavailable_error("explain: this program was built without libpcap and reads no captures");
}

capture_file::~capture_file() = default;

std::optional<captured_frame> capture_file::next() {
  return std::nullopt;
}

std::string const& capture_file::problem() const {
  static std::string const none;
  return none;
}

std::string watch_interface(std::string const& /*name*/, std::chrono::nanoseconds /*limit*/,
                            std::function<void(captured_frame const&)> const& /*take*/) {
  throw unavailable_error("explain: --live: this program was built without libpcap");
}

}  // namespace hangup::lab
