#pragma once

#include <sys/types.h>
#include <csignal>
#include <string>
#include <vector>

namespace hangup::test {

/// A program that a test started, with what it wrote. Killed when the test leaves it running.
class child {
 public:
  /// Throws std::runtime_error when the program cannot be started.
  explicit child(std::vector<std::string> arguments);
  ~child();
  child(child const&) = delete;
  child& operator=(child const&) = delete;

  /// The next line on its stdout without the line feed; empty when it ended or our patience did.
  std::string read_line();

  pid_t process() const { return pid_; }
  void send_signal(int number) const;

  /// Whether it is stopped now (SIGSTOP).
  bool is_stopped() const;

  /// Until it has ended: its exit status, 128 + n where signal n killed it, and -1 when our patience ended
  /// first.
  int wait();

  /// Whether it ends although nobody reads what it writes. wait() gives its status.
  bool ends_unread() const;

  /// Everything since the beginning; complete after wait().
  std::string const& out() const { return out_.text; }
  std::string const& err() const { return err_.text; }

 private:
  struct stream {
    int descriptor = -1;
    std::string text;
  };
  bool read_some();

  pid_t pid_ = -1;
  stream out_, err_;
  std::size_t line_start_ = 0;
  long long until_ms_ = 0;
};

/// What a program that ends by itself did.
struct ended {
  int status = 0;
  std::string out, err;
};
ended run(std::vector<std::string> arguments);

std::vector<std::string> lines_of(std::string const& text);

}  // namespace hangup::test
