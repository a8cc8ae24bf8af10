#pragma once

#include <string>
#include <string_view>

namespace hangup::lab {

/// `text` as code in a line of Markdown, whoever wrote it: no backtick in it ends the code.
std::string markdown_code(std::string_view text);

/// The same in a cell of a table, which no `|` in it ends.
std::string markdown_code_cell(std::string_view text);

}  // namespace hangup::lab
