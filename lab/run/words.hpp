#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hangup::lab {

/// The words of a command: `env A=1 "/a path/program"`. Blanks separate them, except between quotes of either
/// kind; nothing else is special. Throws std::invalid_argument for a quote that is not closed.
std::vector<std::string> split_words(std::string_view text);

/// The inverse.
std::string quote_words(std::vector<std::string> const& words);

}  // namespace hangup::lab
