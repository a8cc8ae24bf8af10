#pragma once

#include <functional>
#include <vector>

namespace hangup::client {

/// Runs each of `works` in a thread of its own and waits for all of them. On SIGINT or SIGTERM calls
/// `interrupt`, once, in the calling thread: it makes the works return, or ends the process. Returns whether
/// that happened. What a work throws is thrown here.
bool run_interruptibly(std::vector<std::function<void()>> const& works,
                       std::function<void()> const& interrupt);

}  // namespace hangup::client
