#pragma once

#include <string>
#include <string_view>

namespace hangup::lab {

/// `text` as code in a line of Markdown, whoever wrote it: no backtick in it ends the code.
std::string markdown_code(std::string_view text);

/// The same in a cell of a table, which no `|` in it ends.
std::string markdown_code_cell(std::string_view text);

/// As prose in which only its `code` is marked up: no other character of it is Markdown, and none makes a
/// link to an issue or to a person.
std::string markdown_prose(std::string_view text);

}  // namespace hangup::lab
