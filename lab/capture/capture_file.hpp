#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lab/capture/frame.hpp"

namespace hangup::lab {

/// A capture in a file, pcap (pcap-savefile(5), read by libpcap) or pcapng.
class capture_file {
 public:
  /// Throws usage_error that names the file: it cannot be read, is no capture, or begins its frames in a way
  /// that is not known here.
  explicit capture_file(std::filesystem::path const& file);
  ~capture_file();
  capture_file(capture_file const&) = delete;
  capture_file& operator=(capture_file const&) = delete;

  /// Nothing at the end, or where the file is damaged: then problem() says so.
  std::optional<captured_frame> next();
  std::string const& problem() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Watches an interface until SIGINT, SIGTERM, or `limit` where that is not zero. Returns what was missed, in
/// words, or nothing. Throws unavailable_error where this is not permitted, with the reason.
std::string watch_interface(std::string const& name, std::chrono::nanoseconds limit,
                            std::function<void(captured_frame const&)> const& take);

}  // namespace hangup::lab
