#pragma once

#include <string>
#include <string_view>

namespace hangup::lab {

/// `text` in lines of at most 100 columns, the first behind `head`, the others indented as far; ends with a
/// line end.
std::string wrapped(std::string_view head, std::string_view text);

}  // namespace hangup::lab
