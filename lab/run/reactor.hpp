#pragma once

#include <array>
#include <string>
#include <string_view>

#include "lab/run/conduct.hpp"

namespace hangup::lab {

/// What Asio can wait with on Linux beside epoll, each a client of its own (`hangup-client-io_uring`): Asio
/// chooses when it is compiled. A row of results names one behind its style: `handlers/io_uring`.
inline constexpr std::array<std::string_view, 2> other_reactors = {"io_uring", "select"};

/// `handlers` of `handlers/io_uring`.
std::string_view style_of(std::string_view row);
/// `io_uring` of `handlers/io_uring`; empty where the client is the usual one.
std::string_view reactor_of(std::string_view row);

/// The pair with the client of that reactor; as it is for an empty one.
programs with_reactor(programs pair, std::string_view reactor);

/// Why the client of a reactor cannot run here: it was not built, or the system does not permit it. Empty
/// where it can.
std::string why_no_reactor(programs const& pair, std::string_view reactor);

}  // namespace hangup::lab
