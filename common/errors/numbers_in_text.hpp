#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/errors/context.hpp"

namespace hangup {

/// A number of a text, where it stands and how it is written.
struct number_in_text {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t value = 0;  ///< of `-5` 5 with `negative`; of a signed status (-2147014842) its bits, without
  bool negative = false;
  bool hex = false;  ///< written 0x...

  /// An HRESULT or NTSTATUS of failure, by its top bit. Nothing else in a log is so large, so it needs no
  /// context.
  bool is_status() const { return value >= 0x80000000; }
};

/// Every number of `text` that is not part of a word (`10ms`, `v2`). Those beyond 32 bits are left out.
std::vector<number_in_text> numbers_in(std::string_view text);

/// Whose numbering a text says a number to belong to; `system` where it may be errno's or Windows'.
enum class numbering : std::uint8_t {
  system,
  windows,
  posix,
  asio_misc,
  asio_netdb,
  asio_ssl,
  asio_ssl_stream,
  beast,
  beast_http,
  beast_websocket
};

/// Whose error number `text` says `number` to be: it is all there is, it follows a category (`system:104`),
/// an error word (`errno 104`, `WinError 64`, `(os error 121)`, `error code: 10054`, but not `exit code 4`),
/// or stands in brackets of its own (`[10054]`, but not `sshd[1236]`). Empty where nothing says so. Ordinary
/// words (`error`, `code`) and brackets say so only in a line that speaks of the network: `context` is of it.
std::optional<numbering> said_to_be_error(std::string_view text, number_in_text const& number,
                                          line_context& context);

/// Whether a number that nothing introduces is Winsock's all the same: its range has no other use in a log,
/// as long as the number is not an address, a date, a port or a quantity, and the line tells of a failure.
bool looks_like_winsock(std::string_view text, number_in_text const& number, line_context& context);

}  // namespace hangup
