#include "lab/explain/explain.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "common/errors/error_names.hpp"
#include "common/text/joined.hpp"
#include "common/text/json.hpp"
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

void write_causes(std::ostream& out, json::value const& explanation, situation const& shown) {
  std::size_t rank = 0;
  for (json::value const* const cause : causes_for(explanation, shown)) {
    out << wrapped("  cause " + std::to_string(++rank) + "   ", json_text(*cause, "cause"));
    out << wrapped("            tell it: ", json_text(*cause, "tell"));
    out << wrapped("            ", '(' + evidence_of(*cause) + ')');
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

void write_explanation(std::ostream& out, json::value const& explanation, examples const& shown,
                       situation const& moment) {
  out << wrapped("            ", json_text(explanation, "means"));
  write_causes(out, explanation, moment);
  if (json_find(explanation, "not") != nullptr) out << wrapped("  not       ", json_text(explanation, "not"));
  write_where_to_see(out, shown.here);
  if (!shown.windows.empty())
    write_experiments(out, "  Windows   ",
                      "reports it where Linux does not, or not every time: hangup-lab describe",
                      shown.windows);
  write_advice(out, explanation);
  write_endings(out, shown.endings);
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

std::string_view where_more_is_told(peer_code_kind kind) {
  if (kind == peer_code_kind::http_status) return {};
  return kind == peer_code_kind::alert ? "; more: hangup-lab explain tls_alert"
                                       : "; more: hangup-lab explain websocket_closed";
}

void write_peer_code(std::ostream& out, peer_code const& code) {
  out << heading{std::string(to_string(code.kind)) + ' ' + std::to_string(code.value)}
      << wrapped("  name      ", std::string(code.name)) << wrapped("  means     ", std::string(code.meaning))
      << wrapped("            ", fmt::format("({}){}", source_of(code), where_more_is_told(code.kind)));
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
  if (!meant.systems.empty())
    out << wrapped("  systems   ", symbols_of(meant.systems) + ". --on reads it as the number of one.");
  if (meant.message != nullptr) write_message(out, *meant.message);
  if (!meant.shown.empty() && !meant.errors.empty())
    out << wrapped("  situation ", joined(meant.shown, ", ") + ": what is likely then comes first below");
  for (match const& match : meant.errors) {
    out << '\n';
    write_names(out, *match.row);
    write_explanation(out, json_member(explanations(), match.row->name),
                      examples_of(match.row->id, catalogue), meant.shown);
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

}  // namespace

bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue, bool brief,
             code_space on) {
  understood_text const meant = understand_text(text, on);
  for (counted_line const& line : meant.lines) {
    if (&line != &meant.lines.front()) out << '\n';
    out << heading{(line.count == 1 ? "" : std::to_string(line.count) + " times: ") +
                   printable(line.line.substr(0, 200))};
    write_gist(out, line.meant);
  }
  if (meant.whole.is_anything())
    brief ? write_gist(out, meant.whole) : write_all(out, meant.whole, catalogue);
  return meant.is_anything();
}

}  // namespace hangup::lab
