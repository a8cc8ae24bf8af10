#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace hangup {

/// Whose numbering a value belongs to. A number means nothing without it: asio.misc:2 is EOF, errno 2 is
/// ENOENT.
enum class code_space : std::uint8_t {
  none,
  linux_errno,
  macos_errno,
  windows,
  asio_misc,
  asio_netdb,
  asio_addrinfo,
  asio_ssl,  ///< OpenSSL's packed numbers (ERR_get_error(3))
  asio_ssl_stream,
  beast,
  beast_http,
  beast_websocket,
  other
};

std::string_view to_string(code_space space);
/// The space named `name`; `code_space::other` when there is none of that name. `posix` is what Linux's was
/// called in schema 1.
code_space code_space_named(std::string_view name);

/// An error_code as a plain value, which keeps its meaning on a machine of another kind.
struct error_value {
  code_space space = code_space::none;
  int value = 0;

  explicit operator bool() const { return space != code_space::none; }
  bool operator==(error_value const&) const = default;
};

/// The value of `ec`, as the system this program runs on numbers it. Success is `{none, 0}`.
error_value value_of(boost::system::error_code const& ec);

/// `message [category:value] SYMBOL`, or `success`. The message is this machine's own where it knows the
/// value, and the table's (common/errors/error_names.hpp) where the value comes from elsewhere.
std::string describe(error_value error);

}  // namespace hangup
