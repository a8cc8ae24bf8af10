// README.md and docs/ lead nowhere wrong: each relative link names a file that is there, and a heading in it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(fs::path const& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

/// A document without its blocks of code, where "[&](int x)" is no link and "# ls" no heading.
std::string prose_of(fs::path const& file) {
  std::string prose;
  bool code = false;
  for (std::string const& line : lines_of(file)) {
    if (line.starts_with("```")) {
      code = !code;
    } else if (!code) {
      prose += line + '\n';
    }
  }
  return prose;
}

/// As GitHub makes it: small letters and digits, '-' for a space, nothing of the other signs.
std::string anchor_of(std::string const& heading) {
  std::string anchor;
  for (char const sign : std::regex_replace(heading, std::regex(R"(\]\([^)]*\))"), "")) {
    auto const c = static_cast<unsigned char>(sign);
    if (std::isalnum(c) != 0 || c == '-' || c == '_') anchor += static_cast<char>(std::tolower(c));
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

/// A heading that occurs again gets a number: "run", "run-1".
std::vector<std::string> anchors_of(std::string const& prose) {
  std::vector<std::string> anchors;
  std::map<std::string, int> seen;
  std::regex const heading("(?:^|\n)#{1,6} ([^\n]+)");
  for (std::sregex_iterator at(prose.begin(), prose.end(), heading), end; at != end; ++at) {
    std::string const anchor = anchor_of((*at)[1]);
    int const before = seen[anchor]++;
    anchors.push_back(before == 0 ? anchor : anchor + '-' + std::to_string(before));
  }
  return anchors;
}

std::vector<std::string> links_of(std::string const& prose) {
  std::vector<std::string> links;
  std::regex const link(R"(\]\(([^)\s]+)\))");
  std::string const text = std::regex_replace(prose, std::regex("`[^`\n]*`"), "code");
  for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at)
    links.push_back((*at)[1]);
  return links;
}

/// What is wrong with a link of this document; empty where nothing is.
std::string wrong_with(std::string const& link, fs::path const& document) {
  if (std::regex_search(link, std::regex("^[a-z]+:"))) return "";
  std::size_t const hash = link.find('#');
  std::string const path = link.substr(0, hash);
  fs::path const target = path.empty() ? document : document.parent_path() / path;
  if (!fs::exists(target)) return "no such file";
  if (hash == std::string::npos) return "";
  auto const anchors = anchors_of(prose_of(target));
  return std::ranges::find(anchors, link.substr(hash + 1)) == anchors.end() ? "no such heading" : "";
}

std::vector<fs::path> documents() {
  fs::path const root = fs::canonical(HANGUP_ROOT);
  std::vector<fs::path> found{root / "README.md"};
  for (auto const& entry : fs::recursive_directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  return found;
}

TEST(docs, every_relative_link_leads_to_a_file_and_a_heading) {
  int checked = 0;
  for (fs::path const& document : documents()) {
    for (std::string const& link : links_of(prose_of(document))) {
      EXPECT_EQ(wrong_with(link, document), "") << document << ": " << link;
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(docs, a_link_that_leads_nowhere_is_seen) {
  fs::path const readme = documents().front();
  EXPECT_EQ(wrong_with("docs/nothing.md", readme), "no such file");
  EXPECT_EQ(wrong_with("docs/running.md#nothing", readme), "no such heading");
  EXPECT_EQ(wrong_with("docs/running.md#exit-codes", readme), "");
  EXPECT_THAT(links_of("a [b](c.md#d), `[e](f)` and ![g](h.png)"), testing::ElementsAre("c.md#d", "h.png"));
  EXPECT_THAT(anchors_of("# `close()`, and [why](x.md)\ntext\n## Run\n## Run\n"),
              testing::ElementsAre("close-and-why", "run", "run-1"));
}

TEST(docs, a_newcomer_finds_every_document_from_the_readme) {
  std::vector<fs::path> reached{documents().front()};
  for (std::size_t at = 0; at < reached.size(); ++at) {
    for (std::string const& link : links_of(prose_of(reached[at]))) {
      fs::path const target =
          fs::weakly_canonical(reached[at].parent_path() / link.substr(0, link.find('#')));
      if (target.extension() == ".md" && fs::exists(target) &&
          std::ranges::find(reached, target) == reached.end()) {
        reached.push_back(target);
      }
    }
  }
  for (fs::path const& document : documents())
    EXPECT_THAT(reached, testing::Contains(document));
}

TEST(docs, the_readme_is_read_in_one_sitting) {
  EXPECT_LE(lines_of(documents().front()).size(), 200U);
}

}  // namespace
