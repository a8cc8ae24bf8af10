#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/log/log_options.hpp"
#include "server/answers/answer.hpp"
#include "server/triggers/trigger.hpp"
#include "stream/tls.hpp"

namespace hangup::server {

struct strategy;

/// Where connections come in, and how and when they are ended.
struct host_options {
  boost::asio::ip::tcp::endpoint listen;
  server::strategy const* strategy = nullptr;
  server::trigger trigger;
  std::chrono::nanoseconds trigger_limit = std::chrono::minutes(1);
  server::answer answer{};  ///< given before it waits for the trigger; may be empty
  std::string greeting;     ///< sent before hanging up; may be empty
  bool once = false;        ///< one connection is hung up, and that is all
};

enum class summary_format : std::uint8_t { text, json };

/// What hangup-server was asked to do, checked.
struct options {
  host_options host;
  std::optional<tls_options> tls;  ///< connections speak TLS
  std::string port_file;
  std::string events;
  bool quiet = false;
  summary_format format = summary_format::text;  ///< of what is written to stdout when quiet
  log_options log;
};

/// Throws `usage_error`. Empty when --help, --list or another question was answered on stdout instead.
std::optional<options> read_options(std::vector<std::string> const& arguments);

}  // namespace hangup::server
