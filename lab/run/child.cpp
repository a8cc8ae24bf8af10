#include "lab/run/child.hpp"

// Boost.Process v2 of 1.81 does not include all that it uses: these come first.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/optional.hpp>
#include <boost/type_traits.hpp>
#include <type_traits>

#include <boost/process/v2.hpp>

#include <array>
#include <tuple>

#include "common/errors/error_value.hpp"
#include "common/options/errors.hpp"
#include "common/platform/cell.hpp"
#include "common/platform/platform.hpp"

namespace hangup::lab {
namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;
using boost::system::error_code;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

struct dies_with_us {
  int parent = platform::process_id();

  template <typename Launcher, typename CommandLine>
  error_code on_setup(Launcher&, process::filesystem::path const&, CommandLine&) const {
    platform::tie_children_to_us();
    return {};
  }

  /// Runs in the new process before its program starts. Not on Windows.
  template <typename Launcher>
  error_code on_exec_setup(Launcher&, process::filesystem::path const&, char const* const*&) const {
    platform::die_with_parent(parent);
    platform::inherit_only_standard_streams();
    return {};
  }
};

/// Of `work`; `output` and `errors` are where it can be read.
process::process copy_of_this(std::function<std::string()> const& work, asio::readable_pipe& output,
                              asio::readable_pipe& errors) {
  asio::writable_pipe its_output(output.get_executor()), its_errors(output.get_executor());
  asio::connect_pipe(output, its_output);
  asio::connect_pipe(errors, its_errors);
  int id = 0;
  if (error_code const ec =
          platform::run_in_copy(work, its_output.native_handle(), its_errors.native_handle(), id))
    throw boost::system::system_error(ec);
  return process::process(output.get_executor(), id);
}

/// The tail of a program's stderr: what it said last is why it failed.
constexpr std::size_t longest_tail = 8192;

/// How long a pipe may stay open after its program has ended: only a process that it left behind keeps it.
constexpr std::chrono::seconds pipe_patience(1);

void keep_tail(std::string& text) {
  if (text.size() > longest_tail) text.erase(0, text.size() - longest_tail);
}

}  // namespace

struct child::state {
  state(asio::any_io_executor const& executor, std::filesystem::path const& file,
        std::vector<std::string> const& arguments)
      : output(executor),
        errors(executor),
        program(executor, file, arguments, process::process_stdio{nullptr, output, errors}, dies_with_us{}),
        late(executor),
        ended(executor, asio::steady_timer::time_point::max()),
        drained(executor, asio::steady_timer::time_point::max()) {}

  state(asio::any_io_executor const& executor, std::function<std::string()> const& work)
      : output(executor),
        errors(executor),
        program(copy_of_this(work, output, errors)),
        late(executor),
        ended(executor, asio::steady_timer::time_point::max()),
        drained(executor, asio::steady_timer::time_point::max()) {}

  static void follow(asio::any_io_executor const& executor, std::shared_ptr<state> const& self);
  static asio::awaitable<void> watch_exit(std::shared_ptr<state> self);
  static asio::awaitable<void> drain_errors(std::shared_ptr<state> self);

  asio::readable_pipe output;
  asio::readable_pipe errors;
  process::process program;
  asio::steady_timer late;     // its pipes should have been closed by now
  asio::steady_timer ended;    // never expires: cancelled once `exit` is known
  asio::steady_timer drained;  // never expires: cancelled once `said` is complete
  std::string unread;          // of the output, after the last line returned
  std::string said;
  std::optional<std::string> exit;
  bool silent = false;    // stderr has come to its end
  bool given_up = false;  // its pipes stayed open after its end: nothing more is read from them
};

asio::awaitable<void> child::state::watch_exit(std::shared_ptr<state> self) {
  auto const [ec, code] = co_await self->program.async_wait(as_value);
  self->exit = ec ? "cannot be waited for: " + describe(value_of(ec))
                  : platform::describe_exit(static_cast<int>(self->program.native_exit_code()));
  self->ended.cancel();
  self->late.expires_after(pipe_patience);
  if (auto const [cancelled] = co_await self->late.async_wait(as_value); cancelled) co_return;
  self->given_up = true;
  self->output.cancel();
  self->errors.cancel();
}

/// A program whose stderr nobody reads would block once the pipe is full.
asio::awaitable<void> child::state::drain_errors(std::shared_ptr<state> self) {
  std::array<char, 4096> part{};
  for (;;) {
    auto const [ec, size] = co_await self->errors.async_read_some(asio::buffer(part), as_value);
    if (ec) break;  // EOF, or the program has ended and somebody else keeps the pipe open
    self->said.append(part.data(), size);
    keep_tail(self->said);
    if (self->given_up)
      break;  // this read was complete before it could be cancelled, the next would wait for ever
  }
  self->silent = true;
  self->drained.cancel();
}

void child::state::follow(asio::any_io_executor const& executor, std::shared_ptr<state> const& self) {
  asio::co_spawn(executor, watch_exit(self), asio::detached);
  asio::co_spawn(executor, drain_errors(self), asio::detached);
}

child::child(asio::any_io_executor executor, std::filesystem::path const& program,
             std::vector<std::string> const& arguments) {
  try {
    auto const found = program.has_parent_path() ? program : process::environment::find_executable(program);
    state_ = std::make_shared<state>(executor, found.empty() ? program : found, arguments);
  } catch (boost::system::system_error const& failure) {
    throw setup_error("cannot start '" + program.string() + "': " + describe(value_of(failure.code())));
  }
  state::follow(executor, state_);
}

child::child(asio::any_io_executor executor, std::function<std::string()> const& work) {
  try {
    state_ = std::make_shared<state>(executor, work);
  } catch (boost::system::system_error const& failure) {
    throw setup_error("cannot start a process: " + describe(value_of(failure.code())));
  }
  state::follow(executor, state_);
}

child::~child() {
  error_code gone;
  if (!state_->exit) {
    state_->program.terminate(gone);
    state_->program.wait(gone);
  }
  state_->output.close(gone);
  state_->errors.close(gone);
  state_->late.cancel();
}

asio::awaitable<std::optional<std::string>> child::next_line() {
  using namespace asio::experimental::awaitable_operators;
  auto read_line =
      asio::async_read_until(state_->output, asio::dynamic_buffer(state_->unread), '\n', as_value);
  std::tuple<error_code, std::size_t> read;
  if (state_->exit) {
    asio::steady_timer limit(co_await asio::this_coro::executor, pipe_patience);
    auto const first = co_await (std::move(read_line) || limit.async_wait(as_value));
    if (first.index() == 1) co_return std::nullopt;
    read = std::get<0>(first);
  } else {
    read = co_await std::move(read_line);
  }
  auto const [ec, size] = read;
  if (ec) co_return std::nullopt;
  std::string line = state_->unread.substr(0, size - 1);
  state_->unread.erase(0, size);
  co_return line;
}

void child::request_exit() {
  if (state_->exit) return;  // until it is waited for, the id is its own
  platform::request_exit(static_cast<int>(state_->program.id()));
}

asio::awaitable<std::string> child::exited() {
  if (!state_->exit) co_await state_->ended.async_wait(as_value);
  co_return state_->exit.value_or("has not ended");
}

asio::awaitable<std::string> child::read_errors() {
  if (!state_->silent) co_await state_->drained.async_wait(as_value);
  std::string text = state_->said;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  co_return text;
}

}  // namespace hangup::lab
