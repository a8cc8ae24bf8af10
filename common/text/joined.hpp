#pragma once

#include <string>
#include <string_view>

namespace hangup {

/// The words with blanks, or something else, between them.
template <typename Words>
std::string joined(Words const& words, std::string_view between = " ") {
  std::string text;
  for (auto const& word : words)
    text.append(text.empty() ? "" : between).append(word);
  return text;
}

}  // namespace hangup
