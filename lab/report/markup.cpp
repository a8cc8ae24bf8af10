#include "lab/report/markup.hpp"

#include "common/text/printable.hpp"

namespace hangup::lab {

std::string markup(std::string_view text) {
  constexpr std::string_view noncharacters = "\xEF\xBF";  // U+FFFE and U+FFFF begin so; XML has neither
  std::string const plain = printable(text);
  std::string out;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    switch (char const c = plain[at]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
    bool const ends_noncharacter = (plain[at] == '\xBE' || plain[at] == '\xBF') && out.size() >= 3 &&
                                   std::string_view(out).substr(out.size() - 3, 2) == noncharacters;
    if (ends_noncharacter) out.replace(out.size() - 3, 3, plain[at] == '\xBE' ? "\\ufffe" : "\\uffff");
  }
  return out;
}

}  // namespace hangup::lab
