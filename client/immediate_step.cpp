#include "client/immediate_step.hpp"

#include <chrono>

namespace hangup::client {

std::optional<boost::system::error_code> perform_at_once(step const& s, platform::native_socket socket) {
  switch (s.op) {
    case operation::keepalive: return platform::set_keepalive(socket, s.duration, s.interval, s.probes);
    case operation::user_timeout: return platform::set_user_timeout(socket, s.duration);
    case operation::linger: return platform::set_linger(socket, s.duration);
    case operation::shutdown_send: return platform::shut_down(socket, platform::direction::send);
    case operation::shutdown_receive: return platform::shut_down(socket, platform::direction::receive);
    case operation::so_error: return platform::take_socket_error(socket);
    case operation::abort_locally:
      if (s.during_recv) return std::nullopt;
      return platform::abort_connection(socket);
    case operation::connect:
    case operation::wait:
    case operation::await_readable:
    case operation::await_state:
    case operation::send:
    case operation::recv:
    case operation::recv_all:
    case operation::both:
    case operation::tls:
    case operation::tls_shutdown:
    case operation::expires_after:
    case operation::http_get:
    case operation::http_post:
    case operation::http_response:
    case operation::ws_connect:
    case operation::ws_send:
    case operation::ws_recv:
    case operation::ws_close:
    case operation::cancel:
    case operation::close: break;  // each style has its own call for it
  }
  return std::nullopt;
}

std::jthread abort_from_beside(platform::native_socket socket) {
  return std::jthread([socket] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    platform::abort_connection(socket);  // where it fails, the read is given up after its deadline
  });
}

}  // namespace hangup::client
