#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "server/answers/answer.hpp"
#include "server/connection.hpp"

namespace hangup::server {

/// Says all of it to the client, as far as that takes part. Each step may take `limit`. Records what it did.
boost::asio::awaitable<trigger_outcome> give_answer(answer const& given, std::chrono::nanoseconds limit,
                                                    connection& peer);

}  // namespace hangup::server
