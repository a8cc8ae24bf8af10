#include "common/log/line_queue.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace hangup {

struct line_queue::state {
  state(platform::file_descriptor to, closing at_end, std::size_t limit, lost_notice lost_line)
      : file(to), owned(at_end == closing::close_file), most(limit), notice(lost_line) {}
  ~state() {
    if (owned) platform::close_file(file);
  }
  state(state const&) = delete;
  state& operator=(state const&) = delete;

  bool all_written() const { return waiting.empty() && in_hand == 0 && untold == 0; }
  void write_lines();
  std::string take(std::unique_lock<std::mutex>& lock);

  platform::file_descriptor const file;
  bool const owned;
  std::size_t const most;
  lost_notice const notice;

  std::mutex mutex;
  std::condition_variable added;    ///< the first line to wait
  std::condition_variable hurried;  ///< the lines that wait are to be written now
  std::condition_variable written;
  std::vector<std::string> waiting;
  std::uint64_t in_hand = 0;  ///< lines that are being written
  std::uint64_t lost = 0;
  std::uint64_t untold = 0;  ///< of the lost ones, those that no notice has told of
  boost::system::error_code failed;
  bool given_up = false;  ///< by the latest flush(): the next one waits only after something was written
  bool hurry = false;
  bool ended = false;
};

/// All lines that wait, in one piece. Lines are dropped only while the queue is full, so the dropped ones
/// came after those that wait here and before any that will.
std::string line_queue::state::take(std::unique_lock<std::mutex>& lock) {
  std::vector<std::string> const lines = std::exchange(waiting, {});
  in_hand = lines.size();
  std::uint64_t const dropped = std::exchange(untold, 0);
  lock.unlock();
  std::string text;
  for (std::string const& line : lines)
    text += line;
  if (dropped != 0 && notice != nullptr) text += notice(dropped);
  return text;
}

void line_queue::state::write_lines() {
  platform::block_signals_in_this_thread();
  std::unique_lock lock(mutex);
  for (;;) {
    added.wait(lock, [this] { return ended || !all_written(); });
    if (all_written()) return;
    // To wake for each line, and to write each by itself, would cost more than the lines do.
    constexpr std::chrono::milliseconds gathering(50);
    hurried.wait_for(lock, gathering, [this] { return ended || hurry || waiting.size() >= most / 2; });
    hurry = false;
    std::string const text = take(lock);
    boost::system::error_code const ec = platform::write_all(file, text);
    lock.lock();
    std::uint64_t const tried = std::exchange(in_hand, 0);
    given_up = false;
    if (ec) {
      failed = ec;
      lost += tried + waiting.size();
      waiting.clear();
      untold = 0;
    }
    written.notify_all();
    if (ec) return;
  }
}

line_queue::line_queue(platform::file_descriptor file, closing at_end, std::size_t most, lost_notice notice)
    : state_(std::make_shared<state>(file, at_end, most, notice)) {
  std::thread([shared = state_] { shared->write_lines(); }).detach();
}

line_queue::~line_queue() {
  flush();
  std::lock_guard const lock(state_->mutex);
  state_->ended = true;
  state_->added.notify_one();
  state_->hurried.notify_one();
}

void line_queue::push(std::string line) {
  std::lock_guard const lock(state_->mutex);
  if (state_->failed || state_->waiting.size() >= state_->most) {
    ++state_->lost;
    if (!state_->failed) ++state_->untold;
    return;
  }
  state_->waiting.push_back(std::move(line));
  if (state_->waiting.size() == 1) state_->added.notify_one();
  if (state_->waiting.size() == state_->most / 2) state_->hurried.notify_one();
}

void line_queue::flush(std::chrono::milliseconds limit) {
  std::unique_lock lock(state_->mutex);
  auto const done = [this] { return state_->failed || state_->all_written(); };
  state_->hurry = !done();
  state_->hurried.notify_one();
  state_->given_up = state_->given_up ? !done() : !state_->written.wait_for(lock, limit, done);
}

std::uint64_t line_queue::unwritten() const {
  std::lock_guard const lock(state_->mutex);
  return state_->lost + state_->waiting.size() + state_->in_hand;
}

boost::system::error_code line_queue::failure() const {
  std::lock_guard const lock(state_->mutex);
  return state_->failed;
}

}  // namespace hangup
