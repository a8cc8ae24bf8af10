// look_up() of common/errors/error_names.hpp: what a number, a name or a pasted line of a log may mean.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/errors/context.hpp"
#include "common/errors/error_names.hpp"
#include "common/errors/localised_messages.hpp"
#include "common/errors/numbers_in_text.hpp"
#include "common/text/ascii.hpp"
#include "common/text/piece_index.hpp"

namespace hangup {
namespace {

using namespace ascii;

/// `connectionreset` of connection_reset, ConnectionReset and connection-reset.
std::string squashed(std::string_view text) {
  std::string out = lowered(text);
  std::erase_if(out, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return out;
}

/// Rows in the order in which they were found, each once.
class answers {
 public:
  void add(condition id, match_kind kind, error_value error) {
    if (id == condition::unlisted) return;
    error_row const& row = row_of(id);
    auto const known =
        std::find_if(all_.begin(), all_.end(), [&](match const& listed) { return listed.row == &row; });
    if (known == all_.end()) {
      all_.push_back({.row = &row, .kind = kind, .error = error});
    } else if (!known->error) {
      known->error = error;
    }
  }

  /// A number of Windows that means different things to different requests: 59.
  void add_ambiguous(int win32, match_kind kind) {
    for (nt_status const& status : nt_statuses())
      if (status.win32 == win32) add(status.id, kind, {code_space::windows, win32});
  }

  std::vector<match> take() { return std::move(all_); }

  /// Of a name the number that the system `on` has for it.
  void number_as_on(code_space on) {
    for (match& found : all_)
      if (on == code_space::macos_errno && found.error.space == code_space::linux_errno &&
          found.row->macos != 0)
        found.error = {on, found.row->macos};
      else if (on == code_space::windows && found.error.space == code_space::linux_errno)
        found.error = {on, found.row->winsock.value};
  }

  /// Files are refused more often than ports: `ls: x: Permission denied`.
  void drop_what_is_of_files(std::string_view text) {
    auto const is_denied = [](match const& found) { return found.row->id == condition::access_denied; };
    bool const has_context = text.find(": ") != std::string_view::npos;
    if (has_context && std::ranges::any_of(all_, is_denied) && !speaks_of_network(text))
      std::erase_if(all_, is_denied);
  }

 private:
  std::vector<match> all_;
};

/// A symbol in lower case, and the error it stands for.
using symbol_table = std::unordered_map<std::string, std::pair<condition, error_value>>;

/// Of symbols that two tables have, the first counts.
symbol_table all_symbols() {
  symbol_table all;
  auto const add = [&all](std::string_view symbol, condition id, error_value error) {
    if (!symbol.empty()) all.try_emplace(lowered(symbol), id, error);
  };
  for (error_row const& row : error_table()) {
    if (row.own) add(row.own_symbol, row.id, row.own);
    add(row.win32.symbol, row.id, {code_space::windows, row.win32.value});
    add(row.winsock.symbol, row.id, {code_space::windows, row.winsock.value});
    add(row.posix.symbol, row.id, {code_space::linux_errno, row.posix.value});
  }
  for (further_name const& also : further_names())
    add(also.symbol, also.id, also.error);
  for (nt_status const& status : nt_statuses())
    add(status.symbol, status.id, {code_space::windows, status.winsock});
  return all;
}

bool add_symbol(std::string_view word, answers& found) {
  static symbol_table const symbols = all_symbols();
  auto const known = symbols.find(lowered(word));
  if (known == symbols.end()) return false;
  auto const [id, error] = known->second;
  found.add(id, match_kind::name, error);
  if (id == condition::unlisted) found.add_ambiguous(error.value, match_kind::name);
  return true;
}

/// The names of a row, as they are compared.
struct squashed_names {
  error_row const* row;
  std::string name, asio, errc, own;
};

/// The portable names, Asio's and the standard's, however they are spelled.
void add_name(std::string const& name, answers& found) {
  static std::vector<squashed_names> const all = [] {
    std::vector<squashed_names> made;
    for (error_row const& row : error_table())
      made.push_back(
          {&row, squashed(row.name), squashed(row.asio), squashed(row.errc), squashed(row.own_symbol)});
    return made;
  }();
  for (squashed_names const& known : all)
    if (known.name == name || known.asio == "error::" + name || known.errc == "errc::" + name ||
        known.own.ends_with("::" + name))
      found.add(known.row->id, match_kind::name, known.row->own);
}

/// A number of OpenSSL's as its tools print it: `error:0A000126:SSL routines::...`.
bool add_openssl(std::uint32_t value, answers& found) {
  error_value const error{code_space::asio_ssl, static_cast<int>(value)};
  condition const id = condition_of(error);
  if (id != condition::unlisted) found.add(id, match_kind::number, error);
  return id != condition::unlisted;
}

bool add_status(std::uint32_t value, answers& found) {
  for (nt_status const& status : nt_statuses()) {
    if (status.value != value) continue;
    found.add(status.id, match_kind::number, {code_space::windows, status.winsock});
    return true;
  }
  return false;
}

std::optional<std::uint32_t> hexadecimal(std::string_view digits) {
  std::uint32_t value = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// One word of a text: `eof` of `boost::asio::error::eof`, with what stands before it.
struct identifier {
  std::string_view word;
  std::string_view qualifier;
};

void add_identifier(identifier const& name, answers& found) {
  constexpr std::array<std::string_view, 5> ordinary = {
      "in_progress", "no_data", "timed_out", "access_denied", "shut_down"};  // `status=in_progress`
  constexpr std::string_view exception = "Error";
  if (add_symbol(name.word, found)) return;
  if (name.word.size() == 8)  // C000020D
    if (auto const value = hexadecimal(name.word);
        value && (add_status(*value, found) || add_openssl(*value, found)))
      return;

  bool const says_error = lowered(name.qualifier).find("err") != std::string::npos;  // errc::, SocketError.
  bool const spelled_out =
      name.word.find('_') != std::string_view::npos && !is_one_of(ordinary, lowered(name.word));
  if (says_error || spelled_out || name.word == "EOF") {
    add_name(squashed(name.word), found);
  } else if (name.word.ends_with(exception)) {  // Python's ConnectionResetError
    add_name(squashed(name.word.substr(0, name.word.size() - exception.size())), found);
  }
}

/// Whether the EOF that ends at `end` is the mark of a script or a file: `cat <<EOF`, `wrote EOF marker`.
bool is_of_a_script(std::string_view text, std::size_t end) {
  constexpr std::array<std::string_view, 5> nouns = {" marker", " token", " character", " symbol", " macro"};
  constexpr std::string_view quotes = "'\"`-";
  std::string_view const before =
      without_trailing(text.substr(0, end - std::string_view("EOF").size()), quotes);
  std::string_view const after = text.substr(std::min(text.find_first_not_of(quotes, end), text.size()));
  return before.ends_with("<<") ||
         std::ranges::any_of(nouns, [&](std::string_view noun) { return after.starts_with(noun); });
}

void add_names(std::string_view text, answers& found) {
  add_name(squashed(text), found);
  std::size_t at = 0;
  auto const take_word = [&] {
    std::size_t const begin = at;
    while (at < text.size() && is_word(text[at]))
      ++at;
    return text.substr(begin, at - begin);
  };
  auto const joiner = [&]() -> std::size_t {
    std::string_view const rest = text.substr(at);
    std::size_t const length = rest.starts_with("::") ? 2 : (rest.starts_with('.') ? 1 : 0);
    return length != 0 && at + length < text.size() && is_letter(text[at + length]) ? length : 0;
  };
  while (at < text.size()) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    identifier name{.word = take_word(), .qualifier = {}};
    while (std::size_t const skipped = joiner()) {
      at += skipped;
      name.qualifier = name.word;
      name.word = take_word();
    }
    if (name.word != "EOF" || !is_of_a_script(text, at)) add_identifier(name, found);
  }
}

void add_number(number_in_text const& number, numbering of, code_space on, answers& found) {
  constexpr std::uint32_t hresult_of_win32 = 0x8007;
  if (number.is_status() && number.value >> 16 != hresult_of_win32) {
    add_status(number.value, found);
    return;
  }
  int const value = static_cast<int>(number.is_status() ? number.value & 0xFFFF : number.value);
  auto const add = [&](code_space space) {
    found.add(condition_of({space, value}), match_kind::number, {space, value});
  };
  bool const windows_only = of == numbering::windows || number.is_status() || number.hex ||
                            (on == code_space::windows && of == numbering::system && !number.negative);
  bool const posix_only = of == numbering::posix || number.negative ||
                          (on != code_space::none && on != code_space::windows && !windows_only);
  if (value == 0) return;
  if (of == numbering::asio_misc) return add(code_space::asio_misc);
  if (of == numbering::asio_netdb) return add(code_space::asio_netdb);
  if (of == numbering::asio_ssl) return add(code_space::asio_ssl);
  if (of == numbering::asio_ssl_stream) return add(code_space::asio_ssl_stream);
  if (of == numbering::beast) return add(code_space::beast);
  if (of == numbering::beast_http) return add(code_space::beast_http);
  if (of == numbering::beast_websocket) return add(code_space::beast_websocket);
  if (!windows_only && on != code_space::macos_errno) add(code_space::linux_errno);
  if (!posix_only) add(code_space::windows);
  if (!windows_only && on != code_space::linux_errno) add(code_space::macos_errno);
  if (posix_only) return;
  for (further_name const& also : further_names())
    if (also.id == condition::unlisted && also.error == error_value{code_space::windows, value})
      found.add_ambiguous(value, match_kind::number);
}

/// `text` without what differs between copies of one message: case (ASCII), line breaks, the two apostrophes,
/// and the spaces beside letters that are not ASCII, which some Chinese and Japanese wordings have and others
/// do not.
std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = lower(text[at]);
    if (text.substr(at).starts_with("\xE2\x80\x99")) {  // U+2019
      c = '\'';
      at += 2;
    } else if (text.substr(at).starts_with("\xC2\xA0")) {  // U+00A0
      c = ' ';
      at += 1;
    }
    if (is_space(c)) {
      if (!out.empty() && out.back() != ' ' && is_ascii(out.back())) out += ' ';
      continue;
    }
    if (!is_ascii(c) && out.ends_with(' ')) out.pop_back();
    out += c;
  }
  return std::string(without_trailing(out, " "));
}

struct wording {
  condition id;
  error_value error;
  std::string text;  ///< folded, without its full stop
};

std::vector<wording> all_wordings() {
  std::vector<wording> all;
  auto const add = [&](condition id, error_value error, std::string_view message) {
    if (message.empty()) return;
    if (message.ends_with('.')) message.remove_suffix(1);
    all.push_back({.id = id, .error = error, .text = folded(message)});
  };
  for (error_row const& row : error_table()) {
    add(row.id, {code_space::linux_errno, row.posix.value}, row.posix.message);
    add(row.id, {code_space::windows, row.winsock.value}, row.winsock.message);
    add(row.id, {code_space::windows, row.win32.value}, row.win32.message);
  }
  for (further_name const& also : further_names())
    if (also.id != condition::not_http) add(also.id, also.error, also.message);  // "bad value" is anybody's
  for (localised_message const& local : localised_messages()) {
    error_value const error{code_space::windows, local.code};
    add(condition_of(error), error, local.text);
  }
  return all;
}

/// Where `words` stand in `text` as words of their own.
std::optional<std::size_t> find_words(std::string_view text, std::string_view words) {
  for (std::size_t at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    std::size_t const end = at + words.size();
    bool const begins = at == 0 || !is_word(words.front()) || !is_word(text[at - 1]);
    bool const ends = end == text.size() || !is_word(words.back()) || !is_word(text[end]);
    if (begins && ends) return at;
  }
  return std::nullopt;
}

void add_messages(std::string_view text, answers& found) {
  static std::vector<wording> const wordings = all_wordings();
  static piece_index const pieces = [] {
    piece_index made;
    for (std::size_t i = 0; i < wordings.size(); ++i)
      made.add(i, {&wordings[i].text, 1});
    made.build();
    return made;
  }();
  // .NET says this of HTTP requests.
  constexpr std::string_view alone_only = "the request was aborted";
  struct place {
    std::size_t at;
    wording const* message;
  };
  std::string const here = folded(text);
  std::vector<place> places;
  for (std::size_t const number : pieces.candidates_in(here)) {
    wording const& candidate = wordings[number];
    if (candidate.text == alone_only && without_trailing(here, ".") != candidate.text) continue;
    if (auto const at = find_words(here, candidate.text)) places.push_back({*at, &candidate});
  }
  std::stable_sort(places.begin(), places.end(), [](place const& a, place const& b) {
    return a.at != b.at ? a.at < b.at : a.message->text.size() > b.message->text.size();
  });
  for (place const& hit : places) {
    found.add(hit.message->id, match_kind::message, hit.message->error);
    if (hit.message->id == condition::unlisted)
      found.add_ambiguous(hit.message->error.value, match_kind::message);
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view around = " \t\r\n\"'`";
  std::size_t const begin = std::min(text.find_first_not_of(around), text.size());
  return without_trailing(text.substr(begin), around);
}

}  // namespace

std::vector<match> look_up(std::string_view text, code_space on) {
  text = trimmed(text);
  answers found;
  add_names(text, found);
  line_context context(text);
  std::vector<number_in_text> const numbers = numbers_in(text);
  for (number_in_text const& number : numbers)
    if (auto const of = said_to_be_error(text, number, context)) add_number(number, *of, on, found);
  add_messages(text, found);
  if (on == code_space::none || on == code_space::windows)
    for (number_in_text const& number : numbers)
      if (looks_like_winsock(text, number, context)) add_number(number, numbering::windows, on, found);
  found.drop_what_is_of_files(text);
  found.number_as_on(on);
  return found.take();
}

}  // namespace hangup
