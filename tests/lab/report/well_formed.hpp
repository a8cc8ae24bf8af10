#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace hangup::test {

/// What is wrong with `text` as XML without comments, declarations and CDATA; empty where nothing is: tags
/// close in their order, attributes stand in double quotes, `<` and `&` occur as entities alone.
inline std::string why_not_well_formed(std::string_view text) {
  std::vector<std::string_view> open;
  while (!text.empty()) {
    auto const stop = text.find_first_of("<&");
    if (stop == std::string_view::npos) break;
    text.remove_prefix(stop);
    if (text.front() == '&') {
      constexpr std::array<std::string_view, 5> entities = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
      bool known = false;
      for (std::string_view const entity : entities)
        known |= text.starts_with(entity);
      if (!known) return "no entity: " + std::string(text.substr(0, 20));
      text.remove_prefix(1);
      continue;
    }
    std::size_t end = 1;  // of the tag; a `>` in an attribute does not end it
    for (bool quoted = false; end < text.size() && (quoted || text[end] != '>'); ++end) {
      if (text[end] == '<') return "'<' in a tag: " + std::string(text.substr(0, 60));
      if (text[end] == '"') quoted = !quoted;
    }
    if (end == text.size()) return "a tag without an end: " + std::string(text.substr(0, 60));
    std::string_view const tag = text.substr(1, end - 1);
    std::string_view const name = tag.substr(0, tag.find_first_of(" /\n", 1));
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return "closed, but not open: " + std::string(tag);
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(name);
    }
    text.remove_prefix(end + 1);
  }
  return open.empty() ? "" : "not closed: " + std::string(open.back());
}

}  // namespace hangup::test
