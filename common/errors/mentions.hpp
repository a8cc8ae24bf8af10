#pragma once

#include <string>
#include <string_view>

namespace hangup {

/// Whether a line names errors without reporting one: a test's result, source code, a step of a build.
bool only_mentions(std::string_view line);

/// `line` without what names errors and reports none: paths (`/docs/ECONNRESET.html`) and, unless the line
/// tells of a failure, settings (`timeout: 30s`).
std::string without_mentions(std::string_view line);

}  // namespace hangup
