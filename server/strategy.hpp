#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string_view>

#include "server/connection.hpp"
#include "server/listener.hpp"

namespace hangup::server {

using boost::asio::awaitable;

/// Everything that help, documentation, tests and JSON need to know of a strategy.
struct strategy_descriptor {
  std::string_view name;         ///< as typed: `process_abort`
  std::string_view summary;      ///< one line
  std::string_view calls;        ///< the calls it makes, as one would write them in C
  std::string_view on_the_wire;  ///< what the peer receives
  std::string_view platforms = "all";
  /// Ends or stops the process. A stranger must not be able to cause that: needs --allow-remote-exit off
  /// loopback.
  bool ends_process = false;
  /// Starts a process for each connection: needs --allow-remote-fork off loopback.
  bool starts_processes = false;
  /// Changes the host's network, or needs CAP_NET_ADMIN: only where the server has a network namespace of its
  /// own.
  bool needs_own_network = false;
  /// Ends TLS: only for a server that speaks it (--tls).
  bool needs_tls = false;
  /// False: the port is taken, but nobody listens.
  bool listens = true;
};

/// One way to end a connection: an asynchronous operation, and what is to be said about it.
struct strategy {
  strategy_descriptor about;
  /// Hangs up over bytes that nobody read: after the trigger, the host waits until there are any.
  bool over_unread_bytes = false;
  /// Makes the TLS handshake itself, because it ends in the middle of it.
  bool cuts_handshake = false;
  /// Completes when the strategy has done all it does. The connection may then be open or closed. Null where
  /// no connection is ever accepted.
  awaitable<void> (*hang_up)(connection& peer) = nullptr;
  /// What to do with the listening socket before any connection is accepted; not at all for most.
  awaitable<void> (*before_accept)(listener& waiting) = nullptr;
};

/// The registry, in the order of the README's table (server/strategies/registry.cpp).
std::span<strategy const> all_strategies();
/// Null when there is none of that name.
strategy const* find_strategy(std::string_view name);

}  // namespace hangup::server
