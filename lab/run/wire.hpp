#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/record/event.hpp"

namespace hangup::lab {

/// Captures the TCP segments on this network namespace's loopback (libpcap). Only for a namespace of one's
/// own: there each segment is seen once, and nobody else's.
class wire_capture {
 public:
  /// Starts. With `file`, everything is also written there for Wireshark: a new file, in place of an older
  /// one, never through a link. Throws `unavailable_error` when capturing is not possible here, `setup_error`
  /// when `file` cannot be written.
  explicit wire_capture(std::filesystem::path const& file);
  ~wire_capture();
  wire_capture(wire_capture const&) = delete;
  wire_capture& operator=(wire_capture const&) = delete;

  /// Reads what is captured as it comes, until cancelled: so a clock that is set meanwhile is noticed at
  /// once.
  boost::asio::awaitable<void> follow();

  /// Everything captured so far that carries SYN, FIN, RST or data. `server_port` tells who sent it.
  /// Throws `unavailable_error` when the kernel had to drop some, or libpcap failed: a witness that missed
  /// something is none;
  /// `setup_error` when what was captured could not be written to the file.
  std::vector<event> segments(std::uint16_t server_port);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace hangup::lab
