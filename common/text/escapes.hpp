#pragma once

#include <string>
#include <string_view>

namespace hangup {

/// Reads the escapes of a text on the command line: `\n`, `\r`, `\"` and `\\`. Throws std::invalid_argument
/// that names any other.
std::string unescape(std::string_view text);

/// The inverse: `unescape(escape(text)) == text`, and the result fits between double quotes.
std::string escape(std::string_view text);

}  // namespace hangup
