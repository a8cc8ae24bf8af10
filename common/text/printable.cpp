#include "common/text/printable.hpp"

#include <algorithm>
#include <boost/nowide/utf/utf.hpp>

#include <spdlog/fmt/fmt.h>

namespace hangup {
namespace {

namespace utf = boost::nowide::utf;

bool is_plain(char c) {
  return c >= ' ' && c <= '~';
}

/// What shows nothing of itself but changes how the rest is shown, or hides in it.
bool is_invisible(utf::code_point c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0)  // C0, DEL, C1
         || c == 0x061C || c == 0xFEFF        // a bidirectional mark, a byte order mark
         || (c >= 0x200B && c <= 0x200F)      // zero width, bidirectional marks
         || (c >= 0x2028 && c <= 0x202E)      // separators of lines, bidirectional overrides
         || (c >= 0x2060 && c <= 0x206F)      // invisible operators, bidirectional isolates
         || (c >= 0xE0000 && c <= 0xE007F);   // tags
}

std::string escape(utf::code_point c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  return c < 0x80 ? fmt::format("\\x{:02x}", c) : fmt::format("\\u{:04x}", c);
}

std::string escaped(std::string_view text, std::string_view kept) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string out;
  for (char const *at = text.data(), *const end = at + text.size(); at != end;) {
    char const* next = at;
    utf::code_point const c = utf::utf_traits<char>::decode(next, end);
    if (!utf::is_valid_codepoint(c)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(*at++));
      continue;
    }
    bool const keep = !is_invisible(c) || kept.find(*at) != std::string_view::npos;
    keep ? out.append(at, next) : out.append(escape(c));
    at = next;
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) {
  return escaped(text, "");
}

std::string printable_lines(std::string_view text) {
  return escaped(text, "\n\t");
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (char const c : printable(text)) {
    if (c == '|')
      out += "\\|";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

}  // namespace hangup
