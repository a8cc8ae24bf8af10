#include "stream/stream.hpp"

#include <optional>

#include "stream/tls_layer.hpp"

namespace hangup {

using boost::asio::const_buffer;
using boost::asio::mutable_buffer;

struct stream::layers {
  explicit layers(boost::asio::ip::tcp::socket& socket) : witness(socket) {}
  witnessed_socket witness;
  std::optional<tls_layer> tls;
  bool is_watched = false;
};

namespace {

auto asio_side(tls_side side) {
  return side == tls_side::client ? tls_layer::client : tls_layer::server;
}

}  // namespace

stream::stream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}
stream::~stream() = default;

witnessed_socket& stream::witness() {
  if (!layers_) layers_ = std::make_unique<layers>(socket_);
  return layers_->witness;
}

bool stream::is_watched() const {
  return layers_ && layers_->is_watched;
}

void stream::watch_transport() {
  if (is_watched()) return;
  witness().take_error();  // of before
  layers_->is_watched = true;
}

stream::error_code stream::take_transport_error() {
  return is_watched() ? layers_->witness.take_error() : error_code();
}

void stream::start_tls(tls_context& context) {
  watch_transport();
  layers_->tls.emplace(layers_->witness, context);
}

void stream::start_tls(tls_context& context, std::string const& host) {
  start_tls(context);
  expect_host(layers_->tls->native_handle(), host);
}

void stream::drop_tls() {
  if (!layers_) return;
  layers_->tls.reset();
  layers_->is_watched = false;
}

bool stream::has_tls() const {
  return layers_ && layers_->tls;
}

tls_layer& stream::tls() {
  return *layers_->tls;
}

void stream::start_reading(few<mutable_buffer> const& into, transfer_handler handler) {
  if (has_tls())
    tls().async_read_some(into, std::move(handler));
  else if (is_watched())
    layers_->witness.async_read_some(into, std::move(handler));
  else
    socket_.async_read_some(into, std::move(handler));
}

void stream::start_writing(few<const_buffer> const& from, transfer_handler handler) {
  if (has_tls())
    tls().async_write_some(from, std::move(handler));
  else if (is_watched())
    layers_->witness.async_write_some(from, std::move(handler));
  else
    socket_.async_write_some(from, std::move(handler));
}

std::size_t stream::read_now(few<mutable_buffer> const& into, error_code& ec) {
  return has_tls() ? tls().read_some(into, ec) : witness().read_some(into, ec);
}

std::size_t stream::write_now(few<const_buffer> const& from, error_code& ec) {
  return has_tls() ? tls().write_some(from, ec) : witness().write_some(from, ec);
}

void stream::start_handshake(tls_side side, signal_handler handler) {
  tls().async_handshake(asio_side(side), std::move(handler));
}

void stream::handshake(tls_side side, error_code& ec) {
  tls().handshake(asio_side(side), ec);
}

void stream::start_shutdown(signal_handler handler) {
  tls().async_shutdown(std::move(handler));
}

void stream::shutdown(error_code& ec) {
  tls().shutdown(ec);
}

}  // namespace hangup
