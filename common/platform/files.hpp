#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <string>
#include <string_view>

/// Files and standard streams, below the buffers of the C and C++ libraries: what they report is not lost.
namespace hangup::platform {

/// A descriptor, as open(2) gives it.
using file_descriptor = int;
inline constexpr file_descriptor standard_input = 0;
inline constexpr file_descriptor standard_output = 1;
inline constexpr file_descriptor standard_error = 2;

/// Opens `path` for writing; creates it, or empties it.
file_descriptor create_file(std::string const& path, boost::system::error_code& ec);
/// Opens `path` to append to; creates it so that nobody but its owner may read it.
file_descriptor append_to_own_file(std::string const& path, boost::system::error_code& ec);
void close_file(file_descriptor file);

/// Writes all of `text`, however long that takes.
boost::system::error_code write_all(file_descriptor file, std::string_view text);

/// Whether a short write would not block: waits until then, for at most `limit`. True where nobody can tell
/// (Windows).
bool wait_writable(file_descriptor file, std::chrono::milliseconds limit);

/// From now on no signal is handled in this thread, and a write to a pipe without a reader fails (EPIPE).
void block_signals_in_this_thread();

/// Opens the null device in place of each of stdin, stdout and stderr that is closed: the next file opened
/// would take its number, and receive what is meant for it.
void open_missing_standard_streams();

bool is_terminal(file_descriptor file);

/// Whether stdout or stderr is a terminal that shows ANSI colours.
bool shows_colors(file_descriptor standard_stream);
inline bool stderr_shows_colors() {
  return shows_colors(standard_error);
}

/// How many columns the terminal behind stdout has; 0 where there is none, or it does not tell.
int terminal_columns();

/// Where programs keep for this user what they are to remember: XDG_STATE_HOME, or ~/.local/state (XDG Base
/// Directory Specification); on Windows LOCALAPPDATA. Empty where the environment does not say.
std::string state_folder();

}  // namespace hangup::platform
