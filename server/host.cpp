#include "server/host.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sstream>
#include <utility>

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
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

host::host(asio::io_context& io, options const& options, server_world world)
    : options_(options),
      world_(std::move(world)),
      acceptor_(io),
      listener_(acceptor_, options.trigger.delay,
                [this](std::string what, error_code const& ec) { report(std::move(what), ec); }) {
  error_code ec;
  acceptor_.open(options.listen.protocol(), ec);
  if (!ec) ec = platform::claim_port(acceptor_.native_handle());
  if (!ec) acceptor_.bind(options.listen, ec);
  if (!ec && options.strategy->about.listens) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  // Who does not listen shares a reusable port with whoever will (socket(7), SO_REUSEADDR).
  if (!ec && !options.strategy->about.listens) acceptor_.set_option(tcp::acceptor::reuse_address(false), ec);
  if (!ec) endpoint_ = acceptor_.local_endpoint(ec);
  if (ec) throw setup_error("cannot listen on " + text_of(options.listen) + ": " + describe(value_of(ec)));
}

void host::start(std::function<void()> done) {
  done_ = std::move(done);
  report("listening", {}, text_of(endpoint_));
  if (options_.strategy->about.listens) asio::co_spawn(acceptor_.get_executor(), accept_all(), rethrow);
}

void host::stop() {
  listener_.close();
  for (auto const& [number, held] : open_)
    if (auto const with = held.lock()) with->stop();
}

std::string host::summary() const {
  return std::to_string(accepted_) + (accepted_ == 1 ? " connection" : " connections") + " hung up with " +
         std::string(options_.strategy->about.name);
}

asio::awaitable<void> host::accept_all() {
  if (options_.strategy->before_accept != nullptr) co_await options_.strategy->before_accept(listener_);
  while (acceptor_.is_open()) {
    auto [ec, socket] = co_await acceptor_.async_accept(as_value);
    if (!acceptor_.is_open()) break;
    if (ec) {
      report("accept", ec);
      asio::steady_timer pause(acceptor_.get_executor(), pause_after_accept_error);
      co_await pause.async_wait(as_value);
      continue;
    }
    auto with = std::make_shared<connection>(std::move(socket), ++accepted_, world_);
    open_[accepted_] = with;
    asio::co_spawn(acceptor_.get_executor(), hang_up(std::move(with)), rethrow);
    if (options_.once) co_return listener_.close();
  }
}

asio::awaitable<void> host::hang_up(std::shared_ptr<connection> with) {
  with->did("accepted", {});
  if (options_.strategy->before_accept == nullptr)
    co_await wait_for(options_.trigger, *with);  // else it came before accept
  if (!options_.greeting.empty()) {
    auto const [ec, bytes] =
        co_await asio::async_write(with->socket(), asio::buffer(options_.greeting), as_value);
    with->did("sent", ec, bytes);
  }
  co_await options_.strategy->hang_up(*with);
  with->close();
  open_.erase(with->number());
  if (options_.once) done_();
}

void host::report(std::string what, error_code const& ec, std::string detail) {
  world_.report({platform::monotonic_now(), server_action{.connection = 0,
                                                          .name = std::move(what),
                                                          .error = value_of(ec),
                                                          .bytes = 0,
                                                          .detail = std::move(detail)}});
}

}  // namespace hangup::server
