#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "common/options/errors.hpp"
#include "lab/catalogue/experiment.hpp"
#include "lab/run/cell.hpp"
#include "tests/lab/privileges.hpp"
#include "tests/lab/programs.hpp"

// `run --pcap DIR`: the files for Wireshark, and the folders that none can be.

namespace hangup::lab {
namespace {

namespace fs = std::filesystem;
using test::ended;
using test::lab;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using words = std::vector<std::string>;

words files_in(fs::path const& folder) {
  words all;
  for (auto const& entry : fs::directory_iterator(folder))
    all.push_back(entry.path().filename());
  return all;
}

/// How many packets of a capture `filter` (pcap-filter(7)) lets through; -1 where libpcap cannot read it.
int count_in(std::string const& file, std::string const& filter) {
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  std::unique_ptr<pcap_t, decltype(&pcap_close)> const capture(
      pcap_open_offline(file.c_str(), message.data()), pcap_close);
  bpf_program program{};
  if (capture == nullptr ||
      pcap_compile(capture.get(), &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
    return -1;
  int total = 0;
  pcap_pkthdr* header = nullptr;
  unsigned char const* packet = nullptr;
  while (pcap_next_ex(capture.get(), &header, &packet) == 1)
    if (pcap_offline_filter(&program, header, packet) != 0) ++total;
  pcap_freecode(&program);
  return total;
}

int syns(std::string const& file) {
  return count_in(file, "tcp[tcpflags] & tcp-syn != 0");
}
int fins(std::string const& file) {
  return count_in(file, "tcp[tcpflags] & tcp-fin != 0");
}
int resets(std::string const& file) {
  return count_in(file, "tcp[tcpflags] & tcp-rst != 0");
}

struct captures : testing::Test {
  void SetUp() override {
    if (std::string const reason = test::why_no_cells(); !reason.empty()) GTEST_SKIP() << reason;
  }
  temporary_directory const folder;
};

TEST_F(captures, are_one_file_for_each_run_with_all_that_was_on_its_wire) {
  std::string const made = folder.file("not/yet/there");
  ended const said = lab({"run", "abortive", "graceful", "--pcap", made, "--repeat", "2", "--style", "native",
                          "--style", "handlers"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_THAT(files_in(made), UnorderedElementsAre("abortive-native-1.pcap", "abortive-native-2.pcap",
                                                   "abortive-handlers-1.pcap", "abortive-handlers-2.pcap",
                                                   "graceful-native-1.pcap", "graceful-native-2.pcap",
                                                   "graceful-handlers-1.pcap", "graceful-handlers-2.pcap"));
  for (std::string const& name : files_in(made)) {
    std::string const file = fs::path(made) / name;
    EXPECT_EQ(syns(file), 2) << name << ": the client's and the server's";
    EXPECT_EQ(fins(file) != 0, name.starts_with("graceful")) << name;
    if (name.starts_with("abortive")) {
      EXPECT_EQ(resets(file), 1) << name;
    }
  }
}

TEST_F(captures, are_of_ipv6_where_the_run_is) {
  ended const said = lab({"run", "abortive", "--pcap", folder.file("x"), "--style", "native", "--ipv6"});
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_GT(count_in(folder.file("x/abortive-native-1.pcap"), "ip6 and tcp"), 0);
  EXPECT_EQ(count_in(folder.file("x/abortive-native-1.pcap"), "ip"), 0);
}

TEST_F(captures, are_linked_from_the_page_wherever_it_lies) {
  fs::create_directory(folder.file("pages"));
  std::string const page = folder.file("pages/page.html");
  ended const said = lab({"run", "abortive", "--pcap", folder.file("kept: here"), "--style", "native",
                          "--format", "html", "--output", page});
  EXPECT_EQ(said.status, 0) << said.err;
  std::ifstream const file(page);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), testing::HasSubstr("<a href=\"./../kept%3A%20here/abortive-native-1.pcap\">"
                                             "../kept: here/abortive-native-1.pcap</a>"));
  EXPECT_EQ(resets(folder.file("pages/../kept: here/abortive-native-1.pcap")), 1);
}

TEST_F(captures, can_be_made_by_an_ordinary_user) {
  auto const by = test::as_ordinary_user();
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  if (std::string const reason = test::why_no_cells(by); !reason.empty()) GTEST_SKIP() << reason;
  fs::permissions(folder.file(""), fs::perms::all);
  ended const said = lab({"run", "abortive", "--pcap", folder.file("x"), "--style", "native"}, by);
  EXPECT_EQ(said.status, 0) << said.out << said.err;
  EXPECT_EQ(resets(folder.file("x/abortive-native-1.pcap")), 1);
}

TEST_F(captures, that_cannot_be_written_to_the_end_make_the_run_fail) {
  auto const catalogue = parse_catalogue(built_in_catalogue());
  auto const abortive = std::ranges::find(catalogue, "abortive", &experiment::name);
  ASSERT_NE(abortive, catalogue.end());
  boost::asio::io_context io(1);
  std::string problem;
  boost::asio::co_spawn(
      io,
      conduct_in_cell(programs_beside(HANGUP_LAB), {.experiment = &*abortive, .style = "native"},
                      {.own_network = true, .capture = "/dev/full"}),
      [&](std::exception_ptr failure, record const&) {
        try {
          if (failure) std::rethrow_exception(failure);
        } catch (setup_error const& failed) {
          problem = failed.what();
        }
      });
  io.run();
  EXPECT_EQ(problem, "cannot write the capture: No space left on device");
}

TEST_F(captures, take_the_place_of_older_ones_and_go_through_no_link) {
  std::string const file = folder.file("abortive-native-1.pcap");
  std::ofstream(file) << "an older one";
  words const command = {"run", "abortive", "--style", "native", "--pcap", folder.file("")};
  EXPECT_EQ(lab(command).status, 0);
  EXPECT_EQ(resets(file), 1);

  std::string const own_file = folder.file("mine");
  std::ofstream(own_file) << "mine";
  fs::remove(file);
  fs::create_symlink(own_file, file);
  ended const said = lab(command);
  EXPECT_EQ(said.status, 4);
  EXPECT_THAT(said.out, testing::HasSubstr("cannot write '" + file + "': Too many levels of symbolic links"));
  EXPECT_EQ(fs::file_size(own_file), 4U);
}

/// Of an experiment that would take longer than any test: it is noticed before anything runs.
struct bad_folder : testing::Test {
  ended run_with(std::string const& pcap, words const& by = {}) const {
    return lab({"run", "--catalogue", lasting.path(), "--pcap", pcap}, by);
  }
  void expect_usage_error(ended const& said, std::string const& error) const {
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(said.err, "hangup-lab: --pcap: " + error + " (see --help)\n");
  }
  temporary_directory const folder;
  test::catalogue_file const lasting = test::lasting_experiment();
};

TEST_F(bad_folder, that_is_a_file_is_noticed_before_anything_runs) {
  std::string const file = folder.file("file");
  std::ofstream(file) << "mine";
  expect_usage_error(run_with(file), "cannot make the folder '" + file + "': Not a directory");
  expect_usage_error(run_with(file + "/below"),
                     "cannot make the folder '" + file + "/below': Not a directory");
  EXPECT_EQ(fs::file_size(file), 4U) << "and it is left as it was";
}

TEST_F(bad_folder, that_must_not_be_made_or_written_is_noticed_before_anything_runs) {
  if (std::string const reason = test::why_no_ordinary_user(); !reason.empty()) GTEST_SKIP() << reason;
  std::string const closed = folder.file("closed");
  fs::create_directory(closed);
  fs::permissions(closed, fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                              fs::perms::others_exec);
  expect_usage_error(run_with(closed, test::as_ordinary_user()),
                     "cannot write to the folder '" + closed + "': Permission denied");
  expect_usage_error(run_with(closed + "/below", test::as_ordinary_user()),
                     "cannot make the folder '" + closed + "/below': Permission denied");
  EXPECT_THAT(files_in(closed), IsEmpty());
}

TEST_F(bad_folder, is_any_where_there_are_no_cells_to_capture_in) {
  ended const said = lab({"run", "abortive", "--no-cells", "--pcap", folder.file("x")});
  expect_usage_error(said, "expected without --no-cells: only a cell has a wire of its own");
  EXPECT_FALSE(fs::exists(folder.file("x")));
}

}  // namespace
}  // namespace hangup::lab
