#include "server/closer.hpp"

#include <boost/asio/post.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace hangup::server {
namespace {

namespace asio = boost::asio;

constexpr unsigned most_threads = 16;

struct job {
  std::uint64_t number;
  platform::native_socket socket;
};

}  // namespace

/// Outlives the closer for as long as a thread is blocked.
struct closer::state : std::enable_shared_from_this<state> {
  state(asio::any_io_executor executor_of_handlers, close_call blocking_call)
      : executor(std::move(executor_of_handlers)), call(std::move(blocking_call)) {}

  asio::any_io_executor const executor;
  close_call const call;
  std::map<std::uint64_t, handler> handlers{};  // used in the executor only
  std::uint64_t last_number = 0;                // too

  std::mutex mutex{};  // for all that follows
  std::deque<job> waiting{};
  unsigned threads = 0;
  bool abandoned = false;
};

closer::closer(asio::any_io_executor executor, close_call call)
    : state_(std::make_shared<state>(std::move(executor), std::move(call))) {}

closer::~closer() {
  state_->handlers.clear();
  std::lock_guard const lock(state_->mutex);
  state_->abandoned = true;  // from now on the executor may be gone
}

void closer::close(platform::native_socket socket, handler closed) {
  auto const number = ++state_->last_number;
  state_->handlers.emplace(number, std::move(closed));
  {
    std::lock_guard const lock(state_->mutex);
    state_->waiting.push_back({number, socket});
    if (state_->threads == most_threads) return;
    ++state_->threads;
  }
  try {
    std::thread([shared = state_] { work(*shared); }).detach();
  } catch (std::system_error const&) {
    work(*state_);  // no thread is to be had: better late than never
  }
}

void closer::work(state& shared) {
  std::unique_lock lock(shared.mutex);
  while (!shared.waiting.empty()) {
    job const next = shared.waiting.front();
    shared.waiting.pop_front();
    lock.unlock();
    auto const ec = shared.call(next.socket);
    lock.lock();
    if (shared.abandoned) continue;
    asio::post(shared.executor, [self = shared.shared_from_this(), number = next.number, ec] {
      if (auto const found = self->handlers.extract(number)) found.mapped()(ec);
    });
  }
  --shared.threads;
}

}  // namespace hangup::server
