#include "common/options/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>

#include "tests/support/redirected.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

namespace po = boost::program_options;

po::options_description options() {
  auto group = option_group("Group");
  group.add_options()("strategy,s", po::value<std::string>(), "")("once", "")("listen",
                                                                              po::value<std::string>(), "");
  return group;
}

template <typename Call>
std::string usage_error_of(Call call) {
  return thrown_by<usage_error>(call);
}

TEST(command_line, an_option_is_read_in_every_spelling) {
  for (std::vector<std::string> const& given :
       {std::vector<std::string>{"--strategy", "close"}, {"--strategy=close"}, {"-s", "close"}, {"-sclose"}})
    EXPECT_EQ(parse_options(given, options())["strategy"].as<std::string>(), "close") << given.front();
}

TEST(command_line, an_error_names_the_option_and_the_nearest) {
  struct row {
    std::vector<std::string> given;
    std::string_view error;
  };
  for (row const& tried : {
           row{{"--stategy", "close"}, "--stategy: unknown option, did you mean '--strategy'?"},
           row{{"--strat", "close"}, "--strat: unknown option"},  // no guessing
           row{{"--fnord"}, "--fnord: unknown option"},
           row{{"-x"}, "-x: unknown option"},
           row{{"--listen", "a", "--listen", "b"}, "--listen: given more than once, expected once"},
           row{{"argument"}, "expected options only, got an argument without '--'"},
       })
    EXPECT_THAT(usage_error_of([&] { parse_options(tried.given, options()); }),
                testing::StartsWith(tried.error))
        << tried.given.front();
}

TEST(command_line, what_no_option_looks_like_is_a_word_where_words_are_taken) {
  auto group = option_group("Group");
  std::vector<std::string> words;
  group.add_options()("ipv6,6", "")("word", po::value(&words));
  po::positional_options_description const positional = po::positional_options_description().add("word", -1);
  EXPECT_TRUE(parse_options({"-104", "---> gone", "- x", "-6"}, group, positional).contains("ipv6"));
  EXPECT_EQ(words, (std::vector<std::string>{"-104", "---> gone", "- x"}));
  EXPECT_EQ(usage_error_of([&] { parse_options({"-x"}, group, positional); }), "-x: unknown option");
  EXPECT_EQ(usage_error_of([&] { parse_options({"---x"}, group, positional); }), "---x: unknown option");
  EXPECT_EQ(usage_error_of([] { parse_options({"-104"}, options()); }), "-104: unknown option");
}

TEST(command_line, an_option_without_its_value_is_named) {
  for (std::vector<std::string> const& given : {std::vector<std::string>{"--strategy"}, {"--once=2"}}) {
    std::string const error = usage_error_of([&] { parse_options(given, options()); });
    EXPECT_THAT(error, testing::StartsWith(given.front().substr(0, given.front().find('=')) + ": "));
    EXPECT_THAT(error, testing::Not(testing::HasSubstr("\n")));
  }
}

TEST(command_line, what_reading_a_value_rejects_begins_with_the_option) {
  auto const reject = [](std::string const& text) -> int {
    throw std::invalid_argument("'" + text + "': no");
  };
  EXPECT_EQ(usage_error_of([&] { read_option("deadline", "5", reject); }), "--deadline: '5': no");
  EXPECT_EQ(read_option("deadline", "5", [](std::string const& text) { return text.size(); }), 1U);
}

TEST(command_line, help_as_the_first_word_is_the_option_and_elsewhere_a_word) {
  auto group = option_group("Group");
  std::vector<std::string> words;
  group.add_options()("help", "")("word", po::value(&words));
  po::positional_options_description const positional = po::positional_options_description().add("word", -1);
  EXPECT_TRUE(parse_options({"help"}, group, positional).contains("help"));
  EXPECT_FALSE(parse_options({"explain", "help"}, group, positional).contains("help"));
  EXPECT_EQ(words, (std::vector<std::string>{"explain", "help"}));
}

TEST(command_line, an_output_file_is_created_at_once_or_not_at_all) {
  temporary_directory const directory;
  std::string const path = directory.file("events.jsonl");
  std::ofstream(path) << "old";
  create_output_file("events", path);
  EXPECT_EQ(std::filesystem::file_size(path), 0U);

  std::string const below = directory.file("missing/events.jsonl");
  EXPECT_THAT(usage_error_of([&] { create_output_file("events", below); }),
              testing::StartsWith("--events: cannot write '" + below + "': "));
}

TEST(command_line, stdout_and_no_file_need_no_creating) {
  create_output_file("events", "-");
  create_output_file("events", "");
  EXPECT_FALSE(std::filesystem::exists("-"));
}

TEST(command_line, each_error_has_its_exit_code_and_is_one_line_on_stderr) {
  redirected const err(std::cerr);
  EXPECT_EQ(run_program("p", [] { return exit_code::differs; }), 1);
  EXPECT_EQ(err.text(), "");
  EXPECT_EQ(run_program("p", []() -> exit_code { throw usage_error("--a: no"); }), 2);
  EXPECT_EQ(run_program("p", []() -> exit_code { throw unavailable_error("not here"); }), 3);
  EXPECT_EQ(run_program("p", []() -> exit_code { throw setup_error("in use"); }), 4);
  EXPECT_EQ(run_program("p", []() -> exit_code { throw std::runtime_error("anything"); }), 4);
  EXPECT_EQ(err.text(), "p: --a: no (see --help)\np: not here\np: in use\np: anything\n");
}

TEST(command_line, the_first_line_of_the_version_is_the_program_and_its_number) {
  std::string const text = version_text("hangup-lab");
  std::string const first = text.substr(0, text.find('\n'));
  EXPECT_TRUE(std::regex_match(first, std::regex("hangup-lab [0-9]+\\.[0-9]+\\.[0-9]+"))) << first;
  EXPECT_THAT(text, testing::HasSubstr("Boost "));
  EXPECT_EQ(text.back(), '\n');
}

}  // namespace
}  // namespace hangup
