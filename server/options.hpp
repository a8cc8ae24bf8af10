#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/log.hpp"
#include "server/strategy.hpp"
#include "server/trigger.hpp"

namespace hangup {

/// What hangup-server was asked to do, checked.
struct server_options {
  boost::asio::ip::tcp::endpoint listen;
  strategy const* how = nullptr;
  trigger when;
  std::string greeting;  ///< sent before hanging up; may be empty
  bool once = false;
  std::string port_file;
  std::string events;
  log_options log;
};

/// Throws `usage_error`. Empty when --help, --list or another question was answered on stdout instead.
std::optional<server_options> read_server_options(std::vector<std::string> const& arguments);

}  // namespace hangup
