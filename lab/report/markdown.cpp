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

}  // namespace hangup::lab
