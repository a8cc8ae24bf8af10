#pragma once

#include "server/strategy.hpp"
#include "server/trigger.hpp"

namespace hangup::server {

// One function a file of this folder, each in the file of its name.
strategy close_strategy();  // close.cpp; `close` is taken by the C library
strategy graceful();
strategy abortive();
strategy half_close();
strategy hold();
strategy process_exit();
strategy close_then_exit();
strategy process_abort();
strategy process_kill();
strategy unread_close();
strategy lingering_close();
strategy linger_timeout();
strategy shutdown_receive();
strategy blackhole();
strategy vanish();
strategy freeze();
strategy inherited();
strategy listener_close();
strategy late_accept();
strategy refuse();
strategy reject();
strategy reset_mid_transfer();
strategy linger_then_destructor();
strategy shutdown_then_abort();
strategy unread_then_shutdown();

}  // namespace hangup::server
