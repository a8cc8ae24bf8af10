#include "client/tally.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "common/record/classify.hpp"

namespace hangup::client {
namespace {

using std::chrono::nanoseconds;

constexpr unsigned steps_per_power = 32;
constexpr unsigned bits_kept = 6;  // the leading one and five more

std::size_t bucket_of(std::uint64_t value) {
  if (value < steps_per_power) return value;
  auto const shift = static_cast<unsigned>(std::bit_width(value)) - bits_kept;
  return std::size_t{shift} * steps_per_power + (value >> shift);
}

std::uint64_t largest_in(std::size_t bucket) {
  if (bucket < std::size_t{2} * steps_per_power) return bucket;
  auto const shift = static_cast<unsigned>(bucket / steps_per_power - 1);
  std::uint64_t const leading = bucket - std::size_t{shift} * steps_per_power;
  return ((leading + 1) << shift) - 1;
}

/// All that an ending depends on.
bool are_alike(observation const& a, observation const& b) {
  return a.step == b.step && a.op == b.op && a.status == b.status && a.found == b.found &&
         a.error == b.error && a.before == b.before && a.after == b.after;
}

}  // namespace

void histogram::add(nanoseconds duration) {
  auto const value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  ++counts_[bucket_of(value)];
  ++count_;
  longest_ = std::max(longest_, duration);
}

void histogram::add(histogram const& other) {
  for (std::size_t i = 0; i < buckets; ++i)
    counts_[i] += other.counts_[i];
  count_ += other.count_;
  longest_ = std::max(longest_, other.longest_);
}

nanoseconds histogram::percentile(double share) const {
  auto const wanted = static_cast<std::uint64_t>(std::ceil(static_cast<double>(count_) * share));
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    passed += counts_[i];
    if (passed >= wanted && passed != 0)
      return std::min(nanoseconds(static_cast<std::int64_t>(largest_in(i))), longest_);
  }
  return {};
}

void tally::add(std::vector<observation> const& seen) {
  ++kind_of(seen).count;
  for (std::size_t i = 0; i < seen.size(); ++i)
    times_of(i, seen[i]).add(seen[i].elapsed);
}

void tally::add(tally const& other) {
  for (kind const& theirs : other.kinds_)
    kind_of(theirs.example).count += theirs.count;
  for (std::size_t i = 0; i < other.times_.size(); ++i)
    times_of(i, {.step = other.times_[i].step, .op = other.times_[i].op}).add(other.times_[i].took);
}

/// The commonest kinds move to the front.
tally::kind& tally::kind_of(std::vector<observation> const& seen) {
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    auto const& example = kinds_[i].example;
    if (!std::equal(seen.begin(), seen.end(), example.begin(), example.end(), are_alike)) continue;
    if (i == 0 || kinds_[i].count < kinds_[i - 1].count) return kinds_[i];
    std::swap(kinds_[i], kinds_[i - 1]);
    return kinds_[i - 1];
  }
  return kinds_.emplace_back(kind{.example = seen, .came = classify(seen), .count = 0});
}

/// At `place`, unless the two of a pair have ended in the other order.
histogram& tally::times_of(std::size_t place, observation const& seen) {
  auto const is_same = [&seen](step_times const& known) {
    return known.step == seen.step && known.op == seen.op;
  };
  if (place < times_.size() && is_same(times_[place])) return times_[place].took;
  auto const found = std::find_if(times_.begin(), times_.end(), is_same);
  if (found != times_.end()) return found->took;
  auto const after = std::find_if(times_.begin(), times_.end(),
                                  [&seen](step_times const& known) { return known.step > seen.step; });
  return times_.insert(after, {.step = seen.step, .op = seen.op, .took = {}})->took;
}

std::uint64_t tally::runs() const {
  std::uint64_t all = 0;
  for (kind const& known : kinds_)
    all += known.count;
  return all;
}

std::uint64_t tally::runs_that_ended(ending came) const {
  std::uint64_t all = 0;
  for (kind const& known : kinds_)
    if (known.came == came) all += known.count;
  return all;
}

bool tally::ever_connected() const {
  return std::any_of(kinds_.begin(), kinds_.end(),
                     [](kind const& known) { return known.example.front().succeeded(); });
}

std::vector<tally::outcome> tally::outcomes() const {
  std::vector<outcome> all;
  for (kind const& known : kinds_) {
    outcome one{.steps = {}, .came = known.came, .count = known.count};
    for (observation const& seen : known.example)
      one.steps.push_back(outcome_name(seen));
    auto const same = std::find_if(all.begin(), all.end(), [&one](outcome const& other) {
      return other.steps == one.steps && other.came == one.came;
    });
    if (same == all.end())
      all.push_back(std::move(one));
    else
      same->count += one.count;
  }
  std::stable_sort(all.begin(), all.end(),
                   [](outcome const& a, outcome const& b) { return a.count > b.count; });
  return all;
}

}  // namespace hangup::client
