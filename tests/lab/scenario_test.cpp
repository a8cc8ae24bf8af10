#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "client/style.hpp"
#include "common/platform/cell.hpp"
#include "common/platform/platform.hpp"
#include "lab/judge/result.hpp"
#include "lab/run/cell.hpp"
#include "lab/run/reactor.hpp"
#include "stream/tls.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/print.hpp"
#include "tests/support/system.hpp"

// The real programs, through conduct(), in every style at once.

namespace hangup::lab {

void PrintTo(experiment const* experiment, std::ostream* out) {  // ctest names the tests by it
  *out << experiment->name;
}

namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::StartsWith;

std::vector<experiment> const& catalogue() {
  static auto const built_in = parse_catalogue(built_in_catalogue());
  return built_in;
}

experiment const& experiment_named(std::string_view name) {
  return *std::find_if(catalogue().begin(), catalogue().end(),
                       [&](experiment const& entry) { return entry.name == name; });
}

std::vector<experiment const*> experiments_without_a_race() {
  std::vector<experiment const*> all;
  for (experiment const& entry : catalogue())
    if (entry.races == 0) all.push_back(&entry);
  return all;
}

void take_result(style_result& into, std::exception_ptr failure, record run) {
  try {
    if (failure) std::rethrow_exception(failure);
    count(into, std::move(run));
  } catch (std::exception const& problem) {
    into.failures.emplace_back(problem.what());
  }
}

/// One run in each of `rows`, all at the same time, each in a cell of its own where the system allows it.
experiment_result run_in(std::vector<std::string_view> const& rows, experiment const& experiment,
                         test::family family) {
  programs const pair = programs_beside(HANGUP_LAB);
  experiment_result result;
  result.experiment = &experiment;
  result.styles.resize(rows.size());
  asio::io_context io;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    style_result& into = result.styles[i];
    into.style = rows[i];
    run_of const planned{.experiment = &experiment,
                         .style = into.style,
                         .address = family == test::family::ipv6 ? "[::1]" : "127.0.0.1"};
    asio::co_spawn(io, conduct_in_cell(pair, planned, {}),
                   [&into, &experiment](std::exception_ptr failure, record run) {
                     if (!failure && experiment.needs_cell && !run.in_cell)
                       into.unavailable = run.no_cell;
                     else
                       take_result(into, failure, std::move(run));
                   });
  }
  io.run();
  return result;
}

experiment_result run_in_every_style(experiment const& experiment, test::family family) {
  std::vector<std::string_view> rows;
  for (client::style const& style : client::all_styles())
    if (is_for(experiment, style.name)) rows.push_back(style.name);
  return run_in(rows, experiment, family);
}

using actions = std::vector<std::pair<std::chrono::nanoseconds, server_action>>;

actions server_actions(record const& run) {
  actions all;
  for (event const& happened : run.events)
    if (auto const* const action = std::get_if<server_action>(&happened.body))
      all.emplace_back(happened.at, *action);
  return all;
}

void expect_both_sides_in_order_of_time(record const& run, experiment const& experiment) {
  EXPECT_TRUE(std::is_sorted(run.events.begin(), run.events.end(),
                             [](event const& a, event const& b) { return a.at < b.at; }));

  actions const server = server_actions(run);
  ASSERT_GE(server.size(), 2U);
  EXPECT_EQ(server[0].second.name, "listening");

  auto const client = observations_of(run);
  std::size_t expected = 1;
  for (step const& planned : experiment.steps.steps)
    expected += parts_of(planned.op).size();
  ASSERT_EQ(client.size(), expected) << "the connect, and what each step reports";
  EXPECT_LT(server[0].first, client[0].at) << "it listens before the client connects";
  EXPECT_TRUE(std::is_sorted(client.begin(), client.end(),
                             [](observation const& a, observation const& b) { return a.step < b.step; }));
}

/// The catalogue says what Windows is known to report, the rules derive it from what was seen here: two ways,
/// one result.
void expect_windows_as_the_catalogue_says(outcome const& came, experiment const& experiment,
                                          std::string_view style) {
  if (experiment.windows.blocking.empty() || experiment.ends_blocking.has_value()) return;
  for (std::size_t i = 0; i < came.windows.size(); ++i) {
    if (cell_text(came.windows[i]) == "n/a" || experiment.windows.blocking[i] == "?") continue;
    EXPECT_EQ(cell_text(came.windows[i]), experiment.windows.blocking[i])
        << experiment.name << ", " << style << ", result " << i + 1;
  }
}

class scenario : public testing::TestWithParam<experiment const*> {
 protected:
  void SetUp() override {
    if (platform::asio_backend() != "epoll")
      GTEST_SKIP() << "the catalogue's expectations were measured with epoll, and this is "
                   << platform::asio_backend();
    bool const wants_tls = asks_for_tls(GetParam()->steps) || !GetParam()->tls.empty();
    if (wants_tls && !tls_is_built_in()) GTEST_SKIP() << "built without OpenSSL";
  }

  void expect_as_the_catalogue_says(test::family family) {
    if (std::string const reason = test::missing(family); !reason.empty()) GTEST_SKIP() << reason;
    experiment const& tested = *GetParam();
    experiment_result const result = run_in_every_style(tested, family);
    verdict const said = judge(result);
    if (said.judged == judgement::not_available) GTEST_SKIP() << said.text;
    EXPECT_EQ(said.judged, judgement::as_expected) << said.text;
    for (style_result const& style : result.styles) {
      SCOPED_TRACE(style.style);
      ASSERT_EQ(style.runs.size(), 1U);
      outcome const& came = style.outcomes.front().came;
      EXPECT_TRUE(tested.recorded.codes.empty() || agrees_with(came, tested.recorded));
      expect_windows_as_the_catalogue_says(came, tested, style.style);
      if (tested.connect == "ok") expect_both_sides_in_order_of_time(style.runs.front(), tested);
    }
  }
};

TEST_P(scenario, over_ipv4_comes_out_as_the_catalogue_says) {
  expect_as_the_catalogue_says(test::family::ipv4);
}

TEST_P(scenario, over_ipv6_comes_out_as_the_catalogue_says) {
  expect_as_the_catalogue_says(test::family::ipv6);
}

/// Each reactor below one of the two styles that have one.
TEST_P(scenario, on_another_reactor_comes_out_as_the_catalogue_says) {
  std::vector<std::string_view> rows;
  programs const pair = programs_beside(HANGUP_LAB);
  // As an ordinary user the rings of tests that run at once may be too many (RLIMIT_MEMLOCK).
  bool const has_rings = platform::spare().locked_memory == UINT64_MAX;
  for (std::string_view const row : {"handlers/io_uring", "coroutines/select"})
    if ((has_rings || reactor_of(row) != "io_uring") && why_no_reactor(pair, reactor_of(row)).empty())
      rows.push_back(row);
  if (rows.empty()) GTEST_SKIP() << why_no_reactor(pair, "select");
  verdict const said = judge(run_in(rows, *GetParam(), test::family::ipv4));
  if (said.judged == judgement::not_available) GTEST_SKIP() << said.text;
  EXPECT_EQ(said.judged, judgement::as_expected) << said.text;
}

INSTANTIATE_TEST_SUITE_P(catalogue, scenario, testing::ValuesIn(experiments_without_a_race()),
                         [](auto const& tested) {
                           std::string name = tested.param->name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

condition first_read_of(record const& run) {
  for (observation const& seen : observations_of(run))
    if (seen.op == operation::recv && seen.completed()) return seen.reported();
  return condition::unlisted;
}

void expect_first_read(std::string_view name, condition expected) {
  experiment_result const result = run_in_every_style(experiment_named(name), test::family::ipv4);
  for (style_result const& style : result.styles) {
    ASSERT_EQ(style.failures, std::vector<std::string>{});
    EXPECT_EQ(first_read_of(style.runs.front()), expected) << style.style;
  }
}

TEST(an_abortive_close, is_connection_reset_to_the_first_read_in_every_style) {
  if (test::on_wine()) GTEST_SKIP() << test::wine_loses_it;
  expect_first_read("abortive", condition::connection_reset);
  expect_first_read("abortive-recv-first", condition::connection_reset);
}

TEST(a_graceful_close, is_end_of_file_to_the_first_read_in_every_style) {
  expect_first_read("graceful", condition::eof);
  expect_first_read("graceful-recv-first", condition::eof);
}

TEST(a_plain_close, is_end_of_file_when_all_was_read_and_connection_reset_when_not) {
  expect_first_read("close", condition::eof);
  if (test::on_wine()) GTEST_SKIP() << test::wine_loses_it;
  expect_first_read("reset-before-fin", condition::connection_reset);
}

void expect_server_exit(std::string_view name, std::string_view expected) {
  experiment_result const result = run_in_every_style(experiment_named(name), test::family::ipv4);
  for (style_result const& style : result.styles) {
    ASSERT_EQ(style.failures, std::vector<std::string>{});
    EXPECT_EQ(style.runs.front().server_exit, expected) << style.style;
  }
}

TEST(a_server_that_aborts, was_killed_by_sigabrt) {
  auto const server_exit =
      test::on_windows_or_wine() ? "exited with status 3" : "was killed by signal 6 (SIGABRT)";
  expect_server_exit("process-abort", server_exit);
  expect_server_exit("process-abort-unread", server_exit);
}

TEST(a_server_that_is_killed, was_killed_by_sigkill) {
  expect_server_exit("process-kill", test::on_windows_or_wine() ? "exited with status 1"
                                                                : "was killed by signal 9 (SIGKILL)");
}

TEST(a_server_that_exits, exited_with_status_0) {
  expect_server_exit("process-exit", "exited with status 0");
  expect_server_exit("close-then-exit", "exited with status 0");
}

TEST(a_server_that_goes_on, exits_with_status_0_when_the_lab_asks_it_to) {
  expect_server_exit("close", "exited with status 0");
}

TEST(a_pair_that_does_not_start, is_an_error_that_says_which_program_and_how_it_ended) {
  run_of planned;
  planned.experiment = &experiment_named("close");
  planned.style = "native";
  auto const error_of = [&](programs const& pair) {
    std::string text;
    asio::io_context io;
    asio::co_spawn(io, conduct(pair, planned), [&](std::exception_ptr failure, record const&) {
      try {
        if (failure) std::rethrow_exception(failure);
      } catch (std::exception const& problem) {
        text = problem.what();
      }
    });
    io.run();
    return text;
  };
  programs const whole = programs_beside(HANGUP_LAB);
  programs pair = whole;
  pair.server = whole.client;  // which has no --listen
  EXPECT_THAT(error_of(pair),
              StartsWith("the server exited with status 2 before it listened: hangup-client: "));
  pair = whole;
  pair.client = whole.server;
  EXPECT_THAT(error_of(pair), StartsWith("the client exited with status 2: hangup-server: "));
  pair.client = {"/nonexistent"};
  EXPECT_THAT(error_of(pair), StartsWith("cannot start '/nonexistent': "));
  EXPECT_THAT(error_of(pair), EndsWith(" [system:2]"));
}

}  // namespace
}  // namespace hangup::lab
