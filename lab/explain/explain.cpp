#include "lab/explain/explain.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <ostream>

#include "common/errors/error_names.hpp"
#include "common/text/json.hpp"
#include "common/text/nearest.hpp"
#include "common/text/printable.hpp"
#include "lab/explain/examples.hpp"
#include "lab/explain/understand.hpp"
#include "lab/report/wrap.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

void write_number(std::ostream& out, std::string_view system, numbered const& number,
                  std::string const& elsewhere = "") {
  if (number.symbol.empty()) return;
  std::string text = std::to_string(number.value) + ' ' + std::string(number.symbol);
  if (!number.message.empty()) text += " \"" + std::string(number.message) + '"';
  out << wrapped("  " + std::string(system), text + elsewhere);
}

void write_names(std::ostream& out, error_row const& row) {
  out << heading{std::string(row.name)};
  if (!row.asio.empty()) out << wrapped("  Asio      ", "boost::asio::" + std::string(row.asio));
  if (row.own) out << wrapped("            ", std::string(describe(row.own)));
  if (!row.errc.empty()) out << wrapped("  std       ", "std::" + std::string(row.errc));
  bool const one_number = row.macos == row.posix.value;
  write_number(out, "errno     ", row.posix, one_number ? "" : ", on macOS " + std::to_string(row.macos));
  write_number(out, "Winsock   ", row.winsock);
  write_number(out, "Win32     ", row.win32);
  if (row.by_asio != translated::not_applicable)
    out << wrapped("            ", "Asio turns the Win32 number into the Winsock one: " +
                                       std::string(to_string(row.by_asio)));
  out << wrapped("  means     ", std::string(row.meaning));
}

void write_causes(std::ostream& out, json::array const& causes) {
  std::size_t rank = 0;
  for (json::value const& cause : causes) {
    out << wrapped("  cause " + std::to_string(++rank) + "   ", json_text(cause, "cause"));
    out << wrapped("            tell it: ", json_text(cause, "tell"));
    std::string const source = json_text_or(cause, "source", "");
    out << wrapped("            ",
                   "(" + json_text(cause, "evidence") + (source.empty() ? "" : "; " + source) + ")");
  }
}

/// A few of them: a line is there to be typed.
void write_experiments(std::ostream& out, std::string head, std::string text,
                       std::vector<experiment const*> const& all) {
  constexpr std::size_t most = 8;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i)
    text += ' ' + all[i]->name;
  out << wrapped(std::move(head), std::move(text));
  if (all.size() > most)
    out << wrapped("            ", "and " + std::to_string(all.size() - most) + " more: hangup-lab list");
}

void write_where_to_see(std::ostream& out, std::vector<experiment const*> const& all) {
  if (all.empty())
    out << wrapped("  see it    ", "no experiment reproduces it on Linux");
  else
    write_experiments(out, "  see it    ", "hangup-lab run", all);
}

void write_advice(std::ostream& out, json::value const& explanation) {
  json::value const& advice = json_member(explanation, "client_should");
  out << wrapped("  retry     ", json_text(advice, "retry"))
      << wrapped("  log level ", json_text(advice, "log_level"))
      << wrapped("  do        ", json_text(advice, "do"));
}

void write_endings(std::ostream& out, std::vector<ending> const& all) {
  std::string text;
  for (ending const ending : all)
    text.append(text.empty() ? "" : ", ").append(to_string(ending));
  if (!text.empty())
    out << wrapped("  endings   ", "it can belong to: " + text + "; `hangup-lab explain " +
                                       std::string(to_string(all.front())) + "` says more");
}

void write_explanation(std::ostream& out, json::value const& explanation, examples const& shown) {
  out << wrapped("            ", json_text(explanation, "means"));
  write_causes(out, json_array(explanation, "causes"));
  if (json_find(explanation, "not") != nullptr) out << wrapped("  not       ", json_text(explanation, "not"));
  write_where_to_see(out, shown.here);
  if (!shown.windows.empty())
    write_experiments(out, "  Windows   ",
                      "reports it where Linux does not, or not every time: hangup-lab describe",
                      shown.windows);
  write_advice(out, explanation);
  write_endings(out, shown.endings);
}

/// `10054 WSAECONNRESET (recorded; Wine conformance test ...)`
std::string said_by_windows(ending ending) {
  windows_code const said = windows_rule(ending);
  if (said.kind != answer::code) return std::string(said.source);
  std::string const code = said.value == 0 ? "0, no error"
                                           : std::to_string(said.value) + ' ' +
                                                 std::string(symbol_of({code_space::windows, said.value}));
  return code + " (" + std::string(to_string(said.known)) + "; " + std::string(said.source) + ')';
}

void write_ending(std::ostream& out, ending ending, std::span<experiment const> catalogue) {
  json::value const explanations = parse_json(built_in_endings());
  json::value const& explanation = json_member(explanations, to_string(ending));
  out << heading{"ending " + std::string(to_string(ending))}
      << wrapped("  means     ", std::string(sentence(ending)) + '.')
      << wrapped("            ", json_text(explanation, "means"))
      << wrapped("  Linux     ", json_text(explanation, "linux"))
      << wrapped("  Windows   ", said_by_windows(ending));
  if (json_find(explanation, "windows") != nullptr)
    out << wrapped("            ", json_text(explanation, "windows"));
  write_where_to_see(out, examples_of(ending, catalogue));
  write_advice(out, explanation);
}

void write_peer_code(std::ostream& out, peer_code const& code) {
  out << heading{std::string(to_string(code.kind)) + ' ' + std::to_string(code.value)}
      << wrapped("  name      ", std::string(code.name)) << wrapped("  means     ", std::string(code.meaning))
      << wrapped("            ",
                 code.kind == peer_code_kind::alert
                     ? "(RFC 8446, section 6.2); more: hangup-lab explain tls_alert"
                     : "(RFC 6455, section 7.4.1); more: hangup-lab explain websocket_closed");
}

json::array names_of(std::vector<experiment const*> const& experiments) {
  json::array names;
  for (experiment const* const experiment : experiments)
    names.emplace_back(experiment->name);
  return names;
}

json::value to_json(numbered const& number) {
  if (number.symbol.empty()) return nullptr;
  return {{"value", number.value}, {"symbol", number.symbol}, {"text", number.message}};
}

json::value to_json(error_row const& row, json::value const& explanation, examples const& shown) {
  json::array endings;
  for (ending const ending : shown.endings)
    endings.emplace_back(to_string(ending));
  return {{"condition", row.name},
          {"means", row.meaning},
          {"asio", row.asio},
          {"std", row.errc},
          {"errno", to_json(row.posix)},
          {"winsock", to_json(row.winsock)},
          {"win32", to_json(row.win32)},
          {"asio_turns_win32_into_winsock", to_string(row.by_asio)},
          {"experiments", names_of(shown.here)},
          {"experiments_on_windows", names_of(shown.windows)},
          {"endings", std::move(endings)},
          {"explanation", explanation}};
}

void write_gist(std::ostream& out, understood const& meant) {
  gist const said = gist_of(meant);
  out << wrapped("  happened  ", said.happened) << wrapped("  says so   ", said.who + '.')
      << wrapped("  check     ", said.check);
}

/// Beside the gist, what is known of the program's own words.
void write_message(std::ostream& out, message_entry const& message) {
  if (!message.unsettled.empty()) out << wrapped("  not told  ", message.unsettled);
  std::string endings;
  for (ending const ending : message.endings)
    endings.append(endings.empty() ? "" : ", ").append(to_string(ending));
  if (!endings.empty()) out << wrapped("  endings   ", endings);
  out << wrapped("  known     ", message.family + ": " + message.evidence +
                                     (message.version.empty() ? "" : ", " + message.version) + "; " +
                                     message.source);
}

void write_all(std::ostream& out, understood const& meant, std::span<experiment const> catalogue) {
  write_gist(out, meant);
  if (meant.message != nullptr) write_message(out, *meant.message);
  for (match const& match : meant.errors) {
    out << '\n';
    write_names(out, *match.row);
    write_explanation(out, json_member(explanations(), match.row->name),
                      examples_of(match.row->id, catalogue));
  }
  if (meant.ended) {
    out << '\n';
    write_ending(out, *meant.ended, catalogue);
  }
  for (peer_code const* const code : meant.codes) {
    out << '\n';
    write_peer_code(out, *code);
  }
}

bool has_many_lines(std::string_view text) {
  auto const last = text.find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && text.substr(0, last).find('\n') != std::string_view::npos;
}

/// A message may be wrapped over lines; a long text is a log, of which no line was understood.
understood understand_whole(std::string_view text) {
  constexpr std::size_t longest_message = std::size_t{64} * 1024;
  return text.size() <= longest_message ? understand(text) : understood();
}

json::value to_json(understood const& meant, std::string_view text, std::span<experiment const> catalogue) {
  json::value const of_endings = parse_json(built_in_endings());
  json::array errors, endings, peer_codes;
  for (match const& match : meant.errors)
    errors.push_back(to_json(*match.row, json_member(explanations(), match.row->name),
                             examples_of(match.row->id, catalogue)));
  if (meant.ended)
    endings.push_back({{"ending", to_string(*meant.ended)},
                       {"means", sentence(*meant.ended)},
                       {"windows_says", said_by_windows(*meant.ended)},
                       {"experiments", names_of(examples_of(*meant.ended, catalogue))},
                       {"explanation", json_member(of_endings, to_string(*meant.ended))}});
  for (peer_code const* const code : meant.codes)
    peer_codes.push_back({{"kind", to_string(code->kind)},
                          {"value", code->value},
                          {"name", code->name},
                          {"means", code->meaning}});
  gist const said = gist_of(meant);
  json::object out = {
      {"schema", 1},         {"text", text},     {"happened", said.happened}, {"says_so", said.who},
      {"check", said.check}, {"errors", errors}, {"endings", endings},        {"peer_codes", peer_codes}};
  if (message_entry const* const message = meant.message)
    out["message"] = {{"family", message->family},     {"who", message->who},
                      {"when", message->when},         {"unsettled", message->unsettled},
                      {"evidence", message->evidence}, {"version", message->version},
                      {"source", message->source}};
  return out;
}

}  // namespace

bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue, bool brief) {
  auto const lines = has_many_lines(text) ? understand_lines(text) : std::vector<counted_line>();
  for (counted_line const& line : lines) {
    if (&line != &lines.front()) out << '\n';
    out << heading{(line.count == 1 ? "" : std::to_string(line.count) + " times: ") +
                   printable(line.line.substr(0, 200))};
    write_gist(out, line.meant);
  }
  if (!lines.empty()) return true;
  understood const meant = understand_whole(text);
  if (!meant.is_anything()) return false;
  brief ? write_gist(out, meant) : write_all(out, meant, catalogue);
  return true;
}

bool explain_as_json(std::ostream& out, std::string const& text, std::span<experiment const> catalogue) {
  auto const lines = has_many_lines(text) ? understand_lines(text) : std::vector<counted_line>();
  json::array all;
  for (counted_line const& line : lines) {
    all.push_back(to_json(line.meant, line.line, catalogue));
    all.back().get_object()["count"] = line.count;
  }
  understood const meant = lines.empty() ? understand_whole(text) : understood();
  if (lines.empty() && !meant.is_anything()) return false;
  out << (lines.empty() ? to_json(meant, text, catalogue)
                        : json::value{{"schema", 1}, {"lines", std::move(all)}})
      << '\n';
  return true;
}

std::string_view nearest_explained(std::string_view text) {
  std::vector<std::string_view> names;
  for (ending const ending : all_endings())
    names.push_back(to_string(ending));
  for (error_row const& row : error_table())
    for (std::string_view const name : {row.name, row.posix.symbol, row.winsock.symbol, row.win32.symbol})
      if (!name.empty()) names.push_back(name);
  return nearest(text, names);
}

}  // namespace hangup::lab
