#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace hangup::client {

using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Blocks for as long as the system likes, as getaddrinfo(3) does: a name server that does not answer takes
/// it most of a minute.
using look_up_function =
    std::function<endpoints(std::string const& host, std::uint16_t port, boost::system::error_code& ec)>;
endpoints look_up(std::string const& host, std::uint16_t port, boost::system::error_code& ec);

/// The addresses of `host`, within `limit`. Throws `setup_error` when there are none or none have come in
/// time. A look-up that comes too late goes on in a thread of its own, as nobody can cancel it, until the
/// process ends.
endpoints resolve_within(std::string const& host, std::uint16_t port, std::chrono::nanoseconds limit,
                         look_up_function ask = look_up);

}  // namespace hangup::client
