#pragma once

#include <string>
#include <string_view>

namespace hangup {

/// `text` as a terminal may be given it, whoever wrote it: in one line, and with nothing in it that moves the
/// cursor, changes a colour or turns the direction of writing. Control characters, the marks and overrides of
/// bidirectional text and bytes that are no UTF-8 become escapes: `\n`, `\x1b`, `\u202e`.
std::string printable(std::string_view text);

/// As printable(), but line feeds and tabs stay.
std::string printable_lines(std::string_view text);

/// printable() for a cell of a Markdown table: `|` does not end it, and `<` begins no HTML.
std::string markdown_cell(std::string_view text);

}  // namespace hangup
