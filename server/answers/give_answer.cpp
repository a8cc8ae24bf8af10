#include "server/answers/give_answer.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <optional>

#include "common/text/printable.hpp"
#include "stream/websocket.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::awaitable;
using boost::system::error_code;

constexpr auto as_value = asio::as_tuple(asio::deferred);

/// The steps of one answer, over one connection.
class answering {
 public:
  answering(connection& peer, std::chrono::nanoseconds limit) : peer_(peer), limit_(limit) {}

  awaitable<trigger_outcome> perform(answer_step const& s) {
    switch (s.kind) {
      case answer_kind::http:
      case answer_kind::http_early: co_return co_await respond(s, limit_);
      case answer_kind::http_until_idle: co_return co_await respond_until_idle(s);
      case answer_kind::ws: co_return co_await bounded("ws_accept", limit_, accept());
      case answer_kind::ws_send: co_return co_await bounded("ws_send", limit_, send_message(s));
      case answer_kind::ws_close: co_return co_await bounded("ws_close", limit_, close(s));
      case answer_kind::ws_await_close: co_return co_await bounded("ws_await_close", limit_, await_close());
      case answer_kind::send: co_return co_await send(s.text);
    }
    co_return trigger_outcome::reached;
  }

 private:
  /// `work` with a limit. Records how it ended, under `name`.
  awaitable<trigger_outcome> bounded(std::string_view name, std::chrono::nanoseconds limit,
                                     awaitable<error_code> work) {
    detail_.clear();
    peer_.start_limit(limit);
    error_code const ec = co_await std::move(work);
    bool const gave_up = peer_.limit_passed();
    peer_.end_limit();
    if (peer_.is_stopped()) co_return trigger_outcome::stopped;
    peer_.record_action(gave_up ? "gave_up" : name, gave_up ? error_code() : ec, 0, gave_up ? name : detail_);
    if (gave_up) co_return trigger_outcome::gave_up;
    co_return ec ? trigger_outcome::client_ended : trigger_outcome::reached;
  }

  awaitable<trigger_outcome> send(std::string_view text) {
    bool const in_time = co_await peer_.send(text, limit_);
    if (peer_.is_stopped()) co_return trigger_outcome::stopped;
    if (in_time) co_return trigger_outcome::reached;
    peer_.record_action("gave_up", {}, 0, "sending the answer");
    co_return trigger_outcome::gave_up;
  }

  awaitable<trigger_outcome> respond(answer_step const& s, std::chrono::nanoseconds limit) {
    auto outcome = co_await bounded("http_request", limit, read_request(s.kind != answer_kind::http_early));
    std::string const text = response_text(s);
    if (outcome == trigger_outcome::reached) outcome = co_await send(text);
    co_return outcome;
  }

  /// That no request comes any more is how this ends, and not the client's doing.
  awaitable<trigger_outcome> respond_until_idle(answer_step const& s) {
    auto outcome = trigger_outcome::reached;
    while (outcome == trigger_outcome::reached)
      outcome = co_await respond(s, s.idle);
    co_return outcome == trigger_outcome::gave_up ? trigger_outcome::reached : outcome;
  }

  awaitable<error_code> read_request(bool whole) {
    http::request_parser<http::buffer_body> request;
    request.body_limit(boost::none);
    auto const [ec, bytes] = co_await http::async_read_header(peer_.layers(), buffer_, request, as_value);
    if (ec) co_return ec;
    detail_ =
        printable(std::string(request.get().method_string()) + ' ' + std::string(request.get().target()));
    if (!whole) co_return ec;
    if (request.get()[http::field::expect] == "100-continue") {
      constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";  // within the limit of the request
      auto const [failed, sent] = co_await asio::async_write(peer_.layers(), asio::buffer(go_on), as_value);
      if (failed) co_return failed;
    }
    co_return co_await discard_body(request);
  }

  awaitable<error_code> discard_body(http::request_parser<http::buffer_body>& request) {
    std::array<char, std::size_t{16} * 1024> discarded;
    while (!request.is_done()) {
      request.get().body().data = discarded.data();
      request.get().body().size = discarded.size();
      auto const [ec, bytes] = co_await http::async_read(peer_.layers(), buffer_, request, as_value);
      if (ec && ec != http::error::need_buffer) co_return ec;
    }
    co_return error_code();
  }

  awaitable<error_code> accept() {
    websocket_.emplace(peer_.layers());
    auto const [ec] = co_await websocket_->async_accept(buffer_.data(), as_value);
    buffer_.clear();
    co_return ec;
  }

  awaitable<error_code> send_message(answer_step const& s) {
    websocket_->text(true);
    auto const [ec, bytes] = co_await websocket_->async_write(asio::buffer(s.text), as_value);
    co_return ec;
  }

  awaitable<error_code> close(answer_step const& s) {
    websocket::close_reason const reason(static_cast<websocket::close_code>(s.close_code), s.text);
    auto const [ec] = co_await websocket_->async_close(reason, as_value);
    co_return ec;
  }

  /// Beast answers the close frame by itself.
  awaitable<error_code> await_close() {
    error_code failed;
    while (!failed) {
      buffer_.clear();
      auto const [ec, bytes] = co_await websocket_->async_read(buffer_, as_value);
      failed = ec;
    }
    detail_ = std::to_string(websocket_->reason().code);
    co_return failed == websocket::error::closed ? error_code() : failed;
  }

  connection& peer_;
  std::chrono::nanoseconds limit_;
  boost::beast::flat_buffer buffer_;
  std::optional<websocket_stream> websocket_;
  std::string detail_;  // of the action that is recorded next
};

}  // namespace

awaitable<trigger_outcome> give_answer(answer const& given, std::chrono::nanoseconds limit,
                                       connection& peer) {
  answering now(peer, limit);
  auto outcome = trigger_outcome::reached;
  for (answer_step const& s : given.steps) {
    if (outcome != trigger_outcome::reached) break;
    outcome = co_await now.perform(s);
  }
  co_return outcome;
}

}  // namespace hangup::server
