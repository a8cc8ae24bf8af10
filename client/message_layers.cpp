#include "client/message_layers.hpp"

#include <utility>

#include "common/platform/platform.hpp"

namespace hangup::client {

namespace http = boost::beast::http;

message_layers::message_layers(stream& over, std::string host) : over_(over), host_(std::move(host)) {}

http::request<http::string_body>& message_layers::new_request(step const& s) {
  bool const posts = s.op == operation::http_post;
  request_ = {posts ? http::verb::post : http::verb::get, posts ? "/" : s.text, 11};
  request_.set(http::field::host, host_);
  request_.set(http::field::user_agent, "hangup");
  if (posts) request_.body().assign(s.size, 'x');
  request_.prepare_payload();
  return request_;
}

message_layers::response_parser& message_layers::new_response() {
  return response_.emplace();
}

std::uint16_t message_layers::status() const {
  return response_ && response_->is_header_done() ? static_cast<std::uint16_t>(response_->get().result_int())
                                                  : std::uint16_t{0};
}

std::uint64_t message_layers::body_bytes() const {
  return response_ ? response_->get().body().size() : 0;
}

websocket_stream& message_layers::start_websocket() {
  using options = boost::beast::websocket::stream_base::timeout;
  websocket_.emplace(over_);
  if (limit_) websocket_->set_option(options{*limit_, *limit_, false});
  return *websocket_;
}

boost::beast::tcp_stream* message_layers::lend_socket() {
  if (!limit_) return nullptr;
  lent_.emplace(std::move(over_.socket()));
  lent_->expires_after(*limit_);
  return &*lent_;
}

void message_layers::withdraw_socket() {
  boost::system::error_code ec;
  auto const protocol = over_.socket().local_endpoint(ec).protocol();
  if (ec) return;  // it is closed
  auto const handle = over_.socket().release(ec);
  if (!ec) withdrawn_.emplace(withdrawn_socket{protocol, handle});
}

void message_layers::return_socket() {
  boost::system::error_code ec;
  if (lent_) over_.socket() = lent_->release_socket();
  if (withdrawn_) over_.socket().assign(withdrawn_->protocol, withdrawn_->handle, ec);
  if (ec) platform::close_native(static_cast<platform::native_socket>(withdrawn_->handle));
  lent_.reset();
  withdrawn_.reset();
}

}  // namespace hangup::client
