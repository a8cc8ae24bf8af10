#include <winsock2.h>

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "common/platform/files.hpp"

namespace hangup::platform {
namespace {

boost::system::error_code last_error() {
  return {errno, boost::system::generic_category()};
}

}  // namespace

file_descriptor create_file(std::string const& path, boost::system::error_code& ec) {
  int const file =
      ::_open(path.c_str(), _O_WRONLY | _O_CREAT | _O_TRUNC | _O_TEXT | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
  ec = file < 0 ? last_error() : boost::system::error_code();
  return file;
}

/// Its folder's access control list says who may read it.
file_descriptor append_to_own_file(std::string const& path, boost::system::error_code& ec) {
  int const file =
      ::_open(path.c_str(), _O_WRONLY | _O_CREAT | _O_APPEND | _O_TEXT | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
  ec = file < 0 ? last_error() : boost::system::error_code();
  return file;
}

void close_file(file_descriptor file) {
  ::_close(file);
}

boost::system::error_code write_all(file_descriptor file, std::string_view text) {
  constexpr std::size_t at_once = 4096;
  while (!text.empty()) {
    auto const wanted = static_cast<unsigned>(std::min(text.size(), at_once));
    int const count = ::_write(file, text.data(), wanted);
    if (count <= 0) return last_error();
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

bool wait_writable(file_descriptor /*file*/, std::chrono::milliseconds /*limit*/) {
  return true;
}

void block_signals_in_this_thread() {}  // there are none

void open_missing_standard_streams() {
}  // a number belongs to the C library alone, which gives none away twice

bool is_terminal(file_descriptor file) {
  return ::_isatty(file) != 0;
}

int terminal_columns() {
  CONSOLE_SCREEN_BUFFER_INFO console{};
  if (::GetConsoleScreenBufferInfo(::GetStdHandle(STD_OUTPUT_HANDLE), &console) == 0) return 0;
  return console.srWindow.Right - console.srWindow.Left + 1;
}

std::string state_folder() {
  char const* const folder = std::getenv("LOCALAPPDATA");
  return folder != nullptr ? folder : "";
}

bool shows_colors(file_descriptor standard_stream) {
  HANDLE const console =
      ::GetStdHandle(standard_stream == standard_error ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
  DWORD mode = 0;
  return is_terminal(standard_stream) && ::GetConsoleMode(console, &mode) != 0 &&
         ::SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

}  // namespace hangup::platform
