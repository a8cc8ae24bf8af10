#include "lab/run/conduct.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "common/options/errors.hpp"
#include "common/record/json.hpp"
#include "common/text/escapes.hpp"
#include "common/text/json.hpp"
#include "common/text/units.hpp"
#include "lab/run/child.hpp"
#include "lab/run/network.hpp"
#include "lab/run/reactor.hpp"

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

// Beyond what the plan may take: 96 pairs may be starting on two cores.
constexpr std::chrono::seconds patience(60);

/// Reads the events of `source` into `run`, until its output ends or one is the server's `until`.
asio::awaitable<void> read_events(child& source, record& run, std::string_view until = {}) {
  while (auto const line = co_await source.next_line()) {
    event happened = event_from(parse_json(*line));
    auto const* const action = std::get_if<server_action>(&happened.body);
    bool const last = action != nullptr && action->name == until;
    run.events.push_back(std::move(happened));
    if (last) break;
  }
}

[[noreturn]] void fail(std::string const& program, std::string const& end, std::string const& errors) {
  constexpr std::size_t enough = 2000;
  bool const is_long = errors.size() > enough;
  throw setup_error(program + " " + end + (errors.empty() ? "" : ": ") +
                    (is_long ? "... " + errors.substr(errors.size() - enough) : errors));
}

child launched(asio::any_io_executor const& executor, std::vector<std::string> words,
               std::vector<std::string> const& arguments) {
  std::filesystem::path const program = words.front();
  words.erase(words.begin());
  words.insert(words.end(), arguments.begin(), arguments.end());
  return {executor, program, words};
}

/// Where the server listens, from its `listening` event.
std::string listening_address(record const& run) {
  if (run.events.empty()) return {};
  auto const* const action = std::get_if<server_action>(&run.events.back().body);
  return action != nullptr && action->name == "listening" ? action->detail : std::string();
}

asio::awaitable<void> run_pair(programs const& pair, run_of planned, record& run) {
  auto const executor = co_await asio::this_coro::executor;
  experiment const& experiment = *planned.experiment;

  std::vector<std::string> server_arguments = server_options(experiment);
  server_arguments.insert(server_arguments.end(), {"--listen", std::string(planned.address) + ":0",
                                                   "--events", "-", "--log-level", "off"});
  if (!experiment.greeting.empty())
    server_arguments.insert(server_arguments.end(), {"--greet", escape(experiment.greeting)});
  if (planned.own_network) server_arguments.emplace_back("--own-network");
  shape_network(experiment.network);
  child server = launched(executor, pair.server, server_arguments);
  co_await read_events(server, run, "listening");
  std::string const address = listening_address(run);
  if (address.empty())
    fail("the server", co_await server.exited() + " before it listened", co_await server.read_errors());

  full_backlog const filled(experiment.network, address);
  std::vector<std::string> client_arguments = {
      "--connect",   address_to_connect_to(experiment.network, address),
      "--plan",      to_string(experiment.steps),
      "--style",     std::string(style_of(planned.style)),
      "--deadline",  to_string(experiment.step_deadline),
      "--events",    "-",
      "--log-level", "off"};
  for (std::string& option : client_tls_options(experiment))
    client_arguments.push_back(std::move(option));
  child client = launched(executor, with_reactor(pair, reactor_of(planned.style)).client, client_arguments);
  co_await read_events(client, run);
  std::string const client_exit = co_await client.exited();
  if (observations_of(run).empty()) fail("the client", client_exit, co_await client.read_errors());

  server.request_exit();
  co_await read_events(server, run);
  run.server_exit = co_await server.exited();
}

/// What run_pair() threw, as a value: to `||` an exception is no success, and it would wait for the timer.
asio::awaitable<std::exception_ptr> failure_of_pair(programs const& pair, run_of planned, record& run) {
  try {
    co_await run_pair(pair, planned, run);
  } catch (...) {
    co_return std::current_exception();
  }
  co_return nullptr;
}

}  // namespace

programs programs_beside(std::filesystem::path const& this_program) {
  auto const folder = this_program.parent_path();
  auto const extension = this_program.extension();
  auto const beside = [&](std::string const& name) -> std::vector<std::string> {
    auto const file = folder / (name + extension.string());
    if (!std::filesystem::exists(file))
      throw setup_error("expected '" + file.string() + "' beside the lab, but it is missing");
    return {file.string()};
  };
  return {.lab = this_program, .server = beside("hangup-server"), .client = beside("hangup-client")};
}

std::chrono::nanoseconds time_for(experiment const& experiment) {
  std::chrono::nanoseconds total = patience;
  for (step const& planned : experiment.steps.steps)
    total += planned.duration + experiment.step_deadline;
  return total;
}

asio::awaitable<record> conduct(programs const& pair, run_of planned) {
  using namespace asio::experimental::awaitable_operators;
  record run{.experiment = planned.experiment->name, .style = std::string(planned.style)};
  asio::steady_timer timer(co_await asio::this_coro::executor, time_for(*planned.experiment));
  auto const first =
      co_await (failure_of_pair(pair, planned, run) || timer.async_wait(asio::as_tuple(asio::use_awaitable)));
  if (first.index() == 1) throw setup_error("the pair did not come to an end in time");
  if (auto const failure = std::get<0>(first)) std::rethrow_exception(failure);
  std::stable_sort(run.events.begin(), run.events.end(),
                   [](event const& a, event const& b) { return a.at < b.at; });
  co_return run;
}

}  // namespace hangup::lab
