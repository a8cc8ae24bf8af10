#include "lab/report/wrap.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include "common/text/printable.hpp"

namespace hangup::lab {
namespace {

int width_slot() {
  static int const slot = std::ios_base::xalloc();
  return slot;
}

int colors_slot() {
  static int const slot = std::ios_base::xalloc();
  return slot;
}

std::string_view code_of(paint color) {
  switch (color) {
    case paint::none: break;
    case paint::heading: return "\033[1m";
    case paint::good: return "\033[32m";
    case paint::bad: return "\033[31;1m";
    case paint::doubtful: return "\033[33m";
  }
  return {};
}

std::string painted(std::string const& text, paint color, bool colors) {
  if (!colors || color == paint::none || text.empty()) return text;
  return std::string(code_of(color)) + text + "\033[0m";
}

/// The words of `text` between blanks, in lines up to `width`; all but the first begin at `indent`.
std::string filled(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    auto const size = std::min(text.find(' '), text.size());
    bool const first = column == indent;
    if (!first && column + 1 + size > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, size);
    column += size;
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return out;
}

}  // namespace

void set_layout(std::ostream& out, layout page) {
  out.iword(width_slot()) = static_cast<long>(page.width);
  out.iword(colors_slot()) = page.colors ? 1 : 0;
}

layout layout_of(std::ostream& out) {
  layout page;
  if (long const width = out.iword(width_slot()); width > 0) page.width = static_cast<std::size_t>(width);
  page.colors = out.iword(colors_slot()) != 0;
  return page;
}

std::ostream& operator<<(std::ostream& out, wrapped const& lines) {
  constexpr std::size_t least = 20;  // columns for the text; below the head if there are fewer beside it
  constexpr std::size_t below = 4;
  layout const page = layout_of(out);
  std::string const head = printable(lines.head);
  bool const beside = head.size() + least <= page.width || lines.text.empty();
  std::size_t const indent = beside ? head.size() : below;
  if (beside)
    out << head;
  else
    out << head.substr(0, head.find_last_not_of(' ') + 1) << '\n' << std::string(below, ' ');
  return out << painted(filled(printable(lines.text), indent, page.width), lines.color, page.colors) << '\n';
}

std::ostream& operator<<(std::ostream& out, heading const& line) {
  return out << painted(printable(line.text), paint::heading, layout_of(out).colors) << '\n';
}

}  // namespace hangup::lab
