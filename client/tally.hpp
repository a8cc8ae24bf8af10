#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/record/ending.hpp"
#include "common/record/observation.hpp"

namespace hangup::client {

/// How long something took, each time, to 3 percent: 15 KiB whatever it counts.
class histogram {
 public:
  void add(std::chrono::nanoseconds duration);
  void add(histogram const& other);

  /// What `share` of all took at most, 0.5 for the median; 0 when there were none.
  std::chrono::nanoseconds percentile(double share) const;
  std::chrono::nanoseconds longest() const { return longest_; }

 private:
  static constexpr std::size_t buckets = 1888;  // 32 for each power of two of a 63-bit number

  std::array<std::uint64_t, buckets> counts_{};
  std::uint64_t count_ = 0;
  std::chrono::nanoseconds longest_{};
};

/// What many runs of one plan came to. Counting a run that went as another did before allocates nothing and
/// formats nothing.
class tally {
 public:
  /// One way for a run to go.
  struct outcome {
    std::vector<std::string_view> steps;  ///< outcome_name() of each observation, the connect first
    ending came = ending::undetermined;
    std::uint64_t count = 0;
  };
  struct step_times {
    std::uint32_t step = 0;
    operation op = operation::connect;
    histogram took;
  };

  void add(std::vector<observation> const& seen);
  void add(tally const& other);

  std::uint64_t runs() const;
  std::uint64_t runs_that_ended(ending came) const;
  /// Whether there was a connection in any of them.
  bool ever_connected() const;
  /// The commonest first.
  std::vector<outcome> outcomes() const;
  std::vector<step_times> const& times() const { return times_; }

 private:
  /// Runs that are alike in all that an ending depends on.
  struct kind {
    std::vector<observation> example;
    ending came = ending::undetermined;
    std::uint64_t count = 0;
  };
  kind& kind_of(std::vector<observation> const& seen);
  histogram& times_of(std::size_t place, observation const& seen);

  std::vector<kind> kinds_;
  std::vector<step_times> times_;
};

}  // namespace hangup::client
