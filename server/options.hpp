#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/log/log_options.hpp"
#include "common/options/command_line.hpp"
#include "server/strategy.hpp"
#include "server/trigger.hpp"

namespace hangup::server {

/// What hangup-server was asked to do, checked.
struct options {
  boost::asio::ip::tcp::endpoint listen;
  server::strategy const* strategy = nullptr;
  server::trigger trigger;
  std::string greeting;  ///< sent before hanging up; may be empty
  bool once = false;
  std::string port_file;
  std::string events;
  log_options log;
};

/// Throws `usage_error`. Empty when --help, --list or another question was answered on stdout instead.
std::optional<options> read_options(std::vector<std::string> const& arguments);

}  // namespace hangup::server
