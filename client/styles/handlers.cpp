// The plan with completion handlers. Read this file first.
//
// Each asynchronous call is paired with a handler of the shape (error_code, bytes). A handler's first act is
// to write down what it was told; only then does it decide what comes next. Nothing here throws for an
// error_code, and none is dropped: 10053, 10054, EOF and the rest are what the program is about.

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>

#include "client/immediate_step.hpp"
#include "client/journal.hpp"
#include "client/run.hpp"
#include "client/step_deadline.hpp"

namespace hangup::client {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class handlers_run : public std::enable_shared_from_this<handlers_run> {
 public:
  handlers_run(asio::any_io_executor const& executor, std::shared_ptr<run_options const> options,
               observer watch, finished done)
      : options_(std::move(options)),
        journal_(*options_, std::move(watch)),
        done_(std::move(done)),
        socket_(executor),
        pause_(executor),
        deadline_(executor, options_->step_deadline),
        write_deadline_(executor, options_->step_deadline) {}

  void connect() {
    begin(operation::connect);
    asio::async_connect(socket_, options_->endpoints,
                        deadline_.bound([self = shared_from_this()](error_code ec, tcp::endpoint const&) {
                          self->on_connect(ec);
                        }));
  }

 private:
  void on_connect(error_code ec) {
    report(ec, 0);
    journal_.last_succeeded() ? next_step() : finish();
  }

  void next_step() {
    if (step_number_ == options_->steps.steps.size()) return finish();
    step const& s = options_->steps.steps[step_number_++];
    begin(s.op);
    switch (s.op) {
      case operation::connect: return;  // no plan contains it
      case operation::wait: return wait(s.duration);
      case operation::await_readable: return await_readable();
      case operation::await_state: return await_state(s.state);
      case operation::send: return send(payload(s));
      case operation::recv: return receive(s.size);
      case operation::recv_all: return receive_all(0);
      case operation::both: return send_and_receive(s.size);
      case operation::cancel: return while_reading([this](error_code& ec) { socket_.cancel(ec); });
      case operation::close: return while_reading([this](error_code& ec) { socket_.close(ec); });
      default: break;
    }
    if (auto const ec = perform_at_once(s, socket_.native_handle())) return on_waited(*ec);
    while_reading([this](error_code& ec) { ec = platform::abort_connection(socket_.native_handle()); });
  }

  void send(std::string text) {
    outgoing_ = std::move(text);
    asio::async_write(socket_, asio::buffer(outgoing_),
                      deadline_.bound([self = shared_from_this()](error_code ec, std::size_t bytes) {
                        self->on_sent(ec, bytes);
                      }));
  }

  void on_sent(error_code ec, std::size_t bytes) {
    report(ec, bytes);
    next_step();  // also after an error: what the next call says is part of the experiment
  }

  void receive(std::size_t at_most) {
    incoming_.resize(at_most);
    socket_.async_read_some(asio::buffer(incoming_),
                            deadline_.bound([self = shared_from_this()](error_code ec, std::size_t bytes) {
                              self->on_received(ec, bytes);
                            }));
  }

  void on_received(error_code ec, std::uint64_t bytes) {
    report(ec, bytes);
    next_step();
  }

  /// Every piece that arrives starts the deadline anew.
  void receive_all(std::uint64_t total) {
    incoming_.resize(std::size_t{64} * 1024);
    socket_.async_read_some(asio::buffer(incoming_), deadline_.bound([self = shared_from_this(), total](
                                                                         error_code ec, std::size_t bytes) {
      ec ? self->on_received(ec, total + bytes) : self->receive_all(total + bytes);
    }));
  }

  /// A read and a write pending together. Each has a deadline and an observation of its own.
  void send_and_receive(std::size_t size) {
    observation read = begun_, write = begun_;
    read.op = operation::recv;
    write.op = operation::send;
    outgoing_.assign(size, 'x');
    incoming_.resize(1024);
    auto const one_done = [this, left = std::make_shared<int>(2)] {
      if (--*left == 0) next_step();
    };
    socket_.async_read_some(
        asio::buffer(incoming_),
        deadline_.bound([self = shared_from_this(), read, one_done](error_code ec, std::size_t bytes) {
          self->report(read, self->deadline_, ec, bytes);
          one_done();
        }));
    asio::async_write(
        socket_, asio::buffer(outgoing_),
        write_deadline_.bound([self = shared_from_this(), write, one_done](error_code ec, std::size_t bytes) {
          self->report(write, self->write_deadline_, ec, bytes);
          one_done();
        }));
  }

  /// Starts a read and does `action` while it is pending. The step's result is what the read reports, or why
  /// `action` failed.
  template <typename Action>
  void while_reading(Action action) {
    auto const failed = std::make_shared<error_code>();
    incoming_.resize(1024);
    socket_.async_read_some(asio::buffer(incoming_), deadline_.bound([self = shared_from_this(), failed](
                                                                         error_code ec, std::size_t bytes) {
      self->on_received(*failed ? *failed : ec, bytes);
    }));
    action(*failed);
    error_code ignored;
    if (*failed) socket_.cancel(ignored);
  }

  void await_readable() {
    socket_.async_wait(tcp::socket::wait_read,
                       deadline_.bound([self = shared_from_this()](error_code ec) { self->on_waited(ec); }));
  }

  void wait(std::chrono::nanoseconds duration) {
    pause_.expires_after(duration);
    pause_.async_wait([self = shared_from_this()](error_code ec) { self->on_waited(ec); });
  }

  void on_waited(error_code ec) {
    report(ec, 0);
    next_step();
  }

  /// There is no event for a change of TCP state, so this asks again and again, within the deadline. Once the
  /// state is reached it takes one more turn: then the reactor has been told of everything that came with the
  /// change.
  void await_state(tcp_state wanted) {
    bool const reached = platform::tcp_state_of(socket_.native_handle()) == wanted;
    if (!reached && platform::monotonic_now() - begun_.at >= options_->step_deadline)
      return on_state_never_reached();
    pause_.expires_after(std::chrono::milliseconds(1));
    pause_.async_wait([self = shared_from_this(), wanted, reached](error_code ec) {
      reached || ec ? self->on_waited(ec) : self->await_state(wanted);
    });
  }

  void on_state_never_reached() {
    journal_.give_up(begun_, 0, socket_.native_handle());
    next_step();
  }

  void finish() {
    error_code ec;
    socket_.close(ec);
    done_(journal_.finish(ec));
  }

  void begin(operation what) {
    begun_ = journal_.begin(static_cast<std::uint32_t>(step_number_), what, socket_.native_handle());
  }

  void report(error_code ec, std::uint64_t bytes) { report(begun_, deadline_, ec, bytes); }

  void report(observation const& begun, step_deadline& deadline, error_code ec, std::uint64_t bytes) {
    journal_.complete_or_give_up(deadline, begun, ec, bytes, socket_.native_handle());
  }

  std::shared_ptr<run_options const> options_;
  journal journal_;
  finished done_;
  tcp::socket socket_;
  asio::steady_timer pause_;
  step_deadline deadline_;
  step_deadline write_deadline_;  // of `both`
  observation begun_;
  std::size_t step_number_ = 0;
  std::string outgoing_;
  std::vector<char> incoming_;
};

}  // namespace

void run_handlers(asio::any_io_executor executor, std::shared_ptr<run_options const> options, observer watch,
                  finished done) {
  std::make_shared<handlers_run>(executor, std::move(options), std::move(watch), std::move(done))->connect();
}

}  // namespace hangup::client
