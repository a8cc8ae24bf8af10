#include "lab/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <sstream>

#include "common/error_names.hpp"
#include "common/json.hpp"

namespace hangup {
namespace {

namespace json = boost::json;

std::vector<experiment> const& catalogue() {
  static auto const built_in = parse_catalogue(built_in_catalogue());
  return built_in;
}

json::object const& explanations() {
  static json::value const built_in = parse_json(built_in_explanations());
  return built_in.get_object();
}

/// What explain writes; empty when it says that the text means nothing.
std::string explained(std::string const& text, std::span<experiment const> with = catalogue()) {
  std::ostringstream out;
  bool const known = explain(out, text, with);
  EXPECT_EQ(known, !out.str().empty()) << text;
  return out.str();
}

/// The conditions that an explanation is about, in its order: the lines that are not indented.
std::vector<std::string> conditions_in(std::string const& explanation) {
  std::istringstream lines(explanation);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line.front() != ' ') names.push_back(line);
  return names;
}

using names = std::vector<std::string>;

void expect_explained(std::string_view text, error_row const& row) {
  if (text.empty()) return;
  names const found = conditions_in(explained(std::string(text)));
  EXPECT_NE(std::find(found.begin(), found.end(), row.name), found.end())
      << "'" << text << "' does not lead to " << row.name;
}

TEST(explanation, is_found_by_name_symbol_and_message_of_every_row) {
  for (error_row const& row : error_table()) {
    expect_explained(row.name, row);
    expect_explained(row.asio, row);
    expect_explained(row.errc, row);
    expect_explained(row.own_symbol, row);
    for (numbered const* const each : {&row.posix, &row.winsock, &row.win32}) {
      expect_explained(each->symbol, row);
      expect_explained(each->message, row);
    }
  }
}

/// Every number of the table, with the conditions that any system gives it to.
std::map<int, std::set<std::string>> meanings_of_numbers() {
  std::map<int, std::set<std::string>> all;
  auto const add = [&](int value, condition id) {
    if (value != 0 && id != condition::unlisted) all[value].emplace(to_string(id));
  };
  for (error_row const& row : error_table())
    for (numbered const* const each : {&row.posix, &row.winsock, &row.win32})
      add(each->value, row.id);
  for (further_name const& also : further_names())
    if (also.error.space == code_space::posix || also.error.space == code_space::windows)
      add(also.error.value, also.id);
  for (nt_status const& status : nt_statuses())
    if (condition_of({code_space::windows, status.win32}) == condition::unlisted)  // 59
      add(status.win32, status.id);
  return all;
}

TEST(explanation, of_a_number_is_of_every_condition_that_has_it_and_of_no_other) {
  std::size_t unambiguous = 0;
  for (auto const& [value, meanings] : meanings_of_numbers()) {
    names const found = conditions_in(explained(std::to_string(value)));
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), meanings) << value;
    EXPECT_EQ(found.size(), meanings.size()) << value;
    if (meanings.size() == 1) ++unambiguous;
  }
  EXPECT_GT(unambiguous, error_table().size());
}

TEST(explanation, of_a_pasted_log_line_is_of_the_error_in_it) {
  struct row {
    std::string_view line, condition;
  };
  for (auto const& [line, condition] : {
           row{"2024-05-01 12:00:00.123 [error] recv: Connection reset by peer [system:104]",
               "connection_reset"},
           row{"write failed: An established connection was aborted by the software in your host machine",
               "connection_aborted"},
           row{"ConnectionAbortedError: [WinError 10053] something in another language",
               "connection_aborted"},
           row{"async_read: End of file [asio.misc:2 at /usr/include/boost/asio/read.hpp:200]", "eof"},
           row{"sendto() failed, errno 32", "broken_pipe"},
       })
    EXPECT_EQ(conditions_in(explained(std::string(line))), names{std::string(condition)}) << line;
}

TEST(explanation, of_an_error_shows_what_it_is_called_everywhere) {
  std::string const text = explained("ECONNRESET");
  for (std::string_view const part :
       {"boost::asio::error::connection_reset", "std::errc::connection_reset",
        "104 ECONNRESET \"Connection reset by peer\"", "10054 WSAECONNRESET", "64 ERROR_NETNAME_DELETED",
        "  cause 1   ", "tell it: ", "(measured; ", "  retry     ", "  log level info", "  do        "})
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
}

TEST(explanation, of_what_means_nothing_is_refused_and_nothing_is_written) {
  for (std::string const text : {"", " ", "xyzzy", "99999", "all is well", "0"}) {
    std::ostringstream out;
    EXPECT_FALSE(explain(out, text, catalogue())) << text;
    EXPECT_EQ(out.str(), "") << text;
  }
}

/// The names behind `see it    hangup-lab run`, on one line or more.
names experiments_in(std::string const& explanation) {
  constexpr std::string_view lead = "\n  see it    hangup-lab run ";
  auto const begin = explanation.find(lead);
  if (begin == std::string::npos) return {};
  auto const after = begin + lead.size();
  std::istringstream words(explanation.substr(after, explanation.find("\n  retry", after) - after));
  return {std::istream_iterator<std::string>(words), {}};
}

TEST(explanation, leads_to_the_experiments_that_show_it) {
  for (auto const& each : explanations()) {
    names written;
    for (json::value const& name : json_array(each.value(), "experiments"))
      written.emplace_back(name.as_string());
    EXPECT_EQ(experiments_in(explained(each.key())), written) << each.key();
  }
}

TEST(explanation, leads_to_no_experiment_that_the_catalogue_at_hand_does_not_have) {
  std::string const text = explained("eof", {});
  EXPECT_EQ(experiments_in(text), names{});
  EXPECT_NE(text.find("  see it    no experiment reproduces it yet\n"), std::string::npos) << text;
}

TEST(explanation, fits_into_100_columns_unless_a_word_does_not) {
  for (error_row const& row : error_table()) {
    std::istringstream lines(explained(std::string(row.name)));
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), 100U) << line;
  }
}

TEST(built_in_explanations, are_there_for_every_row_of_the_error_table_and_for_nothing_else) {
  std::set<std::string> rows, entries;
  for (error_row const& row : error_table())
    rows.emplace(row.name);
  for (auto const& each : explanations())
    entries.emplace(each.key());
  EXPECT_EQ(entries, rows);
}

TEST(built_in_explanations, give_causes_with_their_evidence_and_how_to_tell_them) {
  std::set<std::string> const kinds = {"recorded", "documented", "measured", "inferred"};
  for (auto const& each : explanations()) {
    json::array const& causes = json_array(each.value(), "causes");
    EXPECT_FALSE(causes.empty()) << each.key();
    for (json::value const& cause : causes) {
      EXPECT_NE(json_text(cause, "cause"), "") << each.key();
      EXPECT_NE(json_text(cause, "tell"), "") << each.key();
      std::string const evidence = json_text(cause, "evidence");
      EXPECT_TRUE(kinds.contains(evidence)) << each.key() << ": " << evidence;
      EXPECT_TRUE(evidence == "inferred" || !json_text_or(cause, "source", "").empty()) << each.key();
    }
  }
}

TEST(built_in_explanations, say_what_a_client_should_do) {
  std::set<std::string> const levels = {"trace", "debug", "info", "warn", "error", "critical"};
  for (auto const& each : explanations()) {
    EXPECT_NE(json_text(each.value(), "means"), "") << each.key();
    json::value const& advice = json_member(each.value(), "client_should");
    EXPECT_NE(json_text(advice, "retry"), "") << each.key();
    EXPECT_NE(json_text(advice, "do"), "") << each.key();
    EXPECT_TRUE(levels.contains(json_text(advice, "log_level"))) << each.key();
  }
}

TEST(built_in_explanations, name_experiments_of_the_catalogue_only) {
  std::set<std::string> known;
  for (experiment const& each : catalogue())
    known.insert(each.name);
  for (auto const& each : explanations())
    for (json::value const& name : json_array(each.value(), "experiments"))
      EXPECT_TRUE(known.contains(std::string(name.as_string()))) << each.key() << ": " << name;
}

}  // namespace
}  // namespace hangup
