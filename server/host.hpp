#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>

#include "server/options.hpp"
#include "server/strategy.hpp"
#include "server/triggers/wait_for.hpp"

namespace hangup::server {

/// Accepts connections and hangs each of them up. It does not know which strategy it holds.
class host {
 public:
  /// Listens. Throws `setup_error` when that fails.
  host(boost::asio::io_context& io, host_options options, server_world world);
  host(host const&) = delete;
  host& operator=(host const&) = delete;

  /// What it listens on; with port 0 asked for, the port that was taken.
  boost::asio::ip::tcp::endpoint endpoint() const { return endpoint_; }

  /// Starts to accept. `done` is called when the one connection of --once has been hung up.
  void start(std::function<void()> done);

  /// Stops to accept and closes what is open. From now on nothing is hung up. The context then runs out of
  /// work.
  void stop();

  tally const& counts() const { return shared_.journal->counts; }

 private:
  boost::asio::awaitable<void> accept_all();
  boost::asio::awaitable<void> serve(std::shared_ptr<connection> peer);
  boost::asio::awaitable<trigger_outcome> await_trigger(connection& peer);
  boost::asio::awaitable<trigger_outcome> greet(connection& peer);
  void settle_for(connection const& chosen);
  void count(trigger_outcome outcome);

  host_options const options_;
  connection_resources shared_;
  boost::asio::ip::tcp::acceptor acceptor_;
  listener listener_;
  boost::asio::ip::tcp::endpoint endpoint_;
  boost::intrusive::list<connection, boost::intrusive::constant_time_size<false>> open_;
  std::function<void()> done_;
  bool settled_ = false;  // the one connection of --once has been chosen
};

}  // namespace hangup::server
