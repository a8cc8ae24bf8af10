#pragma once

// Beast's WebSocket over `stream`: what Beast has to be told of a stream that is not its own. It finds these
// functions by their argument's namespace (boost/beast/websocket/teardown.hpp, beast/core/stream_traits.hpp).

#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <utility>

#include "stream/stream.hpp"

#ifdef HANGUP_WITH_TLS
#include <boost/beast/websocket/ssl.hpp>
#endif

namespace hangup {

/// WebSocket without compression of messages, which has no say in how a connection ends.
using websocket_stream = boost::beast::websocket::stream<stream&, false>;

/// The end of TCP after the close frames: Beast's own, as a client reads until EOF and shuts down then.
inline void note_teardown(witnessed_socket& beneath, boost::system::error_code const& ec) {
  bool const met_eof = !ec || ec == boost::asio::error::not_connected;  // of the shutdown, after the EOF
  if (ec != boost::asio::error::bad_descriptor)                         // of our own close
    beneath.note(met_eof ? boost::system::error_code(boost::asio::error::eof) : ec);
}

template <typename Handler>
auto async_teardown(boost::beast::role_type role, witnessed_socket& beneath, Handler&& handler) {
  bool begun = false;
  return boost::asio::async_compose<Handler, void(boost::system::error_code)>(
      [&beneath, role, begun](auto& self, boost::system::error_code ec = {}) mutable {
        if (!std::exchange(begun, true))
          return boost::beast::websocket::async_teardown(role, beneath.next_layer(), std::move(self));
        note_teardown(beneath, ec);
        self.complete(ec);
      },
      handler, beneath);
}

/// The same with calls that block, which have to go through the witness: it knows their deadline.
inline void teardown(boost::beast::role_type /*client*/, witnessed_socket& beneath,
                     boost::system::error_code& ec) {
  char discarded[2048];
  while (!ec)
    beneath.read_some(boost::asio::buffer(discarded), ec);
  if (ec != boost::asio::error::eof) return;
  beneath.next_layer().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ec);
  if (!ec) beneath.next_layer().close(ec);
}

/// A server leaves TCP alone: its strategy ends it.
template <typename Handler>
auto async_teardown(boost::beast::role_type role, stream& over, Handler&& handler) {
  return boost::asio::async_initiate<Handler, void(boost::system::error_code)>(
      [role, &over](auto completed) {
        using boost::beast::websocket::async_teardown;
        if (role == boost::beast::role_type::server)
          boost::asio::post(over.get_executor(), [completed = std::move(completed)]() mutable {
            std::move(completed)(boost::system::error_code());
          });
#ifdef HANGUP_WITH_TLS
        else if (over.has_tls())
          async_teardown(role, over.tls(), std::move(completed));
#endif
        else
          async_teardown(role, over.witness(), std::move(completed));
      },
      handler);
}

inline void teardown(boost::beast::role_type role, stream& over, boost::system::error_code& ec) {
  using boost::beast::websocket::teardown;
#ifdef HANGUP_WITH_TLS
  if (over.has_tls()) return teardown(role, over.tls(), ec);
#endif
  teardown(role, over.witness(), ec);
}

/// What Beast does when its own time-out has passed.
inline void beast_close_socket(stream& over) {
  boost::system::error_code ignored;
  over.socket().close(ignored);
}

}  // namespace hangup
