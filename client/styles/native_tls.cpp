#include "client/styles/native_tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <climits>
#include <utility>

#include "common/options/errors.hpp"

namespace hangup::client {
namespace {

using boost::system::error_code;

/// The socket as OpenSSL sees it. Its own (BIO_s_socket) would raise SIGPIPE, and keep to itself what the
/// socket said.
struct transport {
  platform::socket_type socket = platform::no_socket;
  std::function<bool()> has_time;
  error_code error{};
  bool finished = false;  ///< the peer, by its FIN
};

transport& transport_of(BIO* bio) {
  return *static_cast<transport*>(BIO_get_data(bio));
}

/// The first error is what happened; an alert that cannot be sent any more is its echo.
void note(BIO* bio, error_code const& ec) {
  if (!transport_of(bio).error) transport_of(bio).error = ec;
}

/// Where the time was over, that is no error of the connection, and OpenSSL may call again.
int fail(BIO* bio, error_code const& ec, int retry) {
  bool const is_time_out = ec == boost::asio::error::would_block || ec == boost::asio::error::try_again;
  is_time_out ? BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY) : note(bio, ec);
  return -1;
}

int read_socket(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  if (!transport_of(bio).has_time()) return fail(bio, boost::asio::error::would_block, BIO_FLAGS_READ);
  auto const count = ::recv(transport_of(bio).socket, into, static_cast<platform::byte_count>(size), 0);
  if (count < 0) return fail(bio, platform::last_socket_error(), BIO_FLAGS_READ);
  transport_of(bio).finished = count == 0;
  if (count == 0) note(bio, boost::asio::error::eof);
  return static_cast<int>(count);
}

int write_socket(BIO* bio, char const* from, int size) {
  BIO_clear_retry_flags(bio);
  if (!transport_of(bio).has_time()) return fail(bio, boost::asio::error::would_block, BIO_FLAGS_WRITE);
  auto const count =
      ::send(transport_of(bio).socket, from, static_cast<platform::byte_count>(size), platform::no_signal);
  if (count < 0) return fail(bio, platform::last_socket_error(), BIO_FLAGS_WRITE);
  return static_cast<int>(count);
}

/// OpenSSL asks whether the peer has finished (BIO_eof(3)), and to send what is buffered, which nothing is.
long control_socket(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_EOF) return transport_of(bio).finished ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD const* socket_method() {
  static BIO_METHOD const* const method = [] {
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_read(made, read_socket);
    BIO_meth_set_write(made, write_socket);
    BIO_meth_set_ctrl(made, control_socket);
    return made;
  }();
  return method;
}

int int_of(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

}  // namespace

struct native_tls::state {
  state(tls_context& context, platform::socket_type socket, std::function<bool()> has_time)
      : beneath{.socket = socket, .has_time = std::move(has_time)},
        connection(SSL_new(context.native_handle())) {
    BIO* const bio = connection != nullptr ? BIO_new(socket_method()) : nullptr;
    if (bio == nullptr) throw setup_error("TLS: OpenSSL is out of memory");
    BIO_set_data(bio, &beneath);
    BIO_set_init(bio, 1);
    SSL_set_bio(connection, bio, bio);
    // A write returns after each record, and where it was given up, another may follow.
    SSL_set_mode(connection, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  ~state() { SSL_free(connection); }
  state(state const&) = delete;
  state& operator=(state const&) = delete;

  /// What one call returned, 1 or more for success, as an error_code.
  template <typename Call>
  error_code call(Call call, int& result) {
    ERR_clear_error();
    result = call();
    if (result > 0) return {};
    switch (SSL_get_error(connection, result)) {
      case SSL_ERROR_ZERO_RETURN: return boost::asio::error::eof;  // the peer's close_notify
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE: return boost::asio::error::would_block;  // the time of the call was over
      case SSL_ERROR_SYSCALL:
        if (beneath.error) return beneath.error;
        break;
      default: break;
    }
    auto const reason = static_cast<int>(ERR_get_error());
    // Nobody says why: an earlier call has failed for good. What Asio says then.
    if (reason == 0) return boost::asio::ssl::error::unspecified_system_error;
    return {reason, boost::asio::error::get_ssl_category()};
  }

  transport beneath;
  SSL* connection;
};

native_tls::native_tls(tls_context& context, std::string const& host, platform::socket_type socket,
                       std::function<bool()> has_time)
    : state_(std::make_unique<state>(context, socket, std::move(has_time))) {
  expect_host(state_->connection, host);
}

native_tls::~native_tls() = default;

error_code native_tls::handshake() {
  int result = 0;
  return state_->call([this] { return SSL_connect(state_->connection); }, result);
}

error_code native_tls::read(char* into, std::size_t size, std::size_t& bytes) {
  int count = 0;
  auto const ec = state_->call([&] { return SSL_read(state_->connection, into, int_of(size)); }, count);
  bytes = ec ? 0 : static_cast<std::size_t>(count);
  return ec;
}

error_code native_tls::write(char const* from, std::size_t size, std::size_t& bytes) {
  int count = 0;
  auto const ec = state_->call([&] { return SSL_write(state_->connection, from, int_of(size)); }, count);
  bytes = ec ? 0 : static_cast<std::size_t>(count);
  return ec;
}

error_code native_tls::shutdown() {
  int result = 0;
  auto const ec = state_->call([this] { return SSL_shutdown(state_->connection); }, result);
  bool const only_sent = result == 0;  // ours is on its way, and the peer's has not come: no error
  return only_sent ? state_->call([this] { return SSL_shutdown(state_->connection); }, result) : ec;
}

error_code native_tls::take_transport_error() {
  return std::exchange(state_->beneath.error, {});
}

}  // namespace hangup::client
