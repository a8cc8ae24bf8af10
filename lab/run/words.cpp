#include "lab/run/words.hpp"

#include <stdexcept>

namespace hangup::lab {
namespace {

constexpr std::string_view blanks = " \t\n";
constexpr std::string_view quotes = "\"'";

std::string quoted(std::string const& word) {
  std::string text = "'";
  for (char const letter : word)
    text += letter == '\'' ? std::string(R"('"'"')") : std::string(1, letter);
  return text + '\'';
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (blanks.find(text[at]) != std::string_view::npos) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quotes.find(text[at]) == std::string_view::npos) {
      words.back() += text[at];
      continue;
    }
    auto const end = text.find(text[at], at + 1);
    if (end == std::string_view::npos)
      throw std::invalid_argument("'" + std::string(text) + "': expected a second " + text[at]);
    words.back() += text.substr(at + 1, end - at - 1);
    at = end;
  }
  return words;
}

std::string quote_words(std::vector<std::string> const& words) {
  std::string text;
  for (std::string const& word : words)
    text += (text.empty() ? "" : " ") + quoted(word);
  return text;
}

}  // namespace hangup::lab
