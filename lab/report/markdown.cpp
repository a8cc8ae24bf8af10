#include "lab/report/markdown.hpp"

#include <algorithm>

#include "common/text/printable.hpp"

namespace hangup::lab {

std::string markdown_code(std::string_view text) {
  std::string const code = printable(text);
  std::size_t longest = 0, run = 0;
  for (char const c : code)
    longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  std::string const fence(longest + 1, '`');
  std::string const gap = longest == 0 ? "" : " ";
  return fence + gap + code + gap + fence;
}

std::string markdown_code_cell(std::string_view text) {
  std::string out;
  for (char const c : markdown_code(text))
    out.append(c == '|' ? "\\|" : std::string(1, c));
  return out;
}

std::string markdown_prose(std::string_view text) {
  constexpr std::string_view marks = "\\*_[]~|", links = "#@";
  constexpr std::string_view nothing = "<!-- -->";
  std::string const prose = printable(text);
  bool const has_code = std::ranges::count(prose, '`') % 2 == 0;
  bool is_code = false;
  std::string out;
  for (char const c : prose) {
    if (c == '`') is_code = !is_code;
    bool const is_literal = is_code && has_code;
    if (!is_literal && (marks.find(c) != marks.npos || (c == '`' && !has_code))) out += '\\';
    if (!is_literal && c == '<')
      out += "&lt;";
    else
      out += c;
    if (!is_literal && links.find(c) != links.npos) out += nothing;
  }
  return out;
}

}  // namespace hangup::lab
