#include <algorithm>
#include <map>
#include <sstream>

#include <spdlog/fmt/fmt.h>

#include "common/text/ascii.hpp"
#include "common/text/joined.hpp"
#include "lab/judge/proof.hpp"
#include "lab/report/ladder_mermaid.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/report_html.hpp"
#include "lab/report/report_table.hpp"
#include "lab/run/words.hpp"

namespace hangup::lab {
namespace {

/// `12 of 20` with a bar of that length before it.
std::string count_cell(std::string const& text) {
  std::istringstream words(text);
  unsigned count = 0, all = 0;
  if (std::string of; !(words >> count >> of >> all) || all == 0) return "<td>" + markup(text) + "</td>";
  return fmt::format("<td><span class=bar style=\"width:{:.1f}em\"></span> {}</td>", 4.0 * count / all,
                     markup(text));
}

/// Several lines of which none ends an element.
std::string markup_lines(std::string const& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);)
    out += markup(line) + '\n';
  return out;
}

std::string table(report_table const& cells) {
  bool const counts =
      std::ranges::any_of(cells.rows, [](auto const& row) { return row.size() > 1 && !row[1].empty(); });
  std::string out = "<div class=wide tabindex=0 role=group aria-label=\"results\"><table class=results><tr>";
  for (std::size_t i = 0; i < cells.heading.size(); ++i)
    if (i != 1 || counts)
      out += i == 0   ? "<th scope=col>who</th>"
             : i == 1 ? "<th scope=col>count</th>"
                      : "<th scope=col>" + markup(cells.heading[i]) + "</th>";
  for (auto const& row : cells.rows) {
    out += "</tr>\n<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      if (i == 0)
        out += "<th scope=row>" + markup(row[i]) + "</th>";
      else if (i != 1)
        out += "<td>" + markup(row[i]) + "</td>";
      else if (counts)
        out += count_cell(row[i]);
  }
  return out + "</tr></table></div>\n";
}

void add_line(std::string& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out += fmt::format("<dt>{}<dd>{}", name, markup(text));
}

/// What the proof asks for, and whether it is there.
std::string proof_words(proof const& wanted) {
  std::string text;
  auto const add = [&text](std::string_view before, std::string const& part) {
    if (!part.empty()) text.append(text.empty() ? "" : "; ").append(before).append(part);
  };
  add("on the wire ", joined(wanted.wire));
  add("not on the wire until the plan has ended ", joined(wanted.absent));
  add("counted by the kernel ", joined(wanted.counters));
  add("reported by the server ", wanted.server);
  if (wanted.loss) add("", "bytes that the server sent did not arrive");
  return text;
}

std::string facts(experiment_result const& result) {
  experiment const& experiment = *result.experiment;
  std::string out = "<dl>";
  add_line(out, "why", experiment.why);
  add_line(out, "proof \u2605", proof_words(experiment.proved_by));
  for (std::string const& line : witness_lines(result))
    add_line(out, line.substr(0, line.find(':')), line.substr(std::min(line.find(": ") + 2, line.size())));
  if (!experiment.recorded.source.empty()) add_line(out, "recorded", experiment.recorded.source);
  if (!experiment.windows.blocking.empty())
    add_line(out, "Windows",
             std::string(to_string(experiment.windows.known)) + ": " + experiment.windows.source);
  add_line(out, "but", experiment.windows.disagrees);
  for (std::string const& line : evidence_lines(result))
    add_line(out, "rule", line);
  for (std::string const& exit : server_exits(result))
    add_line(out, "server", exit);
  return out + "</dl>\n";
}

std::string reproduce(experiment const& experiment) {
  std::vector<std::string> server = {"hangup-server"}, client = {"hangup-client"};
  auto const server_words = server_options(experiment), client_words = client_options(experiment);
  server.insert(server.end(), server_words.begin(), server_words.end());
  client.insert(client.end(), client_words.begin(), client_words.end());
  return "<details><summary>Reproduce</summary><pre tabindex=0>" +
         markup("hangup-lab run " + quote_words({experiment.name}) + " --pcap .") + "\n\n" +
         markup(quote_words(server)) + "\n" + markup(quote_words(client)) + "</pre></details>\n";
}

std::string differences(style_result const& style, std::string_view experiment,
                        std::span<measured_results const> reports) {
  std::string out;
  std::string const here = outcome_words(style, ", ");
  for (measured_results const& other : reports.subspan(1)) {
    experiment_result const* const result = find_result(other, experiment);
    style_result const* const there = result == nullptr ? nullptr : find_style_result(*result, style.style);
    std::string const words = there == nullptr ? "not measured" : outcome_words(*there, ", ");
    out += fmt::format("<p class={}>{} {}: {}", words == here ? "same" : "unlike",
                       words == here ? "=" : "\u2260", markup(other.made.name), markup(words));
  }
  return out;
}

std::string counters(ladder const& drawn) {
  std::string proving, others;
  for (ladder_counter const& counter : drawn.counters) {
    std::string& list = counter.proves ? proving : others;
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", counter.name, counter.amount);
  }
  std::string out;
  if (!proving.empty()) out += "<p class=p>\u2605 counted by the kernel: " + markup(proving);
  if (!others.empty()) out += "<p class=quiet>also counted: " + markup(others);
  if (!drawn.missing.empty()) out += "<p class=quiet>" + markup(drawn.missing);
  return out;
}

/// To a file beside the page. A name from elsewhere, such as `javascript:...`, stays the name of a file.
std::string link_to_file(std::string_view path) {
  constexpr std::string_view kept = "/-.~";
  std::string address = "./";
  for (char const c : path) {
    bool const stays = ascii::is_word(c) || kept.find(c) != kept.npos;
    address += stays ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return "<a href=\"" + address + "\">" + markup(path) + "</a>";
}

std::string cell_detail(experiment const& experiment, style_result const& style,
                        std::span<measured_results const> reports,
                        std::map<std::string, std::string>& diagrams) {
  std::string out = fmt::format("<details class=cell id=\"{}\"><summary>{} <span>{}</span></summary>",
                                html_id(experiment.name + '.' + style.style), markup(style.style),
                                markup(outcome_words(style, ", ")));
  out += differences(style, experiment.name, reports);
  for (std::string const& failure : style.failures)
    out += "<p class=unlike>failed: " + markup(failure);
  if (style.outcomes.empty()) return out + "</details>\n";
  if (record const* const run = commonest_run(style)) {
    ladder const drawn = ladder_of(*run, experiment.proved_by);
    out += html_ladder(drawn) + counters(drawn);
    if (!run->capture.empty()) out += "<p class=quiet>its capture: " + link_to_file(run->capture);
    ladder untitled = drawn;  // so that styles of one course share one diagram
    untitled.title = experiment.name;
    std::string& styles = diagrams[ladder_mermaid(untitled)];
    styles += (styles.empty() ? "" : ", ") + style.style;
  }
  return out + "</details>\n";
}

}  // namespace

std::string html_detail(std::size_t index, std::span<measured_results const> reports) {
  experiment_result const& result = reports.front().results[index];
  experiment const& experiment = *result.experiment;
  std::string out =
      fmt::format("<section class=x id=\"{0}\" aria-labelledby=\"{0}.h\"><h3 id=\"{0}.h\">{1}: {2}</h3>\n",
                  html_id(experiment.name), markup(experiment.name), markup(experiment.title));
  verdict const said = judge(result);
  out += fmt::format("<p class=\"verdict {}\">{}</p>\n", to_string(said.judged), markup(conclusion(result)));
  out += table(table_of(result)) + facts(result);
  std::map<std::string, std::string> diagrams;
  for (style_result const& style : result.styles)
    out += cell_detail(experiment, style, reports, diagrams);
  out += reproduce(experiment);
  for (auto const& [text, styles] : diagrams)
    out +=
        fmt::format("<details><summary>Mermaid <span>{}</span></summary><pre tabindex=0>", markup(styles)) +
        markup_lines(text) + "</pre></details>\n";
  return out + "</section>\n";
}

}  // namespace hangup::lab
