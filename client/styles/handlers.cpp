// The plan with completion handlers. Read this file first.
//
// Each asynchronous call is paired with a handler of the shape (error_code, bytes). A handler's first act is
// to write down what it was told; only then does it decide what comes next. Nothing here throws for an
// error_code, and none is dropped: 10053, 10054, EOF and the rest are what the program is about.
//
// It goes on after an error on purpose: what the next call says is part of the experiment. Your own program
// should stop there: note the first error, close the socket, start nothing more.

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/message_layers.hpp"
#include "client/run.hpp"
#include "client/step_deadline.hpp"
#include "stream/stream.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

class handlers_run : public std::enable_shared_from_this<handlers_run> {
 public:
  handlers_run(asio::any_io_executor const& executor, std::shared_ptr<run_options const> options,
               observer watch, finished done)
      : options_(std::move(options)),
        walk_(options_->steps, all_abilities),
        journal_(*options_, std::move(watch)),
        done_(std::move(done)),
        stream_(tcp::socket(executor)),
        pause_(executor),
        deadline_(executor) {}

  void connect() {
    begin(operation::connect);
    asio::async_connect(
        socket(), options_->endpoints,
        bounded([self = shared_from_this()](error_code ec, tcp::endpoint const&) { self->on_connect(ec); }));
  }

 private:
  void on_connect(error_code ec) {
    report(ec, 0);
    perform(walk_.first(journal_.last_succeeded()));
  }

  void perform(step const* next) {
    // A loop: were each immediate step to call the next one, a plan of thousands of them would fill the
    // stack.
    for (; next != nullptr; next = walk_.next()) {
      begin(next->op);
      auto const done = perform_at_once(*next, handle());
      if (!done) break;
      report(*done, 0);
    }
    if (next == nullptr) return finish();
    step const& s = *next;
    switch (s.op) {
      case operation::connect: return;  // no plan contains it
      case operation::wait: return wait(s.duration);
      case operation::await_readable: return await_readable();
      case operation::await_state: return await_state(s.state);
      case operation::send: return send(payload(s));
      case operation::recv: return receive(s.size);
      case operation::recv_all: return receive_all(0);
      case operation::both: return send_and_receive(s.size);
      case operation::tls: return handshake();
      case operation::tls_shutdown: return shut_down_tls();
      case operation::http_get:
      case operation::http_post: return exchange(s);
      case operation::http_response: return read_response();
      case operation::ws_connect: return connect_websocket(s.text);
      case operation::ws_send: return send_message(payload(s));
      case operation::ws_recv: return receive_message();
      case operation::ws_close: return close_websocket(s.close_code);
      case operation::expires_after: return expire_after(s.duration);
      case operation::cancel: return while_reading([this](error_code& ec) { socket().cancel(ec); });
      case operation::close: return while_reading([this](error_code& ec) { socket().close(ec); });
      case operation::abort_locally:
        return while_reading([this](error_code& ec) { ec = platform::abort_connection(handle()); });
      case operation::keepalive:
      case operation::user_timeout:
      case operation::linger:
      case operation::shutdown_send:
      case operation::shutdown_receive:
      case operation::so_error: return;  // done above
    }
  }

  void send(std::string text) {
    outgoing_ = std::move(text);
    asio::async_write(
        stream_, asio::buffer(outgoing_),
        bounded([self = shared_from_this()](error_code ec, std::size_t bytes) { self->on_sent(ec, bytes); }));
  }

  void on_sent(error_code ec, std::size_t bytes) {
    report(ec, bytes);
    perform(walk_.next());  // also after an error: what the next call says is part of the experiment
  }

  void receive(std::size_t at_most) {
    incoming_.resize(at_most);
    stream_.async_read_some(asio::buffer(incoming_),
                            bounded([self = shared_from_this()](error_code ec, std::size_t bytes) {
                              self->on_received(ec, bytes);
                            }));
  }

  void on_received(error_code ec, std::uint64_t bytes) {
    report(ec, bytes);
    perform(walk_.next());
  }

  /// Piece by piece. Each has a bound, and so have all together (policy.hpp).
  void receive_all(std::uint64_t total) {
    incoming_.resize(std::size_t{64} * 1024);
    stream_.async_read_some(asio::buffer(incoming_),
                            bounded([self = shared_from_this(), total](error_code ec, std::size_t bytes) {
                              if (ec) return self->on_received(ec, total + bytes);
                              if (self->time_left() == std::chrono::nanoseconds::zero())
                                return self->on_given_up(total + bytes);
                              self->receive_all(total + bytes);
                            }));
  }

  /// From now on bytes go through TLS, also where the handshake fails.
  void handshake() {
    stream_.start_tls(*options_->tls, options_->host);
    stream_.async_handshake(tls_side::client,
                            bounded([self = shared_from_this()](error_code ec) { self->on_waited(ec); }));
  }

  /// Sends a close_notify and waits for the peer's, which may never come: this needs its deadline.
  void shut_down_tls() {
    stream_.async_shutdown(bounded([self = shared_from_this()](error_code ec) { self->on_waited(ec); }));
  }

  void exchange(step const& s) {
    auto& request = messages().new_request(s);
    auto written = bounded(
        [self = shared_from_this()](error_code ec, std::size_t bytes) { self->on_request(ec, bytes); });
    if (auto* const timed = messages().lend_socket())
      http::async_write(*timed, request, std::move(written));
    else
      http::async_write(stream_, request, std::move(written));
  }

  /// Reads the answer also where the request could not be written: what the server sent before it hung up may
  /// lie there.
  void on_request(error_code ec, std::size_t bytes) {
    messages().return_socket();
    report(ec, bytes);
    begin(operation::http_response);
    read_response();
  }

  void read_response() {
    auto& answer = messages().new_response();
    auto read =
        bounded([self = shared_from_this()](error_code ec, std::size_t /*all*/) { self->on_response(ec); });
    if (auto* const timed = messages().lend_socket())
      http::async_read(*timed, messages().buffer, answer, std::move(read));
    else
      http::async_read(stream_, messages().buffer, answer, std::move(read));
  }

  void on_response(error_code ec) {
    messages().return_socket();
    begun_.peer_code = messages().status();
    on_received(ec, messages().body_bytes());
  }

  void connect_websocket(std::string const& path) {
    deadline_.set_last_resort([this] { messages().withdraw_socket(); });
    messages().start_websocket().async_handshake(
        messages().host(), path,
        bounded([self = shared_from_this()](error_code ec) { self->on_waited(ec); }));
  }

  void send_message(std::string text) {
    outgoing_ = std::move(text);
    messages().websocket().async_write(
        asio::buffer(outgoing_), bounded([self = shared_from_this()](error_code ec, std::size_t bytes) {
          self->on_sent(ec, ec ? 0 : bytes);  // of a message that failed Beast does not count them
        }));
  }

  void receive_message() {
    messages().buffer.clear();
    messages().websocket().async_read(messages().buffer,
                                      bounded([self = shared_from_this()](error_code ec, std::size_t bytes) {
                                        self->messages().return_socket();
                                        self->begun_.peer_code = self->messages().close_code();
                                        self->on_received(ec, bytes);
                                      }));
  }

  /// Sends a close frame, and waits for the peer's and for the end of TCP: this needs its deadline too.
  void close_websocket(std::uint16_t code) {
    messages().websocket().async_close(code, bounded([self = shared_from_this()](error_code ec) {
                                         self->messages().return_socket();
                                         self->begun_.peer_code = self->messages().close_code();
                                         self->on_waited(ec);
                                       }));
  }

  void expire_after(std::chrono::nanoseconds limit) {
    messages().expires_after(limit);
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->on_waited({}); });
  }

  /// A read and a write pending together. Each has a deadline and an observation of its own.
  void send_and_receive(std::size_t size) {
    observation read = begun_, write = begun_;
    read.op = operation::recv;
    write.op = operation::send;
    outgoing_.assign(size, 'x');
    incoming_.resize(1024);
    parts_left_ = 2;
    stream_.async_read_some(asio::buffer(incoming_),
                            bounded([self = shared_from_this(), read](error_code ec, std::size_t bytes) {
                              self->on_part(read, self->deadline_, ec, bytes);
                            }));
    if (!write_deadline_) write_deadline_.emplace(stream_.get_executor());
    asio::async_write(stream_, asio::buffer(outgoing_),
                      write_deadline_->bound(
                          time_left(), [self = shared_from_this(), write](error_code ec, std::size_t bytes) {
                            self->on_part(write, *self->write_deadline_, ec, bytes);
                          }));
  }

  void on_part(observation begun, step_deadline& deadline, error_code ec, std::size_t bytes) {
    begun.transport = transport_error();
    journal_.complete_or_give_up(deadline, begun, ec, bytes, handle());
    if (--parts_left_ == 0) perform(walk_.next());
  }

  /// Starts a read and does `action` while it is pending. The step's result is what the read reports, or why
  /// `action` failed.
  template <typename Action>
  void while_reading(Action action) {
    incoming_.resize(1024);
    action_failed_ = {};
    stream_.async_read_some(asio::buffer(incoming_),
                            bounded([self = shared_from_this()](error_code ec, std::size_t bytes) {
                              self->on_received(self->action_failed_ ? self->action_failed_ : ec, bytes);
                            }));
    action(action_failed_);
    error_code ignored;
    if (action_failed_) socket().cancel(ignored);
  }

  void await_readable() {
    socket().async_wait(tcp::socket::wait_read,
                        bounded([self = shared_from_this()](error_code ec) { self->on_waited(ec); }));
  }

  void wait(std::chrono::nanoseconds duration) {
    pause_.expires_after(duration);
    pause_.async_wait([self = shared_from_this()](error_code ec) { self->on_waited(ec); });
  }

  void on_waited(error_code ec) {
    report(ec, 0);
    perform(walk_.next());
  }

  /// There is no event for a change of TCP state, so this asks again and again, within the deadline. Once the
  /// state is reached it takes one more turn: then the reactor has been told of everything that came with the
  /// change.
  void await_state(tcp_state wanted) {
    bool const reached = platform::tcp_state_of(handle()) == wanted;
    if (!reached && time_left() == std::chrono::nanoseconds::zero()) return on_given_up(0);
    pause_.expires_after(std::chrono::milliseconds(1));
    pause_.async_wait([self = shared_from_this(), wanted, reached](error_code ec) {
      reached || ec ? self->on_waited(ec) : self->await_state(wanted);
    });
  }

  /// The deadline has passed between two calls.
  void on_given_up(std::uint64_t bytes) {
    journal_.run_out(begun_, bytes, handle());
    perform(walk_.next());
  }

  void finish() {
    error_code ec;
    socket().close(ec);
    messages_.reset();
    deadline_.set_last_resort({});
    stream_.drop_tls();
    if (done_(journal_.finish(ec)) == then::end) return;
    walk_.restart();
    journal_.restart();
    connect();
  }

  tcp::socket& socket() { return stream_.socket(); }
  platform::native_socket handle() { return socket().native_handle(); }
  /// HTTP and WebSocket, made at the first step that wants them.
  message_layers& messages() {
    stream_.watch_transport();
    if (!messages_) messages_ = std::make_unique<message_layers>(stream_, options_->host);
    return *messages_;
  }
  error_value transport_error() { return value_of(stream_.take_transport_error()); }

  void begin(operation op) { begun_ = journal_.begin(walk_.number(), op, handle()); }

  void report(error_code ec, std::uint64_t bytes) {
    begun_.transport = transport_error();
    journal_.complete_or_give_up(deadline_, begun_, ec, bytes, handle());
  }

  std::chrono::nanoseconds time_left() const {
    return client::time_left(options_->limit, begun_.op, platform::monotonic_now() - begun_.at);
  }

  /// `handler`, called with operation_aborted when the time of the step has run out.
  template <typename Handler>
  asio::cancellation_slot_binder<Handler, asio::cancellation_slot> bounded(Handler handler) {
    return deadline_.bound(time_left(), std::move(handler));
  }

  std::shared_ptr<run_options const> options_;
  walk walk_;
  journal journal_;
  finished done_;
  stream stream_;
  asio::steady_timer pause_;
  step_deadline deadline_;
  std::optional<step_deadline> write_deadline_;  // of `both`
  std::unique_ptr<message_layers> messages_;
  observation begun_;
  int parts_left_ = 0;  // of `both`
  error_code action_failed_;
  std::string outgoing_;
  std::vector<char> incoming_;
};

}  // namespace

void run_handlers(asio::any_io_executor executor, std::shared_ptr<run_options const> options, observer watch,
                  finished done) {
  std::make_shared<handlers_run>(executor, std::move(options), std::move(watch), std::move(done))->connect();
}

}  // namespace hangup::client
