#include <boost/json.hpp>
#include <ostream>

#include "common/text/json.hpp"
#include "lab/explain/examples.hpp"
#include "lab/explain/explain.hpp"
#include "lab/explain/understand.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

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

/// With its causes in the order in which they are likely.
json::value ranked(json::value const& explanation, situation const& shown) {
  json::value out = explanation;
  json::array causes;
  for (json::value const* const cause : causes_for(explanation, shown))
    causes.push_back(*cause);
  out.get_object()["causes"] = std::move(causes);
  return out;
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

json::array to_json(std::vector<number_on_system> const& systems) {
  json::array all;
  for (number_on_system const& one : systems)
    all.push_back({{"system", title_of_system(one.system)},
                   {"symbol", one.symbol},
                   {"condition",
                    one.id == condition::unlisted ? json::value(nullptr) : json::value(to_string(one.id))}});
  return all;
}

json::value to_json(message_entry const& message) {
  return {{"family", message.family},       {"who", message.who},
          {"or_who", message.or_who},       {"when", message.when},
          {"unsettled", message.unsettled}, {"evidence", message.evidence},
          {"version", message.version},     {"source", message.source}};
}

json::value to_json(understood const& meant, std::string_view text, std::span<experiment const> catalogue) {
  json::value const of_endings = parse_json(built_in_endings());
  json::array errors, endings, peer_codes, moment;
  for (match const& match : meant.errors)
    errors.push_back(to_json(*match.row, ranked(json_member(explanations(), match.row->name), meant.shown),
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
  for (std::string_view const name : meant.shown)
    moment.emplace_back(name);
  gist const said = gist_of(meant);
  json::object out = {{"schema", 1},
                      {"text", text},
                      {"happened", said.happened},
                      {"says_so", said.who},
                      {"check", said.check},
                      {"situation", std::move(moment)},
                      {"errors", std::move(errors)},
                      {"endings", std::move(endings)},
                      {"peer_codes", std::move(peer_codes)}};
  if (!meant.systems.empty()) out["systems"] = to_json(meant.systems);
  if (meant.message != nullptr) out["message"] = to_json(*meant.message);
  return out;
}

}  // namespace

bool explain_as_json(std::ostream& out, std::string const& text, std::span<experiment const> catalogue,
                     code_space on) {
  understood_text const meant = understand_text(text, on);
  if (!meant.is_anything()) return false;
  json::array all;
  for (counted_line const& line : meant.lines) {
    all.push_back(to_json(line.meant, line.line, catalogue));
    all.back().get_object()["count"] = line.count;
  }
  out << (meant.lines.empty() ? to_json(meant.whole, text, catalogue)
                              : json::value{{"schema", 1}, {"lines", std::move(all)}})
      << '\n';
  return true;
}

}  // namespace hangup::lab
