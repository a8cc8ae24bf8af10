#include "stream/websocket.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "stream/tls_layer.hpp"

#ifdef HANGUP_WITH_TLS
#include <boost/beast/websocket/ssl.hpp>
#endif

namespace hangup {

namespace asio = boost::asio;
using boost::beast::role_type;
using boost::system::error_code;

namespace {

void note_teardown(witnessed_socket& beneath, error_code const& ec) {
  bool const met_eof = !ec || ec == asio::error::not_connected;  // of the shutdown, after the EOF
  if (ec != asio::error::bad_descriptor)                         // of our own close
    beneath.note(met_eof ? error_code(asio::error::eof) : ec);
}

}  // namespace

// These two are found by Beast, from its teardown of TLS.

template <typename Handler>
auto async_teardown(role_type role, witnessed_socket& beneath, Handler&& handler) {
  bool begun = false;
  return asio::async_compose<Handler, void(error_code)>(
      [&beneath, role, begun](auto& self, error_code ec = {}) mutable {
        if (!std::exchange(begun, true))
          return boost::beast::websocket::async_teardown(role, beneath.next_layer(), std::move(self));
        note_teardown(beneath, ec);
        self.complete(ec);
      },
      handler, beneath);
}

/// The same with calls that block, which have to go through the witness: it knows their deadline.
void teardown(role_type /*client*/, witnessed_socket& beneath, error_code& ec) {
  char discarded[2048];
  while (!ec)
    beneath.read_some(asio::buffer(discarded), ec);
  if (ec != asio::error::eof) return;
  beneath.next_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  if (!ec) beneath.next_layer().close(ec);
}

void start_teardown(role_type role, stream& over, asio::any_completion_handler<void(error_code)> handler) {
  using boost::beast::websocket::async_teardown;
  // Beast posts it, which the executor of an any_completion_handler cannot do.
  auto completed = asio::bind_executor(over.get_executor(), std::move(handler));
  if (role == role_type::server) asio::post(asio::append(std::move(completed), error_code()));
#ifdef HANGUP_WITH_TLS
  else if (over.has_tls())
    async_teardown(role, over.tls(), std::move(completed));
#endif
  else
    async_teardown(role, over.witness(), std::move(completed));
}

void teardown(role_type role, stream& over, error_code& ec) {
  using boost::beast::websocket::teardown;
#ifdef HANGUP_WITH_TLS
  if (over.has_tls()) return teardown(role, over.tls(), ec);
#endif
  teardown(role, over.witness(), ec);
}

void beast_close_socket(stream& over) {
  error_code ignored;
  over.socket().close(ignored);
}

}  // namespace hangup
