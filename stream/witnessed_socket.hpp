#pragma once

#include <algorithm>
#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/platform/platform.hpp"

namespace hangup {

/// A TCP socket that writes down the errors it reports, for a layer above that may hide them: TLS says
/// `stream_truncated` for a FIN, and EOF for a reset that came after a close_notify. It can also deceive that
/// layer, which is how a server ends TLS in ways that OpenSSL has no call for. An AsyncStream and a
/// SyncStream, as Asio calls what a layer needs beneath it.
class witnessed_socket {
 public:
  using next_layer_type = boost::asio::ip::tcp::socket;
  using lowest_layer_type = next_layer_type::lowest_layer_type;
  using executor_type = next_layer_type::executor_type;
  using error_code = boost::system::error_code;

  /// `socket` must outlive this.
  explicit witnessed_socket(next_layer_type& socket) : socket_(socket) {}
  witnessed_socket(witnessed_socket const&) = delete;
  witnessed_socket& operator=(witnessed_socket const&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  lowest_layer_type& lowest_layer() { return socket_.lowest_layer(); }

  next_layer_type& next_layer() { return socket_; }

  /// Writes down what somebody else was told who read beside us.
  void note(error_code const& ec) {
    if (!first_error_ && ec != boost::asio::error::operation_aborted) first_error_ = ec;
  }

  /// The first error since the last question, or success. What follows an error is its echo.
  error_code take_error() { return std::exchange(first_error_, {}); }

  /// Asked before each blocking call, which is not made where it returns false or sets the error: a blocking
  /// call of Asio's knows no time-out (client/styles/sync.cpp).
  std::function<bool(platform::readiness, error_code&)> before_blocking_call{};

  /// From now on, or after `writes` more of them, asynchronous reads get these bytes in place of the peer's,
  /// and then operation_aborted: so the layer above gives up, or finds what it did not expect.
  void answer_reads_with(std::string bytes, unsigned writes = 0) {
    answer_ = std::move(bytes);
    writes_before_answer_ = writes;
  }
  void answer_reads_no_more() { answer_.reset(); }

  /// From now on, asynchronous writes send `bytes` more, and lose the others without a word.
  void keep_back_after(std::size_t bytes) { sent_before_loss_ = bytes; }

  template <typename Buffers, typename Token>
  auto async_read_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& into) {
          // An empty read is Asio's way to complete what needed no bytes.
          bool const is_real = boost::asio::buffer_size(into) != 0;
          if (is_real && answer_ && writes_before_answer_ == 0)
            return complete_with_answer(into, std::move(handler));
          socket_.async_read_some(into, noting_handler<decltype(handler)>{*this, std::move(handler)});
        },
        token, buffers);
  }

  template <typename Buffers, typename Token>
  auto async_write_some(Buffers const& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, Buffers const& from) {
          if (writes_before_answer_ != 0) --writes_before_answer_;
          if (sent_before_loss_) return lose(from, std::move(handler));
          socket_.async_write_some(from, noting_handler<decltype(handler)>{*this, std::move(handler)});
        },
        token, buffers);
  }

  template <typename Buffers>
  std::size_t read_some(Buffers const& buffers, error_code& ec) {
    return call(platform::readiness::readable, ec, [&] { return socket_.read_some(buffers, ec); });
  }

  template <typename Buffers>
  std::size_t write_some(Buffers const& buffers, error_code& ec) {
    return call(platform::readiness::writable, ec, [&] { return socket_.write_some(buffers, ec); });
  }

  /// A handler that passes on what it is told, and writes it down.
  template <typename Handler>
  struct noting_handler {
    witnessed_socket& seen_by;
    Handler handler;

    void operator()(error_code ec, std::size_t bytes) {
      seen_by.note(ec);
      std::move(handler)(ec, bytes);
    }
  };

 private:
  template <typename Buffers, typename Handler>
  void complete_with_answer(Buffers const& into, Handler handler) {
    std::size_t const bytes = boost::asio::buffer_copy(into, boost::asio::buffer(*answer_));
    answer_->erase(0, bytes);
    error_code const ec = bytes == 0 ? error_code(boost::asio::error::operation_aborted) : error_code();
    complete(std::move(handler), ec, bytes);
  }

  template <typename Buffers, typename Handler>
  void lose(Buffers const& from, Handler handler) {
    std::size_t const all = boost::asio::buffer_size(from);
    auto const kept = std::make_shared<std::vector<char>>(std::min(all, *sent_before_loss_));
    *sent_before_loss_ -= kept->size();
    boost::asio::buffer_copy(boost::asio::buffer(*kept), from);
    boost::asio::async_write(
        socket_, boost::asio::buffer(*kept),
        [kept, all, handler = std::move(handler)](error_code ec, std::size_t /*sent*/) mutable {
          std::move(handler)(ec, all);
        });
  }

  /// As an asynchronous operation does: not before its initiation has returned.
  template <typename Handler>
  void complete(Handler handler, error_code ec, std::size_t bytes) {
    boost::asio::post(socket_.get_executor(),
                      [handler = std::move(handler), ec, bytes]() mutable { std::move(handler)(ec, bytes); });
  }

  /// Again where the socket was not ready after all.
  template <typename Call>
  std::size_t call(platform::readiness wanted, error_code& ec, Call transfer) {
    std::size_t bytes = 0;
    do {
      ec = {};
      if (before_blocking_call && !before_blocking_call(wanted, ec)) {
        if (!ec) ec = boost::asio::error::operation_aborted;
        return 0;  // it was not called, so it said nothing
      }
      bytes = transfer();
    } while (before_blocking_call && ec == boost::asio::error::would_block);
    note(ec);
    return bytes;
  }

  next_layer_type& socket_;
  error_code first_error_;
  std::optional<std::string> answer_;
  unsigned writes_before_answer_ = 0;
  std::optional<std::size_t> sent_before_loss_;
};

}  // namespace hangup

/// The executor, the allocator and the cancellation slot are those of the handler within.
template <template <typename, typename> class Associator, typename Handler, typename Default>
struct boost::asio::associator<Associator, hangup::witnessed_socket::noting_handler<Handler>, Default>
    : Associator<Handler, Default> {
  static typename Associator<Handler, Default>::type get(
      hangup::witnessed_socket::noting_handler<Handler> const& outer) noexcept {
    return Associator<Handler, Default>::get(outer.handler);
  }
  static decltype(auto) get(hangup::witnessed_socket::noting_handler<Handler> const& outer,
                            Default const& otherwise) noexcept {
    return Associator<Handler, Default>::get(outer.handler, otherwise);
  }
};
