#include "client/session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>
#include <mutex>

#include "client/interruptible.hpp"
#include "client/many.hpp"
#include "client/resolve.hpp"
#include "common/platform/platform.hpp"
#include "common/record/classify.hpp"
#include "common/record/json.hpp"
#include "common/record/message_ending.hpp"
#include "common/record/tls_ending.hpp"
#include "common/record/transport.hpp"

namespace hangup::client {
namespace {

/// Errors are what the program is about, not its failures: they are logged as warnings, a missing completion
/// too.
void log_observation(spdlog::logger& log, observation const& seen) {
  auto const level = seen.succeeded() ? spdlog::level::info : spdlog::level::warn;
  if (log.should_log(level)) log.log(level, describe(seen));
}

/// What one run has seen so far, which an interruption may ask for while it goes on.
class run_so_far {
 public:
  void add(observation const& seen) {
    std::lock_guard const lock(mutex_);
    seen_.push_back(seen);
  }
  std::vector<observation> seen() const {
    std::lock_guard const lock(mutex_);
    return seen_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<observation> seen_;
};

template <typename Verdict>
boost::json::object json_of(Verdict const& layer, ending transport) {
  return {{"ending", to_string(layer.ended_as)},
          {"meaning", sentence(layer.ended_as)},
          {"cause", to_json(layer.cause)},
          {"hidden", hidden_behind(layer.cause, transport)}};
}

template <typename Verdict>
void print_layer(std::string_view name, Verdict const& layer, std::string const& peer_code = {}) {
  std::cout << name << ": " << to_string(layer.ended_as) << peer_code;
  if (layer.cause) std::cout << ", " << describe(layer.cause);
  std::cout << " - " << sentence(layer.ended_as) << '\n';
}

/// `, close code 1000`.
std::string peer_code_of(message_verdict const& layer) {
  if (layer.peer_code == 0) return {};
  return (layer.layer == message_layer::http ? ", status " : ", close code ") +
         std::to_string(layer.peer_code);
}

/// Of TCP, and of the layers that the client asked for.
void print_endings(std::vector<observation> const& seen, output_format format) {
  ending const came = classify(seen);
  auto const tls = classify_tls(seen);
  auto const messages = classify_messages(seen);
  if (format == output_format::json) {
    boost::json::object document{
        {"schema", json_schema}, {"ending", to_string(came)}, {"meaning", sentence(came)}};
    if (tls) document["tls"] = json_of(*tls, came);
    if (messages) {
      boost::json::object& layer = document[to_string(messages->layer)].emplace_object();
      layer = json_of(*messages, came);
      if (messages->peer_code != 0) layer["peer_code"] = messages->peer_code;
    }
    std::cout << boost::json::serialize(document) << '\n';
  } else {
    std::cout << "ending: " << to_string(came) << " - " << sentence(came) << '\n';
    if (tls) print_layer("tls", *tls);
    if (messages) print_layer(to_string(messages->layer), *messages, peer_code_of(*messages));
    std::string hidden = tls ? hidden_behind(tls->cause, came) : std::string();
    if (messages && hidden.empty()) hidden = hidden_behind(messages->cause, came);
    if (!hidden.empty()) std::cout << "hidden: " << hidden << '\n';
  }
  std::cout << std::flush;
}

exit_code judge(options const& options, std::vector<observation> const& seen) {
  if (options.expected)
    return classify(seen) == *options.expected ? exit_code::as_expected : exit_code::differs;
  bool const connected = !seen.empty() && seen.front().succeeded();
  return connected ? exit_code::as_expected : exit_code::setup_failed;
}

exit_code run_once(options const& options, std::shared_ptr<run_options const> shared, spdlog::logger& log,
                   event_writer& events) {
  run_so_far so_far;
  boost::asio::io_context io;
  auto const watch = [&](observation const& seen) {
    so_far.add(seen);
    log_observation(log, seen);
    if (events.enabled()) events.write({.at = seen.at, .body = seen, .run = 1});
  };
  auto const done = [&log](run_result const& result) {
    log.debug("close: {}", describe(result.closed));
    return then::end;
  };
  auto const tell = [&] {
    log.flush();  // the verdict comes after what it judges
    if (!events.to_stdout()) print_endings(so_far.seen(), options.format);
  };
  auto const work = [&] {
    options.api->run(io.get_executor(), shared, watch, done);
    io.run();
  };
  bool const interrupted = run_interruptibly({work}, [&] {
    if (!options.api->blocks) return io.stop();
    tell();  // a call that blocks cannot be made to return
    events.flush();
    std::_Exit(static_cast<int>(exit_code::interrupted));
  });
  tell();
  return interrupted ? exit_code::interrupted : judge(options, so_far.seen());
}

}  // namespace

exit_code run(options const& options, spdlog::logger& log, event_writer& events) {
  if (platform::asio_backend() == "io_uring")
    if (auto const refused = platform::try_io_uring())
      throw unavailable_error("io_uring_setup: " + describe(value_of(refused)));
  auto const tls = asks_for_tls(options.steps) ? client_context(options.tls) : nullptr;
  if (tls && !options.tls.verifies)
    log.warn("TLS: no certificate is verified; --tls-verify does, --tls-ca FILE says whom to believe");
  auto const asked_at = platform::monotonic_now();
  auto found = resolve_within(options.peer.host, options.peer.port, options.step_deadline);
  auto const took = platform::monotonic_now() - asked_at;
  auto const shared = std::make_shared<run_options const>(
      run_options{.endpoints = std::move(found),
                  .steps = options.steps,
                  .limit = {.operation = options.step_deadline,
                            .looked_up_for = options.many ? std::chrono::nanoseconds::zero() : took},
                  .tls = tls,
                  .host = options.peer.host});
  log.info("{}:{}, style {}, plan: {}", options.peer.host, options.peer.port, options.api->name,
           to_string(options.steps));
  return options.many ? run_many(options, shared, log, events) : run_once(options, shared, log, events);
}

}  // namespace hangup::client
