#include "lab/run/child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>
#include <stdexcept>

// Copies of this process, in which cells run, and the programs that they start.

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

struct ended {
  std::optional<std::string> line;
  std::string exit;
  std::string errors;
};

asio::awaitable<ended> end_of(child& copy) {
  ended said;
  said.line = co_await copy.next_line();
  said.exit = co_await copy.exited();
  said.errors = co_await copy.read_errors();
  co_return said;
}

template <typename... Started>
ended run(Started const&... what) {
  asio::io_context io(1);
  child started(io.get_executor(), what...);
  ended said;
  asio::co_spawn(io, end_of(started), [&](std::exception_ptr failure, ended all) {
    EXPECT_FALSE(failure);
    said = std::move(all);
  });
  io.run();
  return said;
}

ended run_copy(std::function<std::string()> const& work) {
  return run(work);
}

TEST(a_copy_of_this_process, says_what_its_work_returns_and_throws) {
  ended const done = run_copy([] { return std::string("a line\n"); });
  EXPECT_EQ(done.line, "a line");
  EXPECT_EQ(done.exit, "exited with status 0");
  ended const failed = run_copy([]() -> std::string { throw std::runtime_error("no network"); });
  EXPECT_EQ(failed.line, std::nullopt);
  EXPECT_EQ(failed.errors, "no network");
  EXPECT_EQ(failed.exit, "exited with status 1");
}

TEST(a_copy_of_this_process, ends_where_its_work_throws_what_is_no_exception) {
  ended const failed = run_copy([]() -> std::string { throw 1; });
  EXPECT_THAT(failed.exit, testing::HasSubstr("SIGABRT"));
}

TEST(a_copy_of_this_process, has_none_of_its_descriptors_and_signal_handlers) {
  auto const before = std::signal(SIGTERM, [](int) {});
  ended const done = run_copy([] {
    std::string open;
    for (int descriptor = 0; descriptor < 64; ++descriptor)
      if (std::filesystem::exists("/proc/self/fd/" + std::to_string(descriptor)))
        open += std::to_string(descriptor) + ' ';
    return open + (std::signal(SIGTERM, SIG_DFL) == SIG_DFL ? "default\n" : "handled\n");
  });
  std::signal(SIGTERM, before);
  EXPECT_EQ(done.line, "0 1 2 default");
}

ended run_shell(std::string const& script, std::string const& argument) {
  return run(std::filesystem::path("/bin/sh"), std::vector<std::string>{"-c", script, "sh", argument});
}

TEST(a_program, gets_its_arguments_and_nothing_of_ours_but_two_pipes) {
  int const ours = ::dup(STDOUT_FILENO);  // not close-on-exec
  ended const done = run_shell("echo \"$1\" $(exec ls /proc/self/fd); echo why >&2; exit 3", "two words");
  ::close(ours);
  EXPECT_EQ(done.line, "two words 0 1 2 3") << "3 is the folder that ls reads";
  EXPECT_EQ(done.errors, "why");
  EXPECT_EQ(done.exit, "exited with status 3");
}

TEST(a_program, that_is_missing_is_an_error) {
  EXPECT_THAT([] { run(std::filesystem::path("/nowhere/program"), std::vector<std::string>()); },
              testing::ThrowsMessage<std::exception>(testing::HasSubstr("'/nowhere/program': No such file")));
}

}  // namespace
}  // namespace hangup::lab
