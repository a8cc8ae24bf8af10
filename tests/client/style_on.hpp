#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "client/style.hpp"
#include "tests/client/peer.hpp"
#include "tests/support/print.hpp"

namespace hangup::test {

using namespace client;

/// Where a step is meant to run into it, and no other step waits for the peer.
inline constexpr std::chrono::milliseconds short_deadline(30);

/// Every style has to pass every test, with IPv4 and IPv6.
class style_on : public testing::TestWithParam<std::tuple<style, family>> {
 protected:
  void SetUp() override {
    if (std::string const why = missing(address_family()); !why.empty()) GTEST_SKIP() << why;
  }

  family address_family() const { return std::get<family>(GetParam()); }
  std::string_view name() const { return std::get<style>(GetParam()).name; }
  bool is_asynchronous() const { return !std::get<style>(GetParam()).blocks; }

  /// Runs a plan to its end.
  run_result run(std::vector<boost::asio::ip::tcp::endpoint> to, std::string_view plan_text,
                 std::chrono::nanoseconds deadline = patience) {
    boost::asio::io_context io;
    std::optional<run_result> result;
    std::get<style>(GetParam())
        .run(
            io.get_executor(),
            std::make_shared<run_options const>(run_options{.endpoints = std::move(to),
                                                            .steps = parse_plan(plan_text),
                                                            .limit = {.operation = deadline}}),
            [this](observation const& seen) {
              watched_.push_back(seen);
              if (on_observation_) on_observation_(seen);
            },
            [&](run_result const& came) {
              result = came;
              return then::end;
            });
    io.run();
    EXPECT_TRUE(result) << "the run did not say that it has finished";
    return result.value_or(run_result{});
  }

  std::vector<observation> watched_;
  observer on_observation_;  ///< may be empty; the run goes on when it returns
  std::atomic<bool> finished_ = false;
};

/// The styles of these names, each with IPv4 and IPv6; all styles where there is no name.
inline auto styles_and_families(std::vector<std::string_view> const& names = {}) {
  std::vector<style> chosen;
  for (style const& known : all_styles())
    if (names.empty() || std::find(names.begin(), names.end(), known.name) != names.end())
      chosen.push_back(known);
  return testing::Combine(testing::ValuesIn(chosen), testing::ValuesIn(both_families));
}

inline std::string name_of_style_and_family(testing::TestParamInfo<std::tuple<style, family>> const& tested) {
  return std::string(std::get<style>(tested.param).name) + '_' + name_of(std::get<family>(tested.param));
}

/// `ok 14`, `eof`, `never`: what a step reported, with the bytes where there were any.
inline std::vector<std::string> outcomes(run_result const& result) {
  std::vector<std::string> all;
  for (observation const& seen : result.seen)
    all.push_back(std::string(outcome_name(seen)) +
                  (seen.bytes != 0 ? ' ' + std::to_string(seen.bytes) : ""));
  return all;
}

/// A peer's script: closes once the client's bytes lie unread, which is a reset without any FIN.
inline void close_over_unread(peer::socket& client) {
  peer::is_readable(client);
}

}  // namespace hangup::test
