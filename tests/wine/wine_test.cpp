#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "common/errors/error_names.hpp"
#include "common/record/json.hpp"
#include "common/text/json.hpp"
#include "tests/support/child.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/print.hpp"
#include "tests/support/temporary_directory.hpp"

// The Windows programs under Wine with peers on Linux. What is shown is the Windows code path (IOCP, Winsock)
// over Linux's TCP, which is no record of Windows.

namespace hangup {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
namespace fs = std::filesystem;
using asio::ip::tcp;
using testing::ElementsAre;
using words = std::vector<std::string>;

std::string windows_program(std::string const& name) {
  char const* const folder = std::getenv("HANGUP_WINDOWS_BIN");
  return folder == nullptr ? "" : std::string(folder) + '/' + name + ".exe";
}

class under_wine : public testing::Test {
 protected:
  void SetUp() override {
    if (windows_program("").empty())
      GTEST_SKIP() << "HANGUP_WINDOWS_BIN is not set; scripts/test-windows does that";
  }
};

words in_wine(std::string const& program, words const& arguments) {
  words all = {"/usr/bin/env", "wine", windows_program(program)};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

/// How often the threads of a process have gone to sleep so far.
std::uint64_t times_asleep(pid_t process) {
  std::uint64_t total = 0;
  for (fs::path const& task : fs::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::ifstream status(task / "status");
    for (std::string name, value; status >> name && std::getline(status, value);)
      if (name == "voluntary_ctxt_switches:") total += std::stoull(value);
  }
  return total;
}

/// Wine tells nobody that a read is pending, but who waits for it does nothing else.
bool comes_to_rest(pid_t process) {
  constexpr int enough = 30;
  std::uint64_t before = 0;
  int same = 0;
  return test::poll_until([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::uint64_t const now = times_asleep(process);
    same = now == before ? same + 1 : 0;
    before = now;
    return same == enough;
  });
}

/// A client whose plan is one step that waits for its peer, which we are.
class client_under_wine : public under_wine {
 protected:
  /// True when it waits.
  bool start(std::string const& plan, std::string const& style) {
    tcp::acceptor acceptor(io_, test::loopback(test::family::ipv4));
    std::ostringstream address;
    address << acceptor.local_endpoint();
    client_ = std::make_unique<test::child>(
        in_wine("hangup-client", {"--connect", address.str(), "--plan", plan, "--style", style, "--deadline",
                                  "40s", "--events", "-", "--log-level", "off"}));
    peer_ = acceptor.accept();
    return next_observation().op == operation::connect && comes_to_rest(client_->process());
  }

  /// Our own host destroys the client's connection.
  std::string destroy() {
    auto const port = [](tcp::endpoint const& of) { return ":" + std::to_string(of.port()); };
    auto const killed = test::run({"/usr/bin/env", "ss", "-tKH", "sport", "=", port(peer_.remote_endpoint()),
                                   "dport", "=", port(peer_.local_endpoint())});
    return killed.out.empty() ? "not destroyed: " + killed.err : "";
  }

  observation next_observation() {
    std::string const line = client_->read_line();
    if (line.empty()) return {};
    event const happened = event_from(parse_json(line));
    auto const* const seen = std::get_if<observation>(&happened.body);
    return seen == nullptr ? observation{} : *seen;
  }

  asio::io_context io_;
  tcp::socket peer_{io_};
  std::unique_ptr<test::child> client_;
};

error_value windows_code(int value) {
  return {code_space::windows, value};
}

class client_of_style_under_wine : public client_under_wine,
                                   public testing::WithParamInterface<std::string_view> {
 protected:
  bool overlaps() const { return GetParam() == "handlers" || GetParam() == "coroutines"; }
  bool start_reading() { return start("recv", std::string(GetParam())); }
};

TEST_P(client_of_style_under_wine, is_told_10054_of_a_reset) {
  ASSERT_TRUE(start_reading());
  test::reset(peer_);
  EXPECT_EQ(next_observation().error, windows_code(10054));
}

TEST_P(client_of_style_under_wine,
       is_told_1236_or_blocking_10053_of_a_connection_that_its_own_host_destroyed) {
  ASSERT_TRUE(start_reading());
  ASSERT_EQ(destroy(), "");
  observation const seen = next_observation();
  EXPECT_EQ(seen.error, windows_code(overlaps() ? 1236 : 10053));
  EXPECT_EQ(condition_of(seen.error), condition::connection_aborted);
}

TEST_P(client_of_style_under_wine, is_told_of_a_fin_that_all_is_well) {
  ASSERT_TRUE(start_reading());
  peer_.close();
  EXPECT_EQ(condition_of(next_observation().error), condition::eof);
}

INSTANTIATE_TEST_SUITE_P(each, client_of_style_under_wine,
                         testing::Values("native", "sync", "handlers", "coroutines"),
                         [](auto const& style) { return std::string(style.param); });

TEST_F(client_under_wine, is_told_995_when_it_cancels_its_own_read) {
  for (std::string const style : {"handlers", "coroutines"}) {
    ASSERT_TRUE(start("cancel", style));
    EXPECT_EQ(next_observation().error, windows_code(995)) << style;
  }
}

/// The steps of the one outcome of the one style that was run: `eof asio.misc` or `ok`.
words steps_of(test::ended const& lab) {
  words all;
  json::value const report = parse_json(lab.out);
  json::value const& style = json_array(json_array(report, "results").at(0), "styles").at(0);
  for (json::value const& step : json_array(json_array(style, "outcomes").at(0), "steps")) {
    json::value const& error = json_member(step, "error");
    all.push_back(json_text(step, "outcome") + (error.is_null() ? "" : ' ' + json_text(error, "space")));
  }
  return all;
}

std::string joined(words const& all) {
  std::string text;
  for (std::string const& word : all)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

class mixed_pair : public under_wine {
 protected:
  /// In our own network: Wine's sockets are in that of its server.
  static test::ended run(std::string const& experiment, std::string const& replaced,
                         std::string const& program) {
    return test::run({HANGUP_LAB, "run", experiment, "--style", "handlers", "--no-cells", "--format", "json",
                      replaced, joined(in_wine(program, {}))});
  }
};

TEST_F(mixed_pair, of_a_windows_client_and_a_linux_server_is_run_by_the_lab) {
  test::ended const lab = run("cancel", "--client-program", "hangup-client");
  EXPECT_EQ(lab.status, 0) << lab.err;
  EXPECT_THAT(steps_of(lab), ElementsAre("operation_aborted windows", "ok", "never"));
}

TEST_F(mixed_pair, of_a_linux_client_and_a_windows_server_is_run_by_the_lab) {
  test::ended const lab = run("abortive", "--server-program", "hangup-server");
  EXPECT_EQ(lab.status, 0) << lab.err;
  EXPECT_THAT(steps_of(lab), ElementsAre("ok", "connection_reset linux", "broken_pipe linux", "never"));
}

class lab_under_wine : public under_wine {};

TEST_F(lab_under_wine, lists_and_explains) {
  auto const list = test::run(in_wine("hangup-lab", {"list"}));
  EXPECT_EQ(list.status, 0);
  EXPECT_THAT(list.out, testing::HasSubstr("seed-1"));
  auto const explanation = test::run(in_wine("hangup-lab", {"explain", "10053"}));
  EXPECT_EQ(explanation.status, 0);
  EXPECT_THAT(explanation.out, testing::HasSubstr("WSAECONNABORTED"));
}

TEST_F(lab_under_wine,
       runs_the_recorded_experiments_in_every_style_for_a_comparison_with_the_recorded_codes) {
  auto const lab =
      test::run(in_wine("hangup-lab", {"run", "seed-1", "seed-2", "seed-3", "seed-4", "--format", "json"}));
  EXPECT_EQ(lab.status, 0) << lab.err;
  temporary_directory const folder;
  std::string const file = folder.file("wine.json");
  std::ofstream(file) << lab.out;
  auto const table = test::run({HANGUP_LAB, "compare", "--windows-results", file});
  EXPECT_EQ(table.status, 1)
      << "Wine's TCP is Linux's, which forgets an abort: it differs, and that is said\n"
      << table.err;
  for (char const* const style : {"native", "sync", "handlers", "coroutines"})
    for (char const* const system : {"  Wine, ", "  Linux, "})
      EXPECT_THAT(table.out, testing::HasSubstr(std::string(system) + style));
  EXPECT_THAT(table.out, testing::HasSubstr("native, result 2: predicted 10053, measured 0"));
  std::cout << table.out;
}

}  // namespace
}  // namespace hangup
