#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "common/plan/plan.hpp"
#include "common/record/observation.hpp"

namespace hangup::client {

/// What to do: connect to the first endpoint that accepts, then walk through the plan.
struct run_options {
  std::vector<boost::asio::ip::tcp::endpoint> endpoints;
  plan steps;
  std::chrono::nanoseconds step_deadline =
      std::chrono::milliseconds(500);  ///< for each operation, the connect included
};

struct run_result {
  std::vector<observation> seen;  ///< the connect first, then one per step; only the connect when that failed
  error_value closed;             ///< what our own close at the end of the plan reported
};

/// Called with each observation the moment it is made, before anything is decided. May be empty.
using observer = std::function<void(observation const&)>;
using finished = std::function<void(run_result)>;

/// Starts one run of a plan in one style. A run owns all its state, so any number may share `executor`'s
/// context; where several threads run that context, `executor` must be a strand. The blocking styles return
/// only after `done` was called.
using style_function = void (*)(boost::asio::any_io_executor executor,
                                std::shared_ptr<run_options const> options, observer watch, finished done);

void run_native(boost::asio::any_io_executor executor, std::shared_ptr<run_options const> options,
                observer watch, finished done);
void run_sync(boost::asio::any_io_executor executor, std::shared_ptr<run_options const> options,
              observer watch, finished done);
void run_handlers(boost::asio::any_io_executor executor, std::shared_ptr<run_options const> options,
                  observer watch, finished done);
void run_coroutines(boost::asio::any_io_executor executor, std::shared_ptr<run_options const> options,
                    observer watch, finished done);

}  // namespace hangup::client
