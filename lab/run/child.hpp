#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hangup::lab {

/// A program that we launched, or a copy of this one: its stdout read line by line, the end of its stderr
/// kept for when it fails. It never outlives us: the destructor kills it, and the kernel does when we die
/// without running destructors.
class child {
 public:
  /// Throws `setup_error` when the program cannot be started.
  child(boost::asio::any_io_executor executor, std::filesystem::path const& program,
        std::vector<std::string> const& arguments);

  /// Runs `work` in a copy of this process (platform::run_in_copy()): its stdout is what `work` returns, its
  /// stderr what it throws.
  child(boost::asio::any_io_executor executor, std::function<std::string()> const& work);

  ~child();
  child(child const&) = delete;
  child& operator=(child const&) = delete;

  /// The next line of its stdout; empty at the end of the output. The end comes with the program's, even if a
  /// process that it left behind keeps the pipe open.
  boost::asio::awaitable<std::optional<std::string>> next_line();

  /// Asks it to end (SIGTERM; where there are no signals, ends it). Does nothing when it has ended.
  void request_exit();

  /// Waits for its end and says how it was: `exited with status 0`, `was killed by signal 6
  /// (SIGABRT)`.
  boost::asio::awaitable<std::string> exited();

  /// The last of what it wrote to stderr; comes with the program's end.
  boost::asio::awaitable<std::string> read_errors();

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace hangup::lab
