#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hangup {

/// The words of a line in lower case, each part of `async_read`, `readTimeout` and `WSARecv` by itself.
std::vector<std::string> words_of(std::string_view line);

/// What the words of a line say of its numbers. They are read once, when the first number asks.
class line_context {
 public:
  /// `line` must outlive it.
  explicit line_context(std::string_view line) : line_(line) {}

  /// Whether it has a word that lines about connections have: `socket`, `recv`, `tls`, `upstream`. A number
  /// that only an ordinary word such as `error` or `code` introduces is no system's without one.
  bool speaks_of_network();
  /// Whether it has a word of a failure or of a call, without which a number in Winsock's range is any
  /// number.
  bool tells_of_failure();
  bool has_words();

 private:
  void read();

  std::string_view line_;
  bool is_read_ = false, network_ = false, failure_ = false, words_ = false;
};

bool speaks_of_network(std::string_view line);

/// Whether it is about the end of something that is parsed or unpacked, such as a shell script: `unexpected
/// EOF while parsing`.
bool speaks_of_parsing(std::string_view line);

}  // namespace hangup
