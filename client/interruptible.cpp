#include "client/interruptible.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>
#include <thread>

#include "common/platform/files.hpp"

namespace hangup::client {

bool run_interruptibly(std::vector<std::function<void()>> const& works,
                       std::function<void()> const& interrupt) {
  boost::asio::io_context io;
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  bool interrupted = false;
  signals.async_wait([&](boost::system::error_code ec, int /*number*/) {
    if (ec) return;  // all works have returned
    interrupted = true;
    interrupt();
  });

  std::size_t left = works.size();
  std::exception_ptr failure;
  std::vector<std::jthread> threads;
  for (auto const& work : works)
    threads.emplace_back([&] {
      platform::block_signals_in_this_thread();  // or a blocking call ends with EINTR, and the run before us
      std::exception_ptr thrown;
      try {
        work();
      } catch (...) {
        thrown = std::current_exception();
      }
      boost::asio::post(io, [&, thrown] {
        if (thrown && !failure) failure = thrown;
        if (--left == 0) signals.cancel();
      });
    });
  io.run();
  while (left != 0) {  // after an interruption
    io.restart();
    io.run_one();
  }
  if (failure) std::rethrow_exception(failure);
  return interrupted;
}

}  // namespace hangup::client
