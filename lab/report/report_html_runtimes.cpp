#include <spdlog/fmt/fmt.h>

#include <array>

#include "lab/catalogue/runtimes.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/report_html.hpp"

namespace hangup::lab {
namespace {

/// Of each runtime_answer.
constexpr std::array<ending_look, 4> looks = {
    {{"\u2713", "good"}, {"\u2248", "late"}, {"\u2260", "bad"}, {"\u2013", "none"}}};

std::string call_header(runtime_call const& call, measured_results const& in) {
  std::string name = markup(to_string(call.ends));
  if (find_result(in, call.experiment) != nullptr)
    name = fmt::format("<a href=\"#{}\">{}</a>", html_id(call.experiment), name);
  return fmt::format("<th scope=col>{} {}<small>{}</small></th>", look_of(call.ends).symbol, name,
                     markup(call.call));
}

std::string runtime_row(runtime const& of) {
  std::string out = "<tr><th scope=row>" + markup(of.name);
  if (!of.note.empty()) out += "<small>" + markup(of.note) + "</small>";
  out += "</th>";
  for (runtime_words const& told : of.told) {
    auto const [symbol, kind] = looks.at(static_cast<std::size_t>(told.kind));
    out += fmt::format("<td class={}>{} {}<small>{}</small></td>", kind, symbol, to_string(told.kind),
                       markup(told.words));
  }
  return out + "</tr>\n";
}

}  // namespace

std::string html_runtimes(measured_results const& in) {
  measured_runtimes const all = parse_runtimes(built_in_runtimes());
  std::string out =
      "<h2 id=by-runtime>Other languages</h2>\n"
      "<div class=wide tabindex=0 role=region aria-label=\"Other languages\"><table id=runtimes>"
      "<caption>What clients in other languages were told. Not of this run, but measured once: " +
      markup(all.measured) +
      ". \u2713 the words name what happened, \u2248 they also stand for something else, \u2260 they name "
      "another error, \u2013 nothing is told</caption><thead><tr><th scope=col>runtime</th>";
  for (runtime_call const& call : all.calls)
    out += call_header(call, in);
  out += "</tr></thead>\n<tbody>";
  for (runtime const& one : all.runtimes)
    out += runtime_row(one);
  return out + "</tbody></table></div>\n";
}

}  // namespace hangup::lab
