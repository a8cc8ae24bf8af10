#include "common/errors/peer_codes.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "common/errors/numbers_in_text.hpp"
#include "common/text/ascii.hpp"
#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

using enum peer_code_kind;

constexpr enum_names<http_status> names = {"close code", "TLS alert", "HTTP status"};

/// `handshake failure` of `Handshake_Failure`.
std::string spaced(std::string_view text) {
  std::string out = ascii::lowered(text);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

bool has_any(std::string_view text, std::span<std::string_view const> words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Words for an alert that this side sent: OpenSSL's, Apple's, Erlang's, and many programs'. It is none of
/// the peer's.
constexpr std::array<std::string_view, 5> own_alerts = {
    "alert write", "write alert", "generated client alert", "generated server alert", "sending fatal alert"};

bool speaks_of_closing(std::string_view text) {
  constexpr std::array<std::string_view, 6> words = {"websocket",   "close code", "closecode",
                                                     "close frame", "ws://",      "wss://"};
  bool const is_event =
      text.find("clos") != std::string_view::npos && text.find("code") != std::string_view::npos;
  return is_event || has_any(text, words);
}

/// `alert 40`, `alert number 40`, `alert: 40`.
bool follows_alert(std::string_view text, number_in_text const& number) {
  std::string_view const before = ascii::without_trailing(text.substr(0, number.begin), " \t:=(");
  return before.ends_with("alert") || before.ends_with("alert number");
}

/// `HTTP/1.1 502`, `status code: 503`, `"statusCode":429`, or with its name: `502 Bad Gateway`. The line of
/// an access log (`HTTP/1.1" 404`) is no report of an error.
bool is_said_to_be_status(peer_code const& code, std::string_view text, number_in_text const& number) {
  constexpr std::array<std::string_view, 13> labels = {
      "http",          "http/1.0",        "http/1.1",      "http/2", "http/2.0",
      "http/3",        "http code",       "http error",    "status", "status code",
      "response code", "response status", "\"statuscode\""};
  std::string_view const before = ascii::without_trailing(text.substr(0, number.begin), " \t:=(");
  std::string_view after = text.substr(number.end);
  after.remove_prefix(std::min(after.find_first_not_of(' '), after.size()));
  bool const is_labelled = std::ranges::any_of(labels, [before](std::string_view label) {
    bool const is_whole =
        before.size() == label.size() ||
        (before.size() > label.size() && !ascii::is_letter(before[before.size() - label.size() - 1]));
    return is_whole && before.ends_with(label);
  });
  return (is_labelled && !before.ends_with("exit status")) || after.starts_with(ascii::lowered(code.name));
}

bool is_meant(peer_code const& code, std::string_view text, number_in_text const& number) {
  if (number.value != code.value || number.negative || number.hex) return false;
  if (code.kind == alert) return follows_alert(text, number);
  bool const is_alone =
      text.find_first_not_of(" \t\r\n") == number.begin && text.find_last_not_of(" \t\r\n") + 1 == number.end;
  if (code.kind == http_status) return is_alone || is_said_to_be_status(code, text, number);
  return is_alone || speaks_of_closing(text);
}

}  // namespace

std::string_view to_string(peer_code_kind kind) {
  return name_in(names, kind);
}
std::string_view source_of(peer_code const& code) {
  if (code.kind == close_code) return "RFC 6455, section 7.4.1";
  if (code.kind == alert) return "RFC 8446, section 6.2";
  constexpr unsigned nginx = 499, cloudflare = 520;
  if (code.value == nginx) return "nginx's own";
  return code.value >= cloudflare ? "Cloudflare's own" : "RFC 9110, section 15; RFC 6585; RFC 8470";
}

std::vector<peer_code const*> peer_codes_in(std::string_view text) {
  std::string const here = spaced(text);
  auto const numbers = numbers_in(here);
  bool const speaks_of_alerts = here.find("alert") != std::string::npos;
  bool const is_our_alert = has_any(here, own_alerts);
  std::vector<peer_code const*> found;
  for (peer_code const& code : all_peer_codes()) {
    if (code.kind == alert && is_our_alert) continue;
    bool const by_number = std::any_of(numbers.begin(), numbers.end(), [&](number_in_text const& number) {
      return is_meant(code, here, number);
    });
    bool const by_name =
        code.kind == alert && speaks_of_alerts && here.find(spaced(code.name)) != std::string::npos;
    if (by_number || by_name) found.push_back(&code);
  }
  return found;
}

}  // namespace hangup
