#include "lab/run/child.hpp"

// Boost.Process v2 of 1.81 does not include all that it uses: these come first.
#include <boost/asio.hpp>
#include <boost/optional.hpp>
#include <boost/type_traits.hpp>
#include <type_traits>

#include <boost/process/v2.hpp>

#include "common/errors/error_value.hpp"
#include "common/options/command_line.hpp"
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

}  // namespace

struct child::state {
  state(asio::any_io_executor const& executor, std::filesystem::path const& file,
        std::vector<std::string> const& arguments)
      : output(executor),
        errors(executor),
        program(executor, file, arguments, process::process_stdio{nullptr, output, errors}, dies_with_us{}) {}

  asio::readable_pipe output;
  asio::readable_pipe errors;
  process::process program;
  std::string unread;  // of the output, after the last line returned
};

child::child(asio::any_io_executor executor, std::filesystem::path const& program,
             std::vector<std::string> const& arguments) {
  try {
    auto const found = program.has_parent_path() ? program : process::environment::find_executable(program);
    state_ = std::make_unique<state>(executor, found.empty() ? program : found, arguments);
  } catch (boost::system::system_error const& failure) {
    throw setup_error("cannot start '" + program.string() + "': " + describe(value_of(failure.code())));
  }
}

child::~child() = default;  // process::process terminates what still runs

asio::awaitable<std::optional<std::string>> child::next_line() {
  auto const [ec, size] =
      co_await asio::async_read_until(state_->output, asio::dynamic_buffer(state_->unread), '\n', as_value);
  if (ec) co_return std::nullopt;
  std::string line = state_->unread.substr(0, size - 1);
  state_->unread.erase(0, size);
  co_return line;
}

void child::request_exit() {
  platform::request_exit(
      static_cast<int>(state_->program.id()));  // until it is waited for, the id is its own
}

asio::awaitable<std::string> child::exited() {
  auto const [ec, code] = co_await state_->program.async_wait(as_value);
  if (ec) co_return "cannot be waited for: " + describe(value_of(ec));
  co_return platform::describe_exit(static_cast<int>(state_->program.native_exit_code()));
}

asio::awaitable<std::string> child::read_errors() {
  std::string text;
  co_await asio::async_read(state_->errors, asio::dynamic_buffer(text), as_value);  // always ends with EOF
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  co_return text;
}

}  // namespace hangup::lab
