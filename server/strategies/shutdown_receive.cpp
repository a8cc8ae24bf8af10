// Declares that it will not read any more, and keeps the connection.
//
// SHUT_RD says nothing on the wire: the client's writes are acknowledged and go nowhere. Windows documents a
// reset for data that arrives afterwards.

#include "server/strategies/strategies.hpp"

namespace hangup::server {
namespace {

boost::asio::awaitable<void> hang_up(connection& with) {
  boost::system::error_code ec;
  with.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_receive, ec);
  with.did("shutdown_receive", ec);
  co_await with.pause(std::chrono::hours(24));
}

}  // namespace

strategy shutdown_receive() {
  return {.about = {.name = "shutdown_receive",
                    .summary = "shutdown(SHUT_RD), and keep the connection",
                    .calls = "shutdown(fd, SHUT_RD)",
                    .on_the_wire = "nothing"},
          .hang_up = hang_up};
}

}  // namespace hangup::server
