#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "client/policy.hpp"
#include "common/plan/plan.hpp"
#include "common/record/observation.hpp"
#include "stream/tls.hpp"

namespace hangup::client {

/// What to do: connect to the first endpoint that accepts, then walk through the plan.
struct run_options {
  std::vector<boost::asio::ip::tcp::endpoint> endpoints;
  plan steps;
  limits limit{};
  std::shared_ptr<tls_context> tls{};  ///< for the step `tls`
  std::string host{};                  ///< whom TLS is to find there
};

struct run_result {
  std::vector<observation> seen;  ///< the connect first, then one per step; only the connect when that failed
  error_value closed;             ///< what our own close at the end of the plan reported
};

/// What follows a run: nothing, or the same plan once more over a new connection. The objects of a run are
/// used again, so that a million runs allocate what one does.
enum class then : bool { end, run_again };

/// Called with each observation the moment it is made, before anything is decided. May be empty.
using observer = std::function<void(observation const&)>;
/// Called when a run is over. The result is valid until it returns.
using finished = std::function<then(run_result const&)>;

/// Starts a run of a plan in one style, and runs it again for as long as `done` says so. A run owns all its
/// state, so any number may share `executor`'s context; where several threads run that context, `executor`
/// must be a strand. The blocking styles return only after `done` has said that it is the end. What `watch`
/// or `done` throw comes out of the blocking styles, and out of the context's run() in the others.
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
