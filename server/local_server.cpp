#include "server/local_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <string>
#include <thread>

#include "server/host.hpp"

namespace hangup::server {
namespace {

host_options options_of(std::string_view name, std::string_view when) {
  auto const* const found = find_strategy(name);
  if (found == nullptr) throw std::invalid_argument("'" + std::string(name) + "': there is no such strategy");
  if (found->about.ends_process)
    throw std::invalid_argument("'" + std::string(name) + "': it ends the process, which is your own");
  host_options asked;
  asked.listen = {boost::asio::ip::make_address_v4("127.0.0.1"), 0};
  asked.strategy = found;
  asked.trigger = parse_trigger(when);
  return asked;
}

}  // namespace

struct local_server::state {
  explicit state(host_options asked) : hangs_up(io, std::move(asked), {}) {}

  boost::asio::io_context io;
  host hangs_up;
  std::thread thread;
};

local_server::local_server(std::string_view strategy, std::string_view when)
    : state_(std::make_unique<state>(options_of(strategy, when))) {
  state_->hangs_up.start({});
  state_->thread = std::thread([this] { state_->io.run(); });
}

local_server::~local_server() {
  boost::asio::post(state_->io, [this] { state_->hangs_up.stop(); });
  state_->thread.join();
}

std::uint16_t local_server::port() const {
  return state_->hangs_up.endpoint().port();
}

}  // namespace hangup::server
