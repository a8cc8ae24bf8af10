#include "common/text/escapes.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace hangup {
namespace {

struct escaped_character {
  char written;  ///< after the backslash
  char meant;
};

constexpr std::array escapes = {escaped_character{'n', '\n'}, escaped_character{'r', '\r'},
                                escaped_character{'"', '"'}, escaped_character{'\\', '\\'}};

}  // namespace

std::string unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    std::string_view const given = text.substr(i++, 2);
    auto const found = std::find_if(escapes.begin(), escapes.end(), [given](escaped_character const& known) {
      return given.size() == 2 && known.written == given[1];
    });
    if (found == escapes.end())
      throw std::invalid_argument("'" + std::string(given) + "': expected \\n, \\r, \\\" or \\\\");
    result += found->meant;
  }
  return result;
}

std::string escape(std::string_view text) {
  std::string result;
  for (char const c : text) {
    auto const found = std::find_if(escapes.begin(), escapes.end(),
                                    [c](escaped_character const& known) { return known.meant == c; });
    if (found == escapes.end())
      result += c;
    else
      (result += '\\') += found->written;
  }
  return result;
}

}  // namespace hangup
