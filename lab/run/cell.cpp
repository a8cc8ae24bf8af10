#include "lab/run/cell.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <optional>

#include "common/options/errors.hpp"
#include "common/platform/cell.hpp"
#include "common/platform/platform.hpp"
#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "lab/run/child.hpp"
#include "lab/run/descendants.hpp"
#include "lab/run/reactor.hpp"
#include "lab/run/wire.hpp"

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

/// The port of the server's `listening` event.
std::uint16_t server_port(record const& run) {
  for (event const& happened : run.events) {
    auto const* const action = std::get_if<server_action>(&happened.body);
    if (action == nullptr || action->name != "listening") continue;
    std::string const& address = action->detail;
    std::uint16_t port = 0;
    std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
    return port;
  }
  return 0;
}

/// On the host's loopback, unless the experiment needs a cell: the record then has no events.
asio::awaitable<record> conduct_without_cell(programs const& pair, run_of planned, std::string why_no_cell) {
  record run{.experiment = planned.experiment->name, .style = std::string(planned.style)};
  if (!planned.experiment->needs_cell) run = co_await conduct(pair, planned);
  run.no_cell = std::move(why_no_cell);
  co_return run;
}

/// Runs `conducted` to its end; `wire` may be null.
record run_here(asio::awaitable<record> conducted, wire_capture* wire = nullptr) {
  asio::io_context io(1);
  record run;
  std::exception_ptr failed;
  asio::co_spawn(io, std::move(conducted), [&](std::exception_ptr failure, record made) {
    failed = failure;
    run = std::move(made);
    io.stop();  // nobody else has anything to finish
  });
  if (wire != nullptr)
    asio::co_spawn(io, wire->follow(), [&](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
  io.run();
  if (failed) std::rethrow_exception(failed);
  return run;
}

record conduct_with_witnesses(programs const& pair, run_of planned, std::filesystem::path const& capture) {
  wire_capture wire(capture);
  auto const before = platform::network_counters();
  record run = run_here(conduct(pair, planned), &wire);
  for (auto const& [name, value] : platform::network_counters())
    if (auto const old = before.find(name); old == before.end() || old->second != value)
      run.counters[name] = value - (old == before.end() ? 0 : old->second);
  auto segments = wire.segments(server_port(run));
  run.events.insert(run.events.end(), segments.begin(), segments.end());
  std::stable_sort(run.events.begin(), run.events.end(),
                   [](event const& a, event const& b) { return a.at < b.at; });
  run.in_cell = true;
  return run;
}

bool are_ours(programs const& pair) {
  programs const ours = programs_beside(pair.lab);
  return pair.server == ours.server && pair.client == ours.client;
}

constexpr std::chrono::seconds patience(30);  // beyond what the run in the cell may take

/// What a cell said, and how it ended.
struct answer {
  std::optional<std::string> line{};
  std::string exit{};
  std::string errors{};
};

asio::awaitable<answer> answer_of(child& cell) {
  answer said;
  said.line = co_await cell.next_line();
  said.exit = co_await cell.exited();
  if (!said.line) said.errors = co_await cell.read_errors();
  co_return said;
}

asio::awaitable<record> record_of(child& cell, std::chrono::nanoseconds time) {
  using namespace asio::experimental::awaitable_operators;
  asio::steady_timer limit(co_await asio::this_coro::executor, time);
  auto const first = co_await (answer_of(cell) || limit.async_wait(asio::as_tuple(asio::use_awaitable)));
  if (first.index() == 1) throw setup_error("the cell did not come to an end in time");
  answer const said = std::get<0>(first);
  if (said.line) co_return record_from(parse_json(*said.line));
  throw setup_error(said.errors.empty() ? "the cell " + said.exit : said.errors);
}

/// `it left behind: sleep, nginx`. Our own programs leave nothing but what ends with them.
std::string left_behind(programs const& pair, std::vector<std::string> const& names) {
  if (names.empty() || are_ours(pair)) return {};
  std::string text;
  for (std::string const& name : names)
    text += (text.empty() ? "; what it or the client left behind was ended: " : ", ") + name;
  return text;
}

/// In this process, which must have one thread.
record run_in_cell(programs const& pair, run_of planned, cell_options const& options) {
  int const parent = platform::parent_process_id();
  std::string const no_cell = enter_cell(pair, options.own_network, planned.style);
  platform::die_with_parent(parent);  // entering another user namespace has undone it (prctl(2))
  planned.own_network = no_cell.empty();
  descendants left;
  record run = no_cell.empty() ? conduct_with_witnesses(pair, planned, options.capture)
                               : run_here(conduct_without_cell(pair, planned, no_cell));
  run.server_exit += left_behind(pair, left.end());
  return run;
}

}  // namespace

std::string enter_cell(programs const& pair, bool own_network, std::string_view row) {
  if (!own_network) return "--no-cells was given";
  if (platform::network_counters().empty()) return "the kernel's counters in /proc/self/net cannot be read";
  boost::system::error_code ec;
  std::string failed_call;
  if (!platform::enter_own_network(ec, failed_call)) return failed_call + ": " + describe(value_of(ec));
  // A foreign program may want to give up its rights by itself, and needs rights for that.
  if (are_ours(pair)) ec = platform::keep_network_rights_only(has_rings(row));
  if (ec) throw setup_error("cannot give up rights in the cell: " + describe(value_of(ec)));
  return {};
}

asio::awaitable<record> conduct_in_cell(programs pair, run_of planned, cell_options options) {
  if (!platform::can_run_in_copy())
    co_return co_await conduct_without_cell(pair, planned,
                                            enter_cell(pair, options.own_network, planned.style));
  auto const executor = co_await asio::this_coro::executor;
  child cell(executor,
             [&] { return boost::json::serialize(to_json(run_in_cell(pair, planned, options))) + '\n'; });
  co_return co_await record_of(cell, time_for(*planned.experiment) + patience);
}

}  // namespace hangup::lab
