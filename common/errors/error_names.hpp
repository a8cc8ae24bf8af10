#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/errors/error_value.hpp"

namespace hangup {

/// What an error means, whatever number the platform and the interface gave it.
enum class condition : std::uint8_t {
  success,
  eof,
  connection_reset,
  connection_aborted,
  broken_pipe,
  shut_down,
  timed_out,
  refused,
  operation_aborted,
  network_reset,
  network_down,
  network_unreachable,
  host_unreachable,
  not_connected,
  bad_descriptor,
  would_block,
  in_progress,
  interrupted,
  no_buffer_space,
  too_many_files,
  address_in_use,
  address_not_available,
  access_denied,
  host_not_found,
  no_data,
  stream_truncated,
  tls_alert,
  certificate_refused,
  not_tls,
  data_after_close_notify,
  tls_not_established,
  tls_already_failed,
  end_of_stream,
  partial_message,
  not_http,
  expired,
  websocket_closed,
  upgrade_declined,
  bad_frame,
  protocol_error,
  unlisted,
};

/// A number and the symbol its system gives it. Empty where the system has no such code.
struct numbered {
  int value = 0;
  std::string_view symbol;
  std::string_view message;  ///< in English, as the system prints it; empty where it was not recorded
  bool operator==(numbered const&) const = default;
};

/// Whether Asio's Windows back end turns the Win32 number of a failed overlapped operation into the Winsock
/// one.
enum class translated : std::uint8_t { not_applicable, yes, connect_only, no };

std::string_view to_string(translated by_asio);

/// One condition and everything it is called.
/// Sources: errno(3), Microsoft "Windows Sockets Error Codes" and "System Error Codes", Boost.Asio error.hpp.
struct error_row {
  condition id = condition::unlisted;
  std::string_view name{};  ///< the portable name, which `--format json` uses
  std::string_view asio{};  ///< below boost::asio::, empty where Asio has none
  std::string_view errc{};  ///< below std::, empty where the standard has none
  int errc_value = 0;       ///< of std::errc, or of Asio, on the machine that this was compiled for
  numbered posix{};         ///< errno(3), with Linux's number
  int macos = 0;            ///< the number of the same errno on macOS
  numbered winsock{};       ///< WSAGetLastError: what a call that fails at once reports
  numbered win32{};         ///< GetLastError / GetQueuedCompletionStatus: what a pending operation reports
  error_value own{};        ///< the number in an Asio category of its own (asio.misc:2 for EOF)
  std::string_view own_symbol{};  ///< and its symbol, asio::error::eof
  translated by_asio = translated::not_applicable;
  std::string_view meaning{};  ///< one sentence
};

/// Another number, symbol or wording of a condition, beside those of its row: EWOULDBLOCK, ERROR_RETRY, or
/// the documentation's "Software caused connection abort" where Windows itself prints something else.
struct further_name {
  condition id = condition::unlisted;  ///< `unlisted` where the number alone does not decide (59)
  error_value error;
  std::string_view symbol;  ///< empty for another wording of a number that is known already
  std::string_view message;
};

/// How the kernel of Windows completed a request, and what the two interfaces above it make of that.
/// Source: Wine's conformance tests dlls/ntdll/tests/error.c and dlls/ws2_32/tests/sock.c, which pass on
/// Windows.
struct nt_status {
  std::uint32_t value = 0;
  std::string_view symbol;
  int win32 = 0;    ///< GetQueuedCompletionStatus, RtlNtStatusToDosError
  int winsock = 0;  ///< WSAGetOverlappedResult
  condition id = condition::unlisted;
};

/// Every condition but `success` and `unlisted`, in the order of the enumeration.
std::span<error_row const> error_table();

std::span<further_name const> further_names();
std::span<nt_status const> nt_statuses();

/// The row of `id`. Precondition: `id` is neither `success` nor `unlisted`.
error_row const& row_of(condition id);

/// What `error` means, the same on every machine; `unlisted` when the table does not have it.
condition condition_of(error_value error);

/// `success`, `eof`, `connection_reset`, ...
std::string_view to_string(condition id);
/// The condition of that name, or of the name Asio or the standard has for it (`connection_refused` for
/// `refused`); `ok` is accepted for `success`. `unlisted` when there is none.
condition condition_named(std::string_view name);

/// ECONNRESET, WSAECONNRESET, ERROR_NETNAME_DELETED, asio::error::eof; empty when the table does not have it.
std::string_view symbol_of(error_value error);

/// Why a row answers a look-up, best first.
enum class match_kind : std::uint8_t { name, number, message };

struct match {
  error_row const* row = nullptr;
  match_kind kind = match_kind::name;
  error_value error;  ///< the number that was meant, where the text says which one
};

/// Rows that `text` may mean, each once: a number (`10053`, `0x80072746`), any symbol or name (`ECONNRESET`,
/// `connection_reset`, `asio::error::eof`), `category:value`, or a log line that contains one of these or a
/// system's message, in English or as a localised Windows prints it (common/errors/localised_messages.hpp,
/// UTF-8). In a line of text a number counts where something says that it is an error (`errno 104`,
/// `[system:64]`,
/// `(os error 121)`) or where only Winsock has such numbers; dates, ports, durations and `exit code 1` do not
/// count. Numbers are read as those of the system `on`, where the text does not say whose they are; `none` is
/// all of them.
std::vector<match> look_up(std::string_view text, code_space on = code_space::none);

}  // namespace hangup
