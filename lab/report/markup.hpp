#pragma once

#include <string>
#include <string_view>

namespace hangup::lab {

/// `text` in XML or HTML, whoever wrote it, as content or as an attribute's value between quotes of either
/// kind: no tag, entity or quote in it is one, and what is not printable becomes an escape (printable()).
/// Everything foreign goes through here.
std::string markup(std::string_view text);

}  // namespace hangup::lab
