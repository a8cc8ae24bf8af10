#include "lab/explain.hpp"

#include <boost/json.hpp>
#include <ostream>

#include "common/error_names.hpp"
#include "common/json.hpp"
#include "lab/wrap.hpp"

namespace hangup {
namespace {

namespace json = boost::json;

void write_number(std::ostream& out, std::string_view system, numbered const& number) {
  if (number.symbol.empty()) return;
  std::string text = std::to_string(number.value) + ' ' + std::string(number.symbol);
  if (!number.message.empty()) text += " \"" + std::string(number.message) + '"';
  out << wrapped("  " + std::string(system), text);
}

void write_names(std::ostream& out, error_row const& row) {
  out << row.name << '\n';
  if (!row.asio.empty()) out << wrapped("  Asio      ", "boost::asio::" + std::string(row.asio));
  if (row.own) out << wrapped("            ", describe(row.own));
  if (!row.errc.empty()) out << wrapped("  std       ", "std::" + std::string(row.errc));
  write_number(out, "errno     ", row.posix);
  write_number(out, "Winsock   ", row.winsock);
  write_number(out, "Win32     ", row.win32);
  if (row.by_asio != translated::not_applicable)
    out << wrapped("            ", "Asio turns the Win32 number into the Winsock one: " +
                                       std::string(to_string(row.by_asio)));
  out << wrapped("  means     ", row.meaning);
}

void write_causes(std::ostream& out, json::array const& causes) {
  std::size_t rank = 0;
  for (json::value const& each : causes) {
    out << wrapped("  cause " + std::to_string(++rank) + "   ", json_text(each, "cause"));
    out << wrapped("            tell it: ", json_text(each, "tell"));
    std::string const source = json_text_or(each, "source", "");
    out << wrapped("            ",
                   "(" + json_text(each, "evidence") + (source.empty() ? "" : "; " + source) + ")");
  }
}

/// Only the experiments that this catalogue has: it may be another than the one the text was written for.
void write_experiments(std::ostream& out, json::array const& names, std::span<experiment const> catalogue) {
  std::string known;
  for (json::value const& name : names)
    for (experiment const& each : catalogue)
      if (name.as_string() == each.name) known += ' ' + each.name;
  out << wrapped("  see it    ",
                 known.empty() ? "no experiment reproduces it yet" : "hangup-lab run" + known);
}

void write_explanation(std::ostream& out, json::value const& explanation,
                       std::span<experiment const> catalogue) {
  out << wrapped("            ", json_text(explanation, "means"));
  write_causes(out, json_array(explanation, "causes"));
  if (json_find(explanation, "not") != nullptr) out << wrapped("  not       ", json_text(explanation, "not"));
  write_experiments(out, json_array(explanation, "experiments"), catalogue);
  json::value const& advice = json_member(explanation, "client_should");
  out << wrapped("  retry     ", json_text(advice, "retry"))
      << wrapped("  log level ", json_text(advice, "log_level"))
      << wrapped("  do        ", json_text(advice, "do"));
}

}  // namespace

bool explain(std::ostream& out, std::string const& text, std::span<experiment const> catalogue) {
  auto const matches = look_up(text);
  json::value const explanations = parse_json(built_in_explanations());
  bool first = true;
  for (match const& each : matches) {
    if (!first) out << '\n';
    first = false;
    write_names(out, *each.row);
    write_explanation(out, json_member(explanations, each.row->name), catalogue);
  }
  return !matches.empty();
}

}  // namespace hangup
