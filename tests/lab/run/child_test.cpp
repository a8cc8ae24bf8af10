#include "lab/run/child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>
#include <stdexcept>

// Copies of this process, in which cells run.

namespace hangup::lab {
namespace {

namespace asio = boost::asio;

struct ended_copy {
  std::optional<std::string> line;
  std::string exit;
  std::string errors;
};

asio::awaitable<ended_copy> end_of(child& copy) {
  ended_copy said;
  said.line = co_await copy.next_line();
  said.exit = co_await copy.exited();
  said.errors = co_await copy.read_errors();
  co_return said;
}

ended_copy run_copy(std::function<std::string()> const& work) {
  asio::io_context io(1);
  child copy(io.get_executor(), work);
  ended_copy said;
  asio::co_spawn(io, end_of(copy), [&](std::exception_ptr failure, ended_copy all) {
    EXPECT_FALSE(failure);
    said = std::move(all);
  });
  io.run();
  return said;
}

TEST(a_copy_of_this_process, says_what_its_work_returns_and_throws) {
  ended_copy const done = run_copy([] { return std::string("a line\n"); });
  EXPECT_EQ(done.line, "a line");
  EXPECT_EQ(done.exit, "exited with status 0");
  ended_copy const failed = run_copy([]() -> std::string { throw std::runtime_error("no network"); });
  EXPECT_EQ(failed.line, std::nullopt);
  EXPECT_EQ(failed.errors, "no network");
  EXPECT_EQ(failed.exit, "exited with status 1");
}

TEST(a_copy_of_this_process, ends_where_its_work_throws_what_is_no_exception) {
  ended_copy const failed = run_copy([]() -> std::string { throw 1; });
  EXPECT_THAT(failed.exit, testing::HasSubstr("SIGABRT"));
}

TEST(a_copy_of_this_process, has_none_of_its_descriptors_and_signal_handlers) {
  auto const before = std::signal(SIGTERM, [](int) {});
  ended_copy const done = run_copy([] {
    std::string open;
    for (int descriptor = 0; descriptor < 64; ++descriptor)
      if (std::filesystem::exists("/proc/self/fd/" + std::to_string(descriptor)))
        open += std::to_string(descriptor) + ' ';
    return open + (std::signal(SIGTERM, SIG_DFL) == SIG_DFL ? "default\n" : "handled\n");
  });
  std::signal(SIGTERM, before);
  EXPECT_EQ(done.line, "0 1 2 default");
}

}  // namespace
}  // namespace hangup::lab
