#include "common/errors/error_value.hpp"

#include <boost/asio/error.hpp>

#include "common/errors/error_names.hpp"
#include "common/platform/platform.hpp"
#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr enum_names<code_space::other> names = {
    "none",          "linux",    "macos",           "windows",     "asio.misc",  "asio.netdb",
    "asio.addrinfo", "asio.ssl", "asio.ssl.stream", "boost.beast", "beast.http", "boost.beast.websocket",
    "other"};
constexpr std::string_view linux_in_schema_1 = "posix";

/// std::errc's numbers are errnos where the system's own are; Windows has others (its errc::timed_out is
/// 138), which no JSON reader could tell from Linux's, so there the value takes Linux's number of the table.
error_value value_of_generic(int value) {
  code_space const here = platform::system_code_space();
  if (here != code_space::windows) return {here, value};
  for (error_row const& row : error_table())
    if (row.posix.value != 0 && row.errc_value == value) return {code_space::linux_errno, row.posix.value};
  return {code_space::other, value};
}

/// The category that knows messages of `space` on this machine, or nullptr when it has none.
boost::system::error_category const* category_here(code_space space) {
  namespace asio_error = boost::asio::error;
  if (space == platform::system_code_space()) return &boost::system::system_category();
  if (space == code_space::asio_misc) return &asio_error::get_misc_category();
  if (platform::system_code_space() == code_space::windows)
    return nullptr;  // Asio has no other categories there
  if (space == code_space::asio_netdb) return &asio_error::get_netdb_category();
  if (space == code_space::asio_addrinfo) return &asio_error::get_addrinfo_category();
  return nullptr;
}

std::string_view message_in_table(error_value error) {
  condition const id = condition_of(error);
  if (id != condition::unlisted) {
    error_row const& row = row_of(id);
    if (error.space == code_space::linux_errno && row.posix.value == error.value) return row.posix.message;
    if (error.space == code_space::macos_errno && row.macos == error.value) return row.posix.message;
    if (error.space == code_space::windows && row.winsock.value == error.value) return row.winsock.message;
    if (error.space == code_space::windows && row.win32.value == error.value) return row.win32.message;
  }
  for (further_name const& also : further_names())
    if (also.error == error) return also.message;
  return "unknown error";
}

std::string message_of(error_value error) {
  boost::system::error_category const* const category = category_here(error.space);
  std::string text =
      category != nullptr ? category->message(error.value) : std::string(message_in_table(error));
  if (text.ends_with('.')) text.pop_back();  // as Boost.System does on Windows
  return text;
}

std::string_view category_name(code_space space) {
  bool const system =
      space == code_space::linux_errno || space == code_space::macos_errno || space == code_space::windows;
  return system ? std::string_view("system") : to_string(space);
}

}  // namespace

std::string_view to_string(code_space space) {
  return name_in(names, space);
}

code_space code_space_named(std::string_view name) {
  if (name == linux_in_schema_1) return code_space::linux_errno;
  return value_in(names, name).value_or(code_space::other);
}

error_value value_of(boost::system::error_code const& ec) {
  namespace asio_error = boost::asio::error;
  if (!ec) return {};
  boost::system::error_category const& category = ec.category();
  if (category == boost::system::system_category()) return {platform::system_code_space(), ec.value()};
  if (category == boost::system::generic_category()) return value_of_generic(ec.value());
  if (category == asio_error::get_misc_category()) return {code_space::asio_misc, ec.value()};
  if (category == asio_error::get_netdb_category()) return {code_space::asio_netdb, ec.value()};
  if (category == asio_error::get_addrinfo_category()) return {code_space::asio_addrinfo, ec.value()};
  // By their names: their objects are not in every program.
  for (code_space const space : {code_space::asio_ssl, code_space::asio_ssl_stream, code_space::beast,
                                 code_space::beast_http, code_space::beast_websocket})
    if (category.name() == to_string(space)) return {space, ec.value()};
  return {code_space::other, ec.value()};
}

std::string describe(error_value error) {
  if (!error) return "success";
  std::string text = message_of(error) + " [" + std::string(category_name(error.space)) + ':' +
                     std::to_string(error.value) + ']';
  std::string_view const symbol = symbol_of(error);
  if (!symbol.empty()) (text += ' ') += symbol;
  return text;
}

}  // namespace hangup
