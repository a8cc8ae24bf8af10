#pragma once

// Beast's WebSocket over `stream`: what Beast has to be told of a stream that is not its own. It finds these
// functions by their argument's namespace (boost/beast/websocket/teardown.hpp, beast/core/stream_traits.hpp).

#include <boost/asio/any_completion_handler.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "stream/stream.hpp"

namespace hangup {

/// WebSocket without compression of messages, which has no say in how a connection ends.
using websocket_stream = boost::beast::websocket::stream<stream&, false>;

/// The end of TCP after the close frames: Beast's own, as a client reads until EOF and shuts down then.
/// A server leaves TCP alone: its strategy ends it.
void start_teardown(boost::beast::role_type role, stream& over,
                    boost::asio::any_completion_handler<void(boost::system::error_code)> handler);
template <typename Token>
auto async_teardown(boost::beast::role_type role, stream& over, Token&& token) {
  return boost::asio::async_initiate<Token, void(boost::system::error_code)>(
      [role, &over](auto handler) { start_teardown(role, over, std::move(handler)); }, token);
}
void teardown(boost::beast::role_type role, stream& over, boost::system::error_code& ec);

/// What Beast does when its own time-out has passed.
void beast_close_socket(stream& over);

}  // namespace hangup
