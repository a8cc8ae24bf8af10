#pragma once

#include <span>
#include <string_view>

namespace hangup {

/// What FormatMessage prints for a code on a Windows that speaks another language, UTF-8, without the full
/// stop.
struct localised_message {
  std::string_view language;  ///< BCP 47: de, fr, es, zh-Hans, ja, ru
  int code = 0;               ///< Winsock or Win32
  std::string_view text;
};

/// Only wordings that were found in public logs or in programs that compare with them; where none was found
/// (1236 in Spanish and Japanese, 995 in Spanish) there is no row. The translations on Microsoft's
/// documentation pages were not taken: they differ from what Windows prints. Several rows for one code are
/// the wordings of different versions.
std::span<localised_message const> localised_messages();

}  // namespace hangup
