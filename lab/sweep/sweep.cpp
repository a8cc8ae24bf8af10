#include "lab/sweep/sweep.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <memory>
#include <optional>

#include "client/style.hpp"
#include "common/options/errors.hpp"
#include "common/record/json.hpp"
#include "common/text/escapes.hpp"
#include "common/text/json.hpp"
#include "common/text/units.hpp"
#include "lab/judge/result.hpp"
#include "lab/run/cell.hpp"
#include "lab/run/child.hpp"
#include "lab/run/schedule.hpp"
#include "stream/tls.hpp"

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

/// Ample on loopback. An asynchronous read that is never told takes all of it, in every run.
constexpr std::chrono::milliseconds step_bound(20);

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int) {
  stop_asked = 1;
}

/// The server's process, its events read away so that its pipe never fills.
class swept_server {
 public:
  swept_server(programs const& pair, sweep_options const& options) : child_(start(pair, options)) {
    asio::co_spawn(io_, listen(), [this](std::exception_ptr failure) { failure_ = std::move(failure); });
    while (!failure_ && !address_ && io_.run_one() != 0) {
    }
    if (failure_) std::rethrow_exception(failure_);
    if (!address_) throw setup_error("the server did not listen");
  }

  asio::ip::tcp::endpoint endpoint() const {
    auto const colon = address_->rfind(':');
    std::string const host =
        address_->front() == '[' ? address_->substr(1, colon - 2) : address_->substr(0, colon);
    return {asio::ip::make_address(host),
            static_cast<std::uint16_t>(std::stoul(address_->substr(colon + 1)))};
  }

  void read_events_away() { io_.poll(); }

 private:
  child start(programs const& pair, sweep_options const& options) {
    std::vector<std::string> arguments = server_options(*options.experiment);
    arguments.insert(arguments.end(), {"--listen", std::string(options.address) + ":0", "--events", "-",
                                       "--log-level", "off"});
    if (std::string const& greeting = options.experiment->greeting; !greeting.empty())
      arguments.insert(arguments.end(), {"--greet", escape(greeting)});
    arguments.insert(arguments.begin(), pair.server.begin() + 1, pair.server.end());
    return {io_.get_executor(), pair.server.front(), arguments};
  }

  asio::awaitable<void> listen() {
    while (auto const line = co_await child_.next_line()) {
      if (address_) continue;
      event const happened = event_from(parse_json(*line));
      if (auto const* const action = std::get_if<server_action>(&happened.body);
          action != nullptr && action->name == "listening")
        address_ = action->detail;
    }
    if (!address_)
      throw setup_error("the server " + co_await child_.exited() + ": " + co_await child_.read_errors());
  }

  asio::io_context io_{1};
  std::optional<std::string> address_{};
  std::exception_ptr failure_{};
  child child_;
};

void add_run(sweep_point& point, sweep_options const& options, client::run_result const& result) {
  if (!result.seen.front().succeeded())
    throw setup_error("sweep: a connect reported " + std::string(outcome_name(result.seen.front())) +
                      "; expected an experiment whose server goes on listening");
  record run{.experiment = options.experiment->name, .style = options.style};
  for (observation const& seen : result.seen)
    run.events.push_back({seen.at, seen});
  outcome const came = outcome_of(run);
  std::string const ends = layered_ending(came.message_ends, came.tls_ends, came.ends);
  bool const is_bare =
      !came.message_ends && !came.tls_ends && !came.windows.empty();  // Windows' row is TCP's
  auto known = std::find_if(point.shares.begin(), point.shares.end(),
                            [&ends](share const& one) { return one.ends == ends; });
  if (known == point.shares.end())
    known =
        point.shares.insert(known, {.ends = ends, .windows = is_bare ? cell_text(came.windows.back()) : ""});
  ++known->count;
}

sweep_point measure(std::chrono::nanoseconds wait, sweep_options const& options, swept_server& server) {
  sweep_point point{.wait = wait};
  unsigned left = options.runs;
  asio::io_context io(1);
  auto const tls = asks_for_tls(options.experiment->steps) ? client_context({}) : nullptr;
  auto const run = std::make_shared<client::run_options const>(
      client::run_options{.endpoints = {server.endpoint()},
                          .steps = with_wait(options.experiment->steps, wait),
                          .limit = {.operation = step_bound},
                          .tls = tls,
                          .host = std::string(options.address)});
  client::find_style(options.style)->run(io.get_executor(), run, {}, [&](client::run_result const& result) {
    add_run(point, options, result);
    server.read_events_away();
    return --left == 0 || stop_asked != 0 ? client::then::end : client::then::run_again;
  });
  io.run();
  if (stop_asked != 0) throw interrupted();
  return point;
}

}  // namespace

sweep_range parse_sweep_range(std::string const& text) {
  constexpr std::string_view name = "client-wait=";
  auto const dots = text.find("..");
  if (!text.starts_with(name) || dots == std::string::npos)
    throw std::invalid_argument("'" + text + "': expected client-wait=FROM..TO, such as client-wait=0..2ms");
  auto const read = [](std::string const& bound) {
    return bound == "0" ? std::chrono::nanoseconds{} : parse_duration(bound);
  };
  sweep_range const range{.from = read(text.substr(name.size(), dots - name.size())),
                          .to = read(text.substr(dots + 2))};
  if (range.from >= range.to) throw std::invalid_argument("'" + text + "': expected the shorter wait first");
  return range;
}

std::vector<std::chrono::nanoseconds> delays_of(sweep_options const& options) {
  std::vector<std::chrono::nanoseconds> delays;
  for (unsigned i = 0; i < options.steps; ++i)
    delays.push_back(options.over.from + (options.over.to - options.over.from) / (options.steps - 1) * i);
  delays.back() = options.over.to;
  return delays;
}

plan with_wait(plan steps, std::chrono::nanoseconds wait) {
  auto& all = steps.steps;
  auto at = std::ranges::find(all, operation::wait, &step::op);
  at = at == all.end() ? all.begin() : all.erase(at);
  if (wait.count() != 0) all.insert(at, step{.op = operation::wait, .duration = wait});
  return steps;
}

sweep_result sweep(programs const& pair, sweep_options const& options, bool own_network) {
  sweep_result made{.no_cell = enter_cell(pair, own_network, options.style)};
  if (!made.no_cell.empty() && options.experiment->needs_cell)
    throw unavailable_error("sweep: '" + options.experiment->name +
                            "' needs a network of its own: " + made.no_cell);
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  swept_server server(pair, options);
  for (auto const wait : delays_of(options))
    made.points.push_back(measure(wait, options, server));
  return made;
}

}  // namespace hangup::lab
