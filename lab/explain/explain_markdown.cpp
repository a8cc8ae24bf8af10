#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "common/text/joined.hpp"
#include "common/text/json.hpp"
#include "common/text/printable.hpp"
#include "lab/explain/examples.hpp"
#include "lab/explain/explain.hpp"
#include "lab/explain/understand.hpp"
#include "lab/report/markdown.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

/// One item of a list. Nothing in `text` is marked up.
void write_item(std::ostream& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out << "- **" << name << ":** " << markdown_prose(text) << '\n';
}

void write_gist(std::ostream& out, understood const& meant) {
  gist const said = gist_of(meant);
  write_item(out, "Happened", said.happened);
  write_item(out, "Says so", said.who + '.');
  write_item(out, "Check", said.check);
}

/// `ECONNRESET` (104, on macOS 54)
std::string numbers_of(error_row const& row) {
  std::string text;
  auto const add = [&text](std::string_view system, int value, std::string_view symbol) {
    if (symbol.empty() || value == 0) return;
    text.append(text.empty() ? "" : ", ")
        .append(system)
        .append(" ")
        .append(std::to_string(value))
        .append(" ");
    text += markdown_code(symbol);
  };
  add("Linux", row.posix.value, row.posix.symbol);
  add("macOS", row.macos, row.posix.symbol);
  add("Winsock", row.winsock.value, row.winsock.symbol);
  add("Win32", row.win32.value, row.win32.symbol);
  return text;
}

/// A command that shows some of them.
void write_experiments(std::ostream& out, std::vector<experiment const*> const& all) {
  constexpr std::size_t most = 3;
  if (all.empty()) return;
  std::string command = "hangup-lab run";
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i)
    command += ' ' + all[i]->name;
  out << "- **See it:** " << markdown_code(command) << '\n';
}

void write_advice(std::ostream& out, json::value const& explanation) {
  json::value const& advice = json_member(explanation, "client_should");
  write_item(out, "Retry", json_text(advice, "retry"));
  write_item(out, "Do", json_text(advice, "do"));
}

void write_error(std::ostream& out, error_row const& row, situation const& shown,
                 std::span<experiment const> catalogue) {
  json::value const& explanation = json_member(explanations(), row.name);
  out << "\n#### " << markdown_code(row.name) << "\n\n" << markdown_prose(row.meaning);
  if (std::string const numbers = numbers_of(row); !numbers.empty()) out << ' ' << numbers << '.';
  out << "\n\n";
  std::size_t rank = 0;
  for (json::value const* const cause : causes_for(explanation, shown))
    out << ++rank << ". " << markdown_prose(json_text(*cause, "cause")) << " *Tell it:* "
        << markdown_prose(json_text(*cause, "tell")) << " (" << markdown_prose(evidence_of(*cause)) << ")\n";
  out << '\n';
  write_advice(out, explanation);
  write_experiments(out, examples_of(row.id, catalogue).here);
}

void write_ending(std::ostream& out, ending ends, std::span<experiment const> catalogue) {
  json::value const all = parse_json(built_in_endings());
  json::value const& explanation = json_member(all, to_string(ends));
  out << "\n#### " << markdown_code(to_string(ends)) << "\n\n"
      << markdown_prose(sentence(ends)) << ". " << markdown_prose(json_text(explanation, "means")) << "\n\n";
  write_item(out, "Linux", json_text(explanation, "linux"));
  write_item(out, "Windows", said_by_windows(ends));
  write_advice(out, explanation);
  write_experiments(out, examples_of(ends, catalogue));
}

void write_all(std::ostream& out, understood const& meant, std::span<experiment const> catalogue) {
  if (!meant.systems.empty()) write_item(out, "Systems", symbols_of(meant.systems) + '.');
  if (message_entry const* const message = meant.message) {
    write_item(out, "Not told", message->unsettled);
    write_item(out, "Known",
               message->family + ": " + message->evidence +
                   (message->version.empty() ? "" : ", " + message->version) + "; " + message->source);
  }
  if (!meant.shown.empty()) write_item(out, "Situation", joined(meant.shown, ", "));
  for (match const& match : meant.errors)
    write_error(out, *match.row, meant.shown, catalogue);
  if (meant.ended) write_ending(out, *meant.ended, catalogue);
  for (peer_code const* const code : meant.codes)
    out << "\n#### " << to_string(code->kind) << ' ' << code->value << "\n\n"
        << markdown_code(code->name) << ": " << markdown_prose(code->meaning) << '\n';
}

}  // namespace

bool explain_as_markdown(std::ostream& out, std::string const& text, std::span<experiment const> catalogue,
                         bool brief, code_space on) {
  constexpr std::size_t longest = 500;
  understood_text const meant = understand_text(text, on);
  for (counted_line const& line : meant.lines) {
    if (&line != &meant.lines.front()) out << '\n';
    out << (line.count == 1 ? "" : std::to_string(line.count) + " times: ")
        << markdown_code(line.line.substr(0, longest)) << "\n\n";
    write_gist(out, line.meant);
  }
  if (!meant.whole.is_anything()) return meant.is_anything();
  out << markdown_code(text.substr(0, longest)) << "\n\n";
  write_gist(out, meant.whole);
  if (!brief) write_all(out, meant.whole, catalogue);
  return true;
}

}  // namespace hangup::lab
