#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace hangup::lab {

/// What is to be explained: a file, or an interface for a while.
struct capture_request {
  std::string file;
  std::string device{};
  std::chrono::nanoseconds limit{};  ///< of the interface; zero is until a signal
  std::size_t connection = 0;        ///< only this one, from 1, with its ladder; 0 is all
};

/// Whether a file begins as pcap or pcapng does.
bool looks_like_capture(std::string const& file);

/// For each TCP connection of a capture: who ended it and how, what each side's program was told, and what is
/// unusual, with the packets that prove it. The most suspicious come first. Returns why not all of the
/// capture could be read, or nothing. Throws usage_error and unavailable_error.
std::string explain_capture(std::ostream& out, capture_request const& wanted);

/// The same as a document: `connections`, in the order of their first packets.
std::string explain_capture_as_json(std::ostream& out, capture_request const& wanted);

}  // namespace hangup::lab
