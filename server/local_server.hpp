#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace hangup::server {

/// A server on 127.0.0.1 that hangs up every connection, in a thread of its own.
class local_server {
 public:
  /// Listens, on a port of the system's choice. `strategy` and `when` as hangup-server takes them
  /// (`abortive`, `read:14`). Throws std::invalid_argument when there is no such strategy or trigger, and for
  /// strategies that end the process; std::runtime_error when it cannot listen.
  explicit local_server(std::string_view strategy, std::string_view when = "accept");
  /// Closes what is open.
  ~local_server();
  local_server(local_server const&) = delete;
  local_server& operator=(local_server const&) = delete;

  std::uint16_t port() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace hangup::server
