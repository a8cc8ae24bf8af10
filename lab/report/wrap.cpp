#include "lab/report/wrap.hpp"

#include <algorithm>

namespace hangup::lab {

std::string wrapped(std::string_view head, std::string_view text) {
  constexpr std::size_t widest = 100;
  std::string out(head);
  std::size_t column = head.size();
  while (!text.empty()) {
    auto const size = std::min(text.find(' '), text.size());
    bool const first = column == head.size();
    if (!first && column + 1 + size > widest) {
      out += '\n' + std::string(head.size(), ' ');
      column = head.size();
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, size);
    column += size;
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return out += '\n';
}

}  // namespace hangup::lab
