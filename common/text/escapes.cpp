#include "common/text/escapes.hpp"

#include <algorithm>
#include <array>
#include <boost/nowide/utf/utf.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>

#include <spdlog/fmt/fmt.h>

namespace hangup {
namespace {

struct escaped_character {
  char written;  ///< after the backslash
  char meant;
};

constexpr std::array escapes = {escaped_character{'n', '\n'}, escaped_character{'r', '\r'},
                                escaped_character{'"', '"'}, escaped_character{'\\', '\\'}};

/// The byte of `\x1b`, where `text` begins with one.
std::optional<char> hex_byte(std::string_view text) {
  if (!text.starts_with("\\x") || text.size() < 4) return std::nullopt;
  unsigned char byte = 0;
  auto const [rest, error] = std::from_chars(text.data() + 2, text.data() + 4, byte, 16);
  return error == std::errc() && rest == text.data() + 4 ? std::optional(static_cast<char>(byte))
                                                         : std::nullopt;
}

bool is_utf8(std::string_view text) {
  namespace utf = boost::nowide::utf;
  for (char const *at = text.data(), *const end = at + text.size(); at != end;)
    if (!utf::is_valid_codepoint(utf::utf_traits<char>::decode(at, end))) return false;
  return true;
}

}  // namespace

std::string unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    if (auto const byte = hex_byte(text.substr(i))) {
      result += *byte;
      i += 3;
      continue;
    }
    std::string_view const given = text.substr(i++, 2);
    auto const found = std::find_if(escapes.begin(), escapes.end(), [given](escaped_character const& known) {
      return given.size() == 2 && known.written == given[1];
    });
    if (found == escapes.end())
      throw std::invalid_argument("'" + std::string(given) +
                                  "': expected \\n, \\r, \\\", \\\\ or \\x and two hexadecimal digits");
    result += found->meant;
  }
  return result;
}

std::string escape(std::string_view text) {
  std::string result;
  bool const shows_bytes = !is_utf8(text);
  for (char const c : text) {
    auto const found = std::find_if(escapes.begin(), escapes.end(),
                                    [c](escaped_character const& known) { return known.meant == c; });
    auto const byte = static_cast<unsigned char>(c);
    if (found == escapes.end() && (byte < 0x20 || byte == 0x7F || (byte > 0x7F && shows_bytes)))
      result += fmt::format("\\x{:02x}", byte);
    else if (found == escapes.end())
      result += c;
    else
      (result += '\\') += found->written;
  }
  return result;
}

}  // namespace hangup
