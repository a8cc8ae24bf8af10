#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace hangup::fuzz {

/// A command line: an argument for each line. Empty where one has a slash: options create files, and those
/// have to stay in the folder where scripts/fuzz runs.
inline std::vector<std::string> arguments_in(std::string_view text) {
  if (text.find('/') != text.npos || text.find('\0') != text.npos) return {};
  std::vector<std::string> arguments;
  for (std::size_t begin = 0; begin < text.size();) {
    auto const end = std::min(text.find('\n', begin), text.size());
    arguments.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return arguments;
}

}  // namespace hangup::fuzz
