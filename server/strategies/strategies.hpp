#pragma once

#include "server/strategy.hpp"

namespace hangup {

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

}  // namespace hangup
