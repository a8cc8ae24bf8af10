#include "client/policy.hpp"

#include <algorithm>

namespace hangup::client {
namespace {

using std::chrono::nanoseconds;

nanoseconds times(nanoseconds duration, int factor) {
  return duration > nanoseconds::max() / factor ? nanoseconds::max() : duration * factor;
}

bool takes_pieces(operation op) {
  return op == operation::recv_all;
}

}  // namespace

nanoseconds time_left(limits const& given, operation op, nanoseconds spent) {
  nanoseconds const before = op == operation::connect ? given.looked_up_for : nanoseconds::zero();
  nanoseconds const whole = takes_pieces(op) ? times(given.operation, pieces_in_time) : given.operation;
  return std::clamp(whole - before - spent, nanoseconds::zero(), given.operation);
}

awaited awaited_by(operation op) {
  switch (op) {
    case operation::await_readable:
    case operation::recv:
    case operation::recv_all:
    case operation::tls:
    case operation::tls_shutdown:
    case operation::http_response:
    case operation::ws_connect:
    case operation::ws_recv:
    case operation::ws_close:
    case operation::cancel:
    case operation::close:
    case operation::abort_locally: return awaited::readable;
    case operation::connect:
    case operation::http_get:
    case operation::http_post:
    case operation::ws_send:
    case operation::send: return awaited::writable;
    case operation::wait:
    case operation::await_state:
    case operation::both:  // is a recv and a send
    case operation::keepalive:
    case operation::user_timeout:
    case operation::linger:
    case operation::expires_after:
    case operation::shutdown_send:
    case operation::shutdown_receive:
    case operation::so_error: return awaited::nothing_of_the_socket;
  }
  return awaited::nothing_of_the_socket;
}

bool is_available(operation op, abilities const& able) {
  switch (op) {
    case operation::cancel: return able.cancels_reads;
    case operation::both: return able.reads_while_writing;
    case operation::expires_after: return able.expires;
    case operation::http_get:
    case operation::http_post:
    case operation::http_response:
    case operation::ws_connect:
    case operation::ws_send:
    case operation::ws_recv:
    case operation::ws_close: return able.speaks_messages;
    case operation::connect:
    case operation::wait:
    case operation::await_readable:
    case operation::await_state:
    case operation::keepalive:
    case operation::user_timeout:
    case operation::linger:
    case operation::send:
    case operation::recv:
    case operation::recv_all:
    case operation::tls:
    case operation::tls_shutdown:
    case operation::shutdown_send:
    case operation::shutdown_receive:
    case operation::so_error:
    case operation::close:
    case operation::abort_locally: return true;
  }
  return false;
}

step const* walk::first(bool connected) {
  return connected ? next() : nullptr;
}

step const* walk::next() {
  return number_ == steps_.steps.size() ? nullptr : &steps_.steps[number_++];
}

}  // namespace hangup::client
