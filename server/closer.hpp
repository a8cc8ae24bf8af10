#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>

#include "common/platform/platform.hpp"

namespace hangup::server {

/// Closes sockets whose close() may block, in threads of its own: at most 16 at once, the others wait their
/// turn.
class closer {
 public:
  using close_call = std::function<boost::system::error_code(platform::native_socket)>;
  using handler = std::function<void(boost::system::error_code const&)>;

  /// Handlers are called in `executor`.
  closer(boost::asio::any_io_executor executor, close_call call);
  /// Waits for no close() and calls no handler any more. A thread that is blocked ends when its close() does,
  /// or with the process.
  ~closer();
  closer(closer const&) = delete;
  closer& operator=(closer const&) = delete;

  void close(platform::native_socket socket, handler closed);

 private:
  struct state;
  static void work(state& shared);

  std::shared_ptr<state> state_;
};

}  // namespace hangup::server
