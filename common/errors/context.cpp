#include "common/errors/context.hpp"

#include <algorithm>
#include <array>

#include "common/text/ascii.hpp"

namespace hangup {
namespace {

using namespace ascii;

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

/// Whether a part of a word begins at `at`: the R of `readReset` and of `WSARecv`.
bool begins_part(std::string_view line, std::size_t at) {
  if (!is_capital(line[at]) || at == 0) return false;
  bool const small_before = is_letter(line[at - 1]) && !is_capital(line[at - 1]);
  bool const small_behind = at + 1 < line.size() && is_letter(line[at + 1]) && !is_capital(line[at + 1]);
  return small_before || (is_capital(line[at - 1]) && small_behind);
}

template <std::size_t Count>
bool begins_with_one_of(std::string const& word, std::array<std::string_view, Count> const& beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](std::string_view beginning) { return word.starts_with(beginning); });
}

}  // namespace

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> all;
  bool is_inside = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!is_letter(line[at])) {
      is_inside = false;
      continue;
    }
    if (!is_inside || begins_part(line, at)) all.emplace_back();
    all.back() += lower(line[at]);
    is_inside = true;
  }
  return all;
}

void line_context::read() {
  constexpr std::array<std::string_view, 21> network = {
      "socket", "sock",    "connect", "disconnect", "network",  "winsock", "wsa",
      "recv",   "receive", "send",    "tcp",        "udp",      "tls",     "ssl",
      "peer",   "remote",  "listen",  "bind",       "upstream", "asio",    "websocket"};
  constexpr std::array<std::string_view, 4> also_of_files = {"read", "write", "poll", "accept"};
  constexpr std::array<std::string_view, 9> of_files = {"file",   "disk",   "usb",  "device",  "config",
                                                        "sector", "sqlite", "pars", "compiler"};
  constexpr std::array<std::string_view, 13> failures = {"err",  "fail",   "except", "disconnect", "abort",
                                                         "lost", "reset",  "refus",  "clos",       "recv",
                                                         "send", "socket", "wsa"};
  bool reads = false, has_files = false;
  for (std::string const& word : words_of(line_)) {
    words_ = true;
    network_ = network_ || begins_with_one_of(word, network);
    reads = reads || begins_with_one_of(word, also_of_files);
    has_files = has_files || begins_with_one_of(word, of_files);
    failure_ = failure_ || word == "connect" || word == "winsock" || begins_with_one_of(word, failures);
  }
  network_ = network_ || (reads && !has_files);
  is_read_ = true;
}

bool line_context::speaks_of_network() {
  if (!is_read_) read();
  return network_;
}

bool line_context::tells_of_failure() {
  if (!is_read_) read();
  return failure_;
}

bool line_context::has_words() {
  if (!is_read_) read();
  return words_;
}

bool speaks_of_network(std::string_view line) {
  return line_context(line).speaks_of_network();
}

bool speaks_of_parsing(std::string_view line) {
  constexpr std::array<std::string_view, 16> phrases = {
      "while parsing", "syntax error",      "syntaxerror",   "parse error",    "parseerror", "while scanning",
      "json input",    "json at ",          "here-document", "gzip: ",         "bzip2: ",    "xz: ",
      "zlib input",    "looking for match", "in archive",    "compressed file"};
  std::string const here = lowered(line);
  auto const has = [&](std::string_view phrase) { return here.find(phrase) != here.npos; };
  return std::ranges::any_of(phrases, has) && !has("http") && !has("hpe_");  // HPE_INVALID_CONSTANT
}

}  // namespace hangup
