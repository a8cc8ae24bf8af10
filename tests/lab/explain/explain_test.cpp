#include "lab/explain/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <set>
#include <sstream>

#include "common/errors/error_names.hpp"
#include "common/text/json.hpp"
#include "lab/explain/examples.hpp"

namespace hangup::lab {
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

json::object const& endings() {
  static json::value const built_in = parse_json(built_in_endings());
  return built_in.get_object();
}

/// What explain writes; empty when it says that the text means nothing.
std::string explained(std::string const& text, std::span<experiment const> experiments = catalogue()) {
  std::ostringstream out;
  bool const known = explain(out, text, experiments);
  EXPECT_EQ(known, !out.str().empty()) << text;
  return out.str();
}

/// The conditions (`refused`) and endings (`ending refused`) that an explanation is about, in its order: the
/// lines that are not indented.
std::vector<std::string> subjects_of(std::string const& explanation) {
  std::istringstream lines(explanation);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line.front() != ' ') names.push_back(line);
  return names;
}

using names = std::vector<std::string>;

void expect_explained(std::string_view text, error_row const& row) {
  if (text.empty()) return;
  names const found = subjects_of(explained(std::string(text)));
  EXPECT_NE(std::find(found.begin(), found.end(), row.name), found.end())
      << "'" << text << "' does not lead to " << row.name;
}

TEST(explanation, is_found_by_name_symbol_and_message_of_every_row) {
  for (error_row const& row : error_table()) {
    expect_explained(row.name, row);
    expect_explained(row.asio, row);
    expect_explained(row.errc, row);
    expect_explained(row.own_symbol, row);
    for (numbered const* const column : {&row.posix, &row.winsock, &row.win32}) {
      expect_explained(column->symbol, row);
      expect_explained(column->message, row);
    }
  }
}

/// Every number of the table, with the conditions that any system gives it to.
std::map<int, std::set<std::string>> meanings_of_numbers() {
  std::map<int, std::set<std::string>> all;
  auto const add = [&](int value, condition id) {
    if (value != 0 && id != condition::unlisted) all[value].emplace(to_string(id));
  };
  for (error_row const& row : error_table()) {
    add(row.macos, row.id);
    for (numbered const* const column : {&row.posix, &row.winsock, &row.win32})
      add(column->value, row.id);
  }
  for (further_name const& also : further_names())
    if (also.error.space == code_space::linux_errno || also.error.space == code_space::windows)
      add(also.error.value, also.id);
  for (nt_status const& status : nt_statuses())
    if (condition_of({code_space::windows, status.win32}) == condition::unlisted)  // 59
      add(status.win32, status.id);
  return all;
}

TEST(explanation, of_a_number_is_of_every_condition_that_has_it_and_of_no_other) {
  std::size_t unambiguous = 0;
  for (auto const& [value, meanings] : meanings_of_numbers()) {
    names const found = subjects_of(explained(std::to_string(value)));
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
    EXPECT_EQ(subjects_of(explained(std::string(line))), names{std::string(condition)}) << line;
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

/// What stands behind `head`, on one line or more, in words.
names words_behind(std::string const& head, std::string const& explanation) {
  auto const begin = explanation.find("\n  " + head);
  if (begin == std::string::npos) return {};
  auto end = begin;
  do {
    end = explanation.find('\n', end + 1);
  } while (explanation.compare(end, 13, "\n            ") == 0);
  std::istringstream words(explanation.substr(begin + 12, end - begin - 12));
  return {std::istream_iterator<std::string>(words), {}};
}

bool is_in_catalogue(std::string const& name) {
  return std::any_of(catalogue().begin(), catalogue().end(),
                     [&name](experiment const& entry) { return entry.name == name; });
}

/// How many experiments it says there are, some by name, the others as `and N more`.
std::size_t experiments_in(names const& words) {
  auto const named = std::count_if(words.begin(), words.end(), is_in_catalogue);
  EXPECT_LE(named, 8);
  auto const more = std::find(words.begin(), words.end(), "more:");
  return static_cast<std::size_t>(named) + (more == words.end() ? 0 : std::stoul(*(more - 1)));
}

TEST(explanation, leads_to_every_experiment_that_shows_the_condition) {
  std::size_t shown = 0;
  for (error_row const& row : error_table()) {
    std::string const text = explained(std::string(row.name));
    auto const expected = examples_of(row.id, catalogue());
    EXPECT_EQ(experiments_in(words_behind("see it    ", text)), expected.here.size()) << row.name;
    EXPECT_EQ(experiments_in(words_behind("Windows   reports", text)), expected.windows.size()) << row.name;
    if (!expected.here.empty()) ++shown;
  }
  EXPECT_GE(shown, 8U);
}

TEST(explanation, leads_to_no_experiment_where_the_catalogue_at_hand_has_none) {
  std::string const text = explained("eof", {});
  EXPECT_NE(text.find("\n  see it    no experiment reproduces it on Linux\n"), std::string::npos) << text;
  EXPECT_EQ(words_behind("Windows   reports", text), names{});
}

TEST(explanation, of_a_condition_names_the_endings_that_it_can_belong_to) {
  std::string const text = explained("10053");
  EXPECT_NE(text.find("\n  endings   it can belong to: reset_after_fin, aborted_locally, cancelled;"),
            std::string::npos)
      << text;
  EXPECT_EQ(words_behind("endings   ", explained("address_in_use")), names{});
}

TEST(explanation, of_an_ending_is_found_by_its_name_and_in_the_line_of_the_client) {
  for (ending const ends : all_endings()) {
    std::string const name(to_string(ends));
    for (std::string const& text : {name, "ending: " + name + " - " + std::string(sentence(ends))}) {
      names const found = subjects_of(explained(text));
      EXPECT_EQ(std::count(found.begin(), found.end(), "ending " + name), 1) << text;
      EXPECT_LE(found.size(), 2U) << text;
    }
  }
  EXPECT_EQ(subjects_of(explained("Peer reset")), names{"ending peer_reset"});
  EXPECT_EQ(subjects_of(explained("peer reset by mistake")), names{});
}

TEST(explanation, of_a_word_that_names_a_condition_and_an_ending_is_of_both) {
  for (std::string const word : {"refused", "timed_out"})
    EXPECT_EQ(subjects_of(explained(word)), (names{word, "ending " + word}));
  EXPECT_NE(explained("refused").find("\n\nending refused\n"), std::string::npos);
  EXPECT_NE(explained("cancelled").find("\n\nending cancelled\n"), std::string::npos);
  EXPECT_EQ(subjects_of(explained("ECONNREFUSED")), names{"refused"}) << "a number is of no ending";
  EXPECT_EQ(subjects_of(explained("cancelled")), names{"ending cancelled"});
}

TEST(explanation, of_an_ending_shows_what_is_reported_for_it_and_what_to_do) {
  std::string const text = explained("peer_reset");
  for (std::string_view const part :
       {"ending peer_reset\n  means     the peer reset", "\n  Linux     ECONNRESET once",
        "\n  Windows   10054 WSAECONNRESET (recorded; Wine", "\n  see it    hangup-lab run reset-before-fin ",
        "\n  retry     ", "\n  log level info\n", "\n  do        "})
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
}

TEST(explanation, of_an_ending_leads_to_every_experiment_that_ends_so) {
  for (ending const ends : all_endings()) {
    std::string const name = "ending " + std::string(to_string(ends));
    std::string const all = explained(name), text = all.substr(all.find(name + '\n'));
    EXPECT_EQ(experiments_in(words_behind("see it    ", text)), examples_of(ends, catalogue()).size())
        << to_string(ends);
  }
}

/// EOF and the errno symbols of a text.
std::set<std::string> symbols_in(std::string const& text) {
  std::set<std::string> found;
  if (text.find("EOF") != std::string::npos) found.insert("EOF");
  for (error_row const& row : error_table())
    if (!row.posix.symbol.empty() && text.find(row.posix.symbol) != std::string::npos)
      found.emplace(row.posix.symbol);
  return found;
}

TEST(explanation, of_an_ending_tells_of_linux_what_the_experiments_that_end_so_expect) {
  for (ending const ends : all_endings()) {
    auto const shown_by = examples_of(ends, catalogue());
    // The layers have words of their own; of `undetermined` there is none.
    auto const has_layers = [](experiment const* entry) { return entry->tls_ends || entry->message_ends; };
    if (std::ranges::all_of(shown_by, has_layers)) continue;
    std::set<std::string> expected;
    for (error_row const& row : error_table()) {
      auto const all = examples_of(row.id, catalogue()).here;
      if (std::ranges::any_of(
              all, [&](experiment const* entry) { return entry->ends == ends && !has_layers(entry); }))
        expected.emplace(row.id == condition::eof ? std::string_view("EOF") : row.posix.symbol);
    }
    EXPECT_EQ(symbols_in(json_text(endings().at(to_string(ends)), "linux")), expected) << to_string(ends);
  }
}

TEST(explanation, of_a_number_alone_says_on_which_systems_it_is_one) {
  EXPECT_NE(explained("61").find("happened  On macOS ECONNREFUSED: "), std::string::npos);
  EXPECT_NE(explained("61").find("\n  systems   ECONNREFUSED on macOS; ENODATA on Linux, which tells of no "),
            std::string::npos);
  EXPECT_EQ(explained("ECONNREFUSED").find("\n  systems "), std::string::npos);
  std::ostringstream out;
  EXPECT_FALSE(explain(out, "61", catalogue(), false, code_space::linux_errno));
  EXPECT_TRUE(explain(out, "61", catalogue(), false, code_space::macos_errno));
  EXPECT_EQ(out.str().find("\n  systems "), std::string::npos) << "it was said which";
}

std::string in_markdown(std::string const& text) {
  std::ostringstream out;
  EXPECT_TRUE(explain_as_markdown(out, text, catalogue())) << text;
  return out.str();
}

TEST(explanation_in_markdown, can_be_pasted_into_an_issue) {
  std::string const text = in_markdown("recv: ECONNRESET <b>`x`</b> @somebody");
  EXPECT_EQ(text.find("`` recv: ECONNRESET <b>`x`</b> @somebody ``\n\n- **Happened:** "), 0U) << text;
  for (std::string_view const part :
       {"\n- **Check:** ", "\n#### `connection_reset`\n", "Linux 104 `ECONNRESET`", "\n1. ", "*Tell it:*",
        "\n- **See it:** `hangup-lab run ", "libuv #<!-- -->3034"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
}

TEST(explanation_in_markdown, is_of_each_line_and_of_endings_and_codes_too) {
  std::string const lines = in_markdown("read ECONNRESET\nnothing\nread ECONNRESET\nEPIPE\n");
  EXPECT_EQ(lines.find("2 times: `read ECONNRESET`\n\n- **Happened:** "), 0U) << lines;
  EXPECT_NE(lines.find("\n\n`EPIPE`\n\n"), std::string::npos) << lines;
  EXPECT_NE(in_markdown("peer_reset").find("#### `peer_reset`"), std::string::npos);
  EXPECT_NE(in_markdown("close code 1001").find("going away"), std::string::npos);
  std::ostringstream out;
  EXPECT_FALSE(explain_as_markdown(out, "all is well", catalogue()));
  EXPECT_EQ(out.str(), "");
}

TEST(explanation, fits_into_100_columns_unless_a_word_does_not) {
  std::string all;
  for (error_row const& row : error_table())
    all += explained(std::string(row.name));
  for (ending const ends : all_endings())
    all += explained(std::string(to_string(ends)));
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 100U) << line;
}

std::string on_one_line(std::string const& text) {
  std::istringstream words(text);
  std::string out;
  for (std::string word; words >> word;)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

/// The texts of `written`, at any depth.
names texts_in(json::value const& written) {
  if (json::string const* const text = written.if_string()) return {std::string(*text)};
  names all;
  auto const add = [&all](json::value const& inner) {
    for (std::string& text : texts_in(inner))
      all.push_back(std::move(text));
  };
  if (json::array const* const elements = written.if_array()) {
    std::for_each(elements->begin(), elements->end(), add);
  } else {
    for (auto const& member : written.as_object())
      add(member.value());
  }
  return all;
}

names not_shown(json::value const& written, std::string const& explanation) {
  names missing = texts_in(written);
  std::string const shown = on_one_line(explanation);
  std::erase_if(missing,
                [&](std::string const& text) { return shown.find(on_one_line(text)) != shown.npos; });
  return missing;
}

TEST(built_in_explanations, contain_nothing_that_is_not_shown) {
  for (auto const& entry : explanations())
    EXPECT_EQ(not_shown(entry.value(), explained(entry.key())), names{}) << entry.key();
  for (auto const& entry : endings())
    EXPECT_EQ(not_shown(entry.value(), explained("ending " + std::string(entry.key()))), names{})
        << entry.key();
  json::value with_more = explanations().at("eof");
  with_more.as_object()["hint"] = "a member that nobody reads";
  EXPECT_EQ(not_shown(with_more, explained("eof")), names{"a member that nobody reads"});
}

TEST(built_in_endings, are_explained_every_one_and_nothing_else) {
  std::set<std::string> all, entries;
  for (ending const ends : all_endings())
    all.emplace(to_string(ends));
  for (auto const& entry : endings())
    entries.emplace(entry.key());
  EXPECT_EQ(entries, all);
}

TEST(built_in_explanations, are_there_for_every_row_of_the_error_table_and_for_nothing_else) {
  std::set<std::string> rows, entries;
  for (error_row const& row : error_table())
    rows.emplace(row.name);
  for (auto const& entry : explanations())
    entries.emplace(entry.key());
  EXPECT_EQ(entries, rows);
}

TEST(built_in_explanations, give_causes_with_their_evidence_and_how_to_tell_them) {
  std::set<std::string> const kinds = {"recorded", "documented", "measured", "inferred"};
  for (auto const& entry : explanations()) {
    json::array const& causes = json_array(entry.value(), "causes");
    EXPECT_FALSE(causes.empty()) << entry.key();
    for (json::value const& cause : causes) {
      EXPECT_NE(json_text(cause, "cause"), "") << entry.key();
      EXPECT_NE(json_text(cause, "tell"), "") << entry.key();
      std::string const evidence = json_text(cause, "evidence");
      EXPECT_TRUE(kinds.contains(evidence)) << entry.key() << ": " << evidence;
      EXPECT_TRUE(evidence == "inferred" || !json_text_or(cause, "source", "").empty()) << entry.key();
    }
  }
}

void expect_advice(std::string_view name, json::value const& explanation) {
  std::set<std::string> const levels = {"trace", "debug", "info", "warn", "error", "critical"};
  EXPECT_NE(json_text(explanation, "means"), "") << name;
  json::value const& advice = json_member(explanation, "client_should");
  EXPECT_NE(json_text(advice, "retry"), "") << name;
  EXPECT_NE(json_text(advice, "do"), "") << name;
  EXPECT_TRUE(levels.contains(json_text(advice, "log_level"))) << name;
}

TEST(built_in_explanations, say_what_a_client_should_do) {
  for (auto const& entry : explanations())
    expect_advice(entry.key(), entry.value());
  for (auto const& entry : endings())
    expect_advice(entry.key(), entry.value());
}

}  // namespace
}  // namespace hangup::lab
