#include "common/log/line_queue.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "tests/support/loopback.hpp"

namespace hangup {
namespace {

using namespace std::chrono_literals;

/// A pipe that is full: a write to it waits until somebody reads.
class full_pipe {
 public:
  full_pipe() {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("pipe");
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    for (char const byte = 'x'; ::write(ends_[1], &byte, 1) == 1;)
      ++filled_;
    ::fcntl(ends_[1], F_SETFL, 0);
  }
  ~full_pipe() { close_reader(); }
  full_pipe(full_pipe const&) = delete;
  full_pipe& operator=(full_pipe const&) = delete;

  /// Whoever gets it closes it.
  platform::file_descriptor writer() const { return ends_[1]; }

  void close_reader() {
    if (ends_[0] >= 0) ::close(std::exchange(ends_[0], -1));
  }

  /// All that was written to it since it was full, until its writer has closed it.
  std::string read_all() {
    std::string text;
    std::array<char, 4096> piece;
    for (ssize_t count = 0; (count = ::read(ends_[0], piece.data(), piece.size())) > 0;)
      text.append(piece.data(), static_cast<std::size_t>(count));
    return text.substr(filled_);
  }

 private:
  std::array<int, 2> ends_{};
  std::size_t filled_ = 0;
};

std::string notice(std::uint64_t lost) {
  return std::to_string(lost) + " lost\n";
}

TEST(line_queue, writes_every_line_in_order) {
  full_pipe pipe;
  std::string expected;
  std::jthread writer([&] {
    line_queue lines(pipe.writer(), line_queue::closing::close_file, 1000);
    for (int i = 0; i < 1000; ++i)
      lines.push(std::to_string(i) + '\n');
    lines.flush(test::patience);
    EXPECT_EQ(lines.unwritten(), 0U);
    EXPECT_FALSE(lines.failure());
  });
  for (int i = 0; i < 1000; ++i)
    expected += std::to_string(i) + '\n';
  EXPECT_EQ(pipe.read_all(), expected);
}

TEST(line_queue, counts_what_finds_it_full_and_tells_it_where_it_is_missing) {
  constexpr std::uint64_t pushed = 100;
  full_pipe pipe;
  {
    line_queue lines(pipe.writer(), line_queue::closing::close_file, 10, notice);
    for (std::uint64_t i = 0; i < pushed; ++i)
      lines.push("line\n");
    lines.flush(0ms);
    EXPECT_EQ(lines.unwritten(), pushed);
  }  // gives up: nobody has read
  std::istringstream text(pipe.read_all());
  std::uint64_t written = 0, lost = 0;
  for (std::string line; std::getline(text, line);)
    line == "line" ? ++written : lost += std::stoull(line);
  EXPECT_GE(lost, pushed - 21);  // ten wait, at most so many are in hand, and one may be in between
  EXPECT_EQ(written + lost, pushed);
}

TEST(line_queue, a_pipe_without_a_reader_is_an_error_and_its_lines_are_lost) {
  full_pipe pipe;
  pipe.close_reader();
  line_queue lines(pipe.writer(), line_queue::closing::close_file, 10, notice);
  lines.push("line\n");
  lines.flush(test::patience);
  EXPECT_EQ(lines.failure(), boost::system::errc::broken_pipe);
  lines.push("another\n");
  EXPECT_EQ(lines.unwritten(), 2U);
}

}  // namespace
}  // namespace hangup
