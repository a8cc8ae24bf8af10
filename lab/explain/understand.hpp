#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/errors/error_names.hpp"
#include "common/errors/peer_codes.hpp"
#include "common/errors/systems.hpp"
#include "lab/explain/carrier.hpp"
#include "lab/explain/message_book.hpp"
#include "lab/explain/situation.hpp"

namespace hangup::lab {

/// What a line is taken to say.
struct understood {
  message_entry const* message = nullptr;  ///< the program's own words, where they are known
  std::vector<match> errors{};             ///< the codes and names in it that are to be explained
  std::optional<ending> ended{};           ///< the name of an ending
  std::vector<peer_code const*> codes{};   ///< close codes, alerts and statuses
  /// Of a number that stands alone, where nobody said of which system it is: those that have it.
  std::vector<number_on_system> systems{};
  situation shown{};            ///< what the line tells of the moment
  carrier over = carrier::tcp;  ///< and of what carried the bytes

  bool is_anything() const { return message != nullptr || !errors.empty() || ended || !codes.empty(); }
};

/// Where the program's own words are known, they decide: a code that it prints may be a stale one, or mean
/// something else there. Numbers are read as those of the system `on`, if it is one.
understood understand(std::string_view line, code_space on = code_space::none);

/// The three lines that come first.
struct gist {
  std::string happened;
  std::string who;
  std::string check;
};

/// Precondition: is_anything().
gist gist_of(understood const& meant);

/// What each system calls a number: `ECONNREFUSED on macOS; ENODATA on Linux, which tells of no connection`.
std::string symbols_of(std::vector<number_on_system> const& systems);

/// What the catalogue says of each condition (built_in_explanations()), read once.
boost::json::value const& explanations();

/// A line of a log that was understood, and how often it came, numbers apart.
struct counted_line {
  std::string line;
  std::size_t count = 0;
  understood meant;
};

/// Of a text of many lines those that are understood, each once, in the order of their first coming.
std::vector<counted_line> understand_lines(std::string_view text, code_space on = code_space::none);

/// A text of many lines as those that are understood; any other as a whole.
struct understood_text {
  std::vector<counted_line> lines;
  understood whole;

  bool is_anything() const { return !lines.empty() || whole.is_anything(); }
};

understood_text understand_text(std::string_view text, code_space on = code_space::none);

/// `10054 WSAECONNRESET (recorded; Wine conformance test ...)`
std::string said_by_windows(ending ending);

}  // namespace hangup::lab
