#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/errors/error_names.hpp"
#include "common/record/ending.hpp"
#include "common/text/piece_index.hpp"

namespace hangup::lab {

/// What one program means by one of its messages. A row of lab/catalogue/messages/*.json.
struct message_entry {
  std::string family;             ///< `Node.js, undici, axios`
  std::string pattern;            ///< lower case; `*` stands for anything
  std::string who;                ///< says so: `tcp`, `runtime`, `timer`, `pool`, ...
  std::string or_who;             ///< or this one, where the words do not tell; may be empty
  std::string happened;           ///< most likely
  std::string check;              ///< first
  std::string when;               ///< `connect`, `idle`, `mid-answer`, ..., `any`
  std::vector<condition> errors;  ///< what it is elsewhere called; may be empty
  std::vector<ending> endings;    ///< it may belong to; may be empty
  std::string unsettled;          ///< what the line does not tell; may be empty
  bool wraps = false;             ///< words around an error: what else the line names says more
  std::string evidence;           ///< `measured`, `documented`, `reported`, `wording`
  std::string version;            ///< of what was measured
  std::string source;
  std::vector<std::string> lines;  ///< real ones, which this entry answers
};

/// Whether it leaves open how the connection ended. What was measured leaves open what its program does.
bool leaves_open(message_entry const& entry);

/// The sentence of `who`: `TCP: the kernel passed on what came from the network`.
std::string_view sentence_of_who(std::string_view who);
/// With the sentence of the other one that it may be.
std::string sentence_of_who(message_entry const& entry);

/// Reads the documents. Throws std::invalid_argument that says which family and entry, and what was expected.
std::vector<message_entry> parse_messages(std::span<std::string_view const> documents);

/// `text` as patterns are compared with it: lower case, and a run of blanks as one.
std::string comparable(std::string_view text);

/// The entries, ready to be found in lines: in a time that grows with the line, and hardly with their number.
class message_book {
 public:
  explicit message_book(std::vector<message_entry> entries);

  /// The entry with most to compare that `line` fits, one that wraps only where no other fits, and one of a
  /// failed connect that wraps last of all; null for none.
  message_entry const* find(std::string_view line) const;
  std::span<message_entry const> entries() const { return entries_; }

 private:
  std::vector<message_entry> entries_;
  piece_index pieces_;
};

/// The one that is built in.
message_book const& built_in_messages();

/// The documents that are built in (lab/catalogue/messages/*.json), one for each family.
std::span<std::string_view const> built_in_message_documents();

}  // namespace hangup::lab
