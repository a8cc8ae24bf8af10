#include "server/host.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <sstream>
#include <utility>

#include "common/options/errors.hpp"
#include "server/answers/give_answer.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_value = asio::as_tuple(asio::deferred);
constexpr std::chrono::milliseconds pause_after_accept_error(100);  // out of descriptors: let some be closed

std::string text_of(tcp::endpoint const& endpoint) {
  std::ostringstream out;
  out << endpoint;
  return out.str();
}

/// A handler for co_spawn: an exception is a defect of ours, and goes through io_context::run() to main().
constexpr auto rethrow = [](std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
};

}  // namespace

host::host(asio::io_context& io, host_options options, server_world world)
    : options_(std::move(options)),
      shared_(io.get_executor(), std::move(world)),
      acceptor_(io),
      listener_(acceptor_, options_.trigger.delay, shared_.journal) {
  bool const listens = options_.strategy->about.listens;
  error_code ec;
  acceptor_.open(options_.listen.protocol(), ec);
  if (!ec) ec = platform::claim_port(static_cast<platform::native_socket>(acceptor_.native_handle()));
  if (!ec) acceptor_.bind(options_.listen, ec);
  if (!ec && listens) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  // With SO_REUSEADDR set, another process could bind this port and listen on it (socket(7)); clear it.
  if (!ec && !listens) acceptor_.set_option(tcp::acceptor::reuse_address(false), ec);
  if (!ec) endpoint_ = acceptor_.local_endpoint(ec);
  if (ec) throw setup_error("cannot listen on " + text_of(options_.listen) + ": " + describe(value_of(ec)));
}

void host::start(std::function<void()> done) {
  done_ = std::move(done);
  shared_.journal->record_action(0, "listening", {}, 0, text_of(endpoint_));
  shared_.journal->write_out();
  if (options_.strategy->about.listens) asio::co_spawn(acceptor_.get_executor(), accept_all(), rethrow);
}

void host::stop() {
  listener_.close();
  for (connection& peer : open_)
    peer.stop();
}

asio::awaitable<void> host::accept_all() {
  if (options_.strategy->before_accept != nullptr) co_await options_.strategy->before_accept(listener_);
  while (acceptor_.is_open()) {
    auto [ec, socket] = co_await acceptor_.async_accept(as_value);
    if (!acceptor_.is_open()) break;
    if (ec) {
      shared_.journal->record_action(0, "accept", ec);
      co_await listener_.pause(pause_after_accept_error);
      continue;
    }
    auto peer = std::make_shared<connection>(std::move(socket), ++shared_.journal->counts.accepted, shared_);
    open_.push_back(*peer);
    asio::co_spawn(acceptor_.get_executor(), serve(std::move(peer)), rethrow);
  }
  if (options_.once && !settled_) done_();  // nobody can come any more
}

asio::awaitable<void> host::serve(std::shared_ptr<connection> peer) {
  peer->record_action("accepted", {});
  auto outcome = trigger_outcome::reached;
  if (shared_.world.tls && !options_.strategy->cuts_handshake)
    outcome = co_await peer->start_tls(options_.trigger_limit);
  if (outcome == trigger_outcome::reached && !options_.answer.steps.empty())
    outcome = co_await give_answer(options_.answer, options_.trigger_limit, *peer);
  if (outcome == trigger_outcome::reached && options_.trigger != trigger{})
    outcome = co_await await_trigger(*peer);
  if (outcome == trigger_outcome::reached && !options_.greeting.empty()) outcome = co_await greet(*peer);
  if (outcome == trigger_outcome::reached && options_.strategy->over_unread_bytes)
    outcome = co_await wait_for({.kind = trigger_kind::unread}, options_.trigger_limit, *peer);
  if (peer->is_stopped()) outcome = trigger_outcome::stopped;
  count(outcome);
  bool const hangs_up = outcome == trigger_outcome::reached && options_.strategy->hang_up != nullptr;
  if (hangs_up) {
    if (options_.once) settle_for(*peer);
    co_await options_.strategy->hang_up(*peer);
  }
  peer->close();
  if (hangs_up && options_.once) done_();
}

/// Where a strategy acts before accept, its trigger has come already.
asio::awaitable<trigger_outcome> host::await_trigger(connection& peer) {
  if (options_.strategy->before_accept != nullptr || is_reached(options_.trigger, {}))
    co_return trigger_outcome::reached;
  co_return co_await wait_for(options_.trigger, options_.trigger_limit, peer);
}

asio::awaitable<trigger_outcome> host::greet(connection& peer) {
  // Not within the `if`: GCC 12 would lose the string_view that is made there.
  bool const in_time = co_await peer.send(options_.greeting, options_.trigger_limit);
  if (in_time) co_return trigger_outcome::reached;
  peer.record_action("gave_up", {}, 0, "sending the greeting");
  co_return trigger_outcome::gave_up;
}

/// Nobody else is served.
void host::settle_for(connection const& chosen) {
  settled_ = true;
  listener_.close();
  for (connection& peer : open_)
    if (&peer != &chosen) peer.stop();
}

void host::count(trigger_outcome outcome) {
  tally& counts = shared_.journal->counts;
  switch (outcome) {
    case trigger_outcome::reached: ++counts.hung_up; return;
    case trigger_outcome::client_ended: ++counts.client_ended_first; return;
    case trigger_outcome::gave_up: ++counts.gave_up; return;
    case trigger_outcome::stopped: return;
  }
}

}  // namespace hangup::server
