#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "server/options.hpp"

namespace hangup::server {

/// Accepts connections and hangs each of them up. It does not know which strategy it holds.
class host {
 public:
  /// Listens. Throws `setup_error` when that fails.
  host(boost::asio::io_context& io, options const& options, server_world world);

  /// What it listens on; with port 0 asked for, the port that was taken.
  boost::asio::ip::tcp::endpoint endpoint() const { return endpoint_; }

  /// Starts to accept. `done` is called when the one connection of --once has been hung up.
  void start(std::function<void()> done);

  /// Stops to accept and closes what is open. The context then runs out of work.
  void stop();

  /// `3 connections hung up with abortive`.
  std::string summary() const;

 private:
  boost::asio::awaitable<void> accept_all();
  boost::asio::awaitable<void> hang_up(std::shared_ptr<connection> with);
  void report(std::string what, boost::system::error_code const& ec, std::string detail = {});

  options const& options_;
  server_world world_;
  boost::asio::ip::tcp::acceptor acceptor_;
  listener listener_;
  boost::asio::ip::tcp::endpoint endpoint_;
  std::map<std::uint64_t, std::weak_ptr<connection>> open_;
  std::uint64_t accepted_ = 0;
  std::function<void()> done_;
};

}  // namespace hangup::server
