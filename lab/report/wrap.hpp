#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

namespace hangup::lab {

/// What a stream's reader can show. A stream that was not told has no colours and 100 columns.
struct layout {
  std::size_t width = 100;
  bool colors = false;
};

void set_layout(std::ostream& out, layout page);
layout layout_of(std::ostream& out);

enum class paint : std::uint8_t { none, heading, good, bad, doubtful };

/// For `<<`: `text` in lines as wide as the stream's layout, the first behind `head`, the others indented as
/// far; ends with a line end. Whoever wrote the two, they are printable.
struct wrapped {
  wrapped(std::string before, std::string rest, paint text_color = paint::none)
      : head(std::move(before)), text(std::move(rest)), color(text_color) {}

  std::string head, text;
  paint color;
};

std::ostream& operator<<(std::ostream& out, wrapped const& lines);

/// For `<<`: one line, such as the name above what follows.
struct heading {
  std::string text;
};

std::ostream& operator<<(std::ostream& out, heading const& line);

}  // namespace hangup::lab
