#include "lab/report/report_html.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <set>

#include <spdlog/fmt/fmt.h>

#include "lab/judge/proof.hpp"
#include "lab/report/markup.hpp"
#include "lab/report/report.hpp"
#include "lab/report/report_table.hpp"

namespace hangup::lab {
namespace {

using results_span = std::span<experiment_result const>;

constexpr std::array looks = {
    std::pair(ending::still_open, ending_look{"\u25cb", "open"}),
    std::pair(ending::peer_finished, ending_look{"\u2713", "good"}),
    std::pair(ending::peer_reset, ending_look{"\u2717", "bad"}),
    std::pair(ending::reset_after_fin, ending_look{"\u21af", "bad"}),
    std::pair(ending::aborted_locally, ending_look{"\u2298", "bad"}),
    std::pair(ending::timed_out, ending_look{"\u25d4", "late"}),
    std::pair(ending::refused, ending_look{"\u2296", "none"}),
    std::pair(ending::cancelled, ending_look{"\u25a0", "own"}),
    std::pair(ending::own_shutdown, ending_look{"\u25e7", "own"}),
    std::pair(ending::not_connected, ending_look{"\u2205", "none"}),
    std::pair(ending::unreachable, ending_look{"\u22a3", "none"}),
    std::pair(ending::undetermined, ending_look{"?", "late"}),
};

/// All rows of results that there are, in their order.
std::vector<std::string> styles_of(results_span results) {
  std::vector<std::string> names;
  for (experiment_result const& result : results)
    for (style_result const& style : result.styles)
      if (std::ranges::find(names, style.style) == names.end()) names.push_back(style.style);
  return names;
}

bool lost_data(experiment_result const& result) {
  return std::ranges::any_of(result.styles, [](style_result const& style) {
    return std::ranges::any_of(style.runs, [](record const& run) {
      auto const [sent, received] = from_server(run);
      return sent > received;
    });
  });
}

bool never_completes(experiment_result const& result) {
  return std::ranges::any_of(result.styles, [](style_result const& style) {
    return std::ranges::any_of(style.outcomes, [](counted_outcome const& outcome) {
      return outcome.came.connected == "never" ||
             std::ranges::any_of(outcome.came.seen,
                                 [](observation const& seen) { return outcome_name(seen) == "never"; });
    });
  });
}

bool styles_disagree(experiment_result const& result) {
  std::set<std::string> words;
  for (style_result const& style : result.styles)
    if (!style.outcomes.empty()) {
      outcome const& came = style.outcomes.front().came;  // named as Asio does, in every style
      words.insert(std::string(to_string(came.ends)) + ' ' + results_words(came, "", " "));
    }
  return words.size() > 1;
}

bool unlike_others(experiment_result const& result, std::span<measured_results const> others) {
  return std::ranges::any_of(others, [&](measured_results const& other) {
    experiment_result const* const there = find_result(other, result.experiment->name);
    return there == nullptr || std::ranges::any_of(result.styles, [&](style_result const& style) {
             style_result const* const same = find_style_result(*there, style.style);
             return same == nullptr || outcome_words(*same, " ") != outcome_words(style, " ");
           });
  });
}

struct question {
  std::string_view key;
  std::string_view text;
};
constexpr std::array questions = {
    question{"lost", "was data lost?"},          question{"never", "does it never complete?"},
    question{"race", "is it a race?"},           question{"styles", "do the styles disagree?"},
    question{"wrong", "is it not as expected?"}, question{"unlike", "is it unlike another report?"},
};

std::string answers(experiment_result const& result, std::span<measured_results const> others) {
  judgement const judged = judge(result).judged;
  std::array const yes = {lost_data(result),
                          never_completes(result),
                          result.experiment->races != 0,
                          styles_disagree(result),
                          judged == judgement::differs || judged == judgement::failed,
                          unlike_others(result, others)};
  std::string keys;
  for (std::size_t i = 0; i < yes.size(); ++i)
    if (yes.at(i)) keys.append(keys.empty() ? "" : " ").append(questions.at(i).key);
  return keys;
}

/// Numbers and names of errors, as the filter takes them.
struct windows_codes {
  evidence known{};
  std::vector<std::string> codes;
};

/// What blocking Winsock says. Of a race nothing is predicted; where it was recorded, it said that.
windows_codes blocking_codes(experiment const& of) {
  if (!of.windows.blocking.empty()) return {of.windows.known, of.windows.blocking};
  windows_codes said{.known = evidence::recorded, .codes = {}};
  for (int const code : of.recorded.codes)
    said.codes.push_back(std::to_string(code));
  return said;
}

std::set<std::string> codes_of(experiment_result const& result) {
  std::set<std::string> codes;
  auto const add = [&codes](observation const& seen, windows_code const& windows) {
    if (!seen.completed() || !seen.error) return;
    codes.emplace(outcome_name(seen));
    if (std::string_view const symbol = symbol_of(seen.error); !symbol.empty()) codes.emplace(symbol);
    if (windows.kind == answer::code && windows.value != 0) codes.insert(cell_text(windows));
  };
  for (style_result const& style : result.styles)
    for (auto const& [came, count] : style.outcomes) {
      add(came.connect, came.connect_on_windows);
      for (std::size_t i = 0; i < came.seen.size(); ++i)
        add(came.seen[i], came.windows[i]);
    }
  for (auto const& row : {blocking_codes(*result.experiment).codes, result.experiment->windows.overlapped})
    for (std::string const& code : row)
      if (code.find_first_not_of("0123456789") == std::string::npos && code != "0") codes.insert(code);
  return codes;
}

std::set<std::string> endings_of(experiment_result const& result) {
  std::set<std::string> names;
  for (style_result const& style : result.styles)
    for (counted_outcome const& outcome : style.outcomes)
      names.emplace(to_string(outcome.came.ends));
  return names;
}

template <typename Words>
std::string words_attribute(std::string_view name, Words const& words) {
  std::string list;
  for (std::string const& word : words)
    list.append(list.empty() ? "" : " ").append(markup(word));
  return fmt::format(" data-{}=\"{}\"", name, list);
}

std::string style_cell(experiment const& experiment, style_result const& style,
                       std::span<measured_results const> others) {
  std::string const id = html_id(experiment.name + '.' + style.style);
  if (style.outcomes.empty()) {
    bool const failed = !style.failures.empty();
    return fmt::format("<td class={0}><a href=\"#{1}\">{2}</a></td>", failed ? "bad" : "absent", id,
                       failed ? "! failed" : "\u2013 not available");
  }
  outcome const& came = style.outcomes.front().came;
  auto const [symbol, kind] = look_of(came.ends);
  std::string out = fmt::format("<td class={}><a href=\"#{}\">{} {}</a><small>{}</small>", kind, id, symbol,
                                markup(layered_ending(came.message_ends, came.tls_ends, came.ends)),
                                markup(results_words(came, style.style, " ")));
  if (style.outcomes.size() > 1)
    out += fmt::format("<small>{} of {}</small>", style.outcomes.front().count, style.runs.size());
  for (measured_results const& other : others) {
    experiment_result const* const there = find_result(other, experiment.name);
    style_result const* const same = there == nullptr ? nullptr : find_style_result(*there, style.style);
    std::string const before = same == nullptr ? "not measured" : outcome_words(*same, " ");
    if (before != outcome_words(style, " "))
      out +=
          fmt::format("<small class=unlike>\u2260 {}: {}</small>", markup(other.made.name), markup(before));
  }
  return out + "</td>";
}

std::string windows_cell(std::string const& experiment, windows_codes const& said) {
  if (said.codes.empty()) return "<td class=absent>\u2013 nothing predicted</td>";
  constexpr std::array symbols = {"\u25cf", "\u25d0", "\u25cc"};  // recorded, documented, inferred
  std::string out = fmt::format("<td class=w><a href=\"#{}\">{} {}</a><small>", html_id(experiment),
                                symbols.at(static_cast<std::size_t>(said.known)), to_string(said.known));
  for (std::string const& code : said.codes)
    out += (&code == &said.codes.front() ? "" : " ") + markup(code);
  return out + "</small></td>";
}

std::string matrix_row(experiment_result const& result, std::vector<std::string> const& styles,
                       std::span<measured_results const> others) {
  experiment const& experiment = *result.experiment;
  std::string const id = html_id(experiment.name);
  std::string const yes = answers(result, others);
  std::string out = "<tr" + words_attribute("k", codes_of(result)) +
                    words_attribute("e", endings_of(result)) +
                    fmt::format(" data-q=\"{}\"><th scope=row><a href=\"#{}\">{}</a><small>{}</small>", yes,
                                id, markup(experiment.name), markup(experiment.title));
  if (verdict const said = judge(result); said.judged != judgement::as_expected)
    out += fmt::format("<small class=unlike>\u2260 {}</small>", to_string(said.judged));
  out += "</th>";
  for (std::string const& name : styles) {
    style_result const* const style = find_style_result(result, name);
    out += style == nullptr ? "<td class=absent>\u2013 none</td>" : style_cell(experiment, *style, others);
  }
  return out + windows_cell(experiment.name, blocking_codes(experiment)) +
         windows_cell(experiment.name, {experiment.windows.known, experiment.windows.overlapped}) + "</tr>\n";
}

void write_matrix(std::ostream& out, std::span<measured_results const> reports,
                  std::vector<std::string> const& styles) {
  out << "<div class=wide tabindex=0 role=region aria-label=\"Matrix\"><table id=matrix>"
         "<caption>Experiments and styles: how the connection ended, and what each call reported</caption>"
         "<thead><tr><th scope=col>experiment</th>";
  for (std::string const& style : styles)
    out << "<th scope=col>" << markup(style) << "</th>";
  out << "<th scope=col>Windows, blocking</th><th scope=col>Windows, IOCP</th></tr></thead>\n";
  std::string const* story = nullptr;
  for (experiment_result const& result : reports.front().results) {
    if (story == nullptr || *story != result.experiment->story) {
      out << (story == nullptr ? "<tbody>" : "</tbody>\n<tbody>");
      story = &result.experiment->story;
      if (!story->empty())
        out << "<tr class=story><th colspan=" << styles.size() + 3 << " scope=rowgroup>" << markup(*story)
            << "</th></tr>\n";
    }
    out << matrix_row(result, styles, reports.subspan(1));
  }
  out << "</tbody></table></div>\n";
}

void write_endings(std::ostream& out, results_span results, std::vector<std::string> const& styles) {
  std::map<ending, std::map<std::string, unsigned>> counts;
  for (experiment_result const& result : results)
    for (style_result const& style : result.styles)
      if (!style.outcomes.empty()) ++counts[style.outcomes.front().came.ends][style.style];
  out << "<div class=wide tabindex=0 role=region aria-label=\"Endings\"><table id=endings>"
         "<caption>Endings and styles: in how many experiments a connection ended so</caption>"
         "<thead><tr><th scope=col>ending</th>";
  for (std::string const& style : styles)
    out << "<th scope=col>" << markup(style) << "</th>";
  out << "<th scope=col>that is</th></tr></thead>\n<tbody>";
  for (auto& [ends, row] : counts) {
    auto const [symbol, kind] = look_of(ends);
    out << "<tr><th scope=row class=" << kind << "><a href=\"#?ending=" << to_string(ends) << "\">" << symbol
        << ' ' << to_string(ends) << "</a></th>";
    for (std::string const& style : styles)
      out << "<td>" << row[style] << "</td>";
    out << "<td>" << markup(sentence(ends)) << "</td></tr>\n";
  }
  out << "</tbody></table></div>\n";
}

void write_select(std::ostream& out, std::string_view key, std::string_view label, auto const& options) {
  out << "<label>" << label << " <select id=f-" << key << "><option value=\"\">any";
  for (auto const& [value, text] : options)
    out << "<option value=\"" << markup(value) << "\">" << markup(text);
  out << "</select></label>\n";
}

void write_filters(std::ostream& out, std::span<measured_results const> reports) {
  std::map<std::string, std::string> codes, endings;
  for (experiment_result const& result : reports.front().results) {
    for (std::string const& code : codes_of(result))
      codes.emplace(code, code);
    for (std::string const& ending : endings_of(result))
      endings.emplace(ending, ending);
  }
  std::vector<std::pair<std::string_view, std::string_view>> asked;
  for (question const& one : questions)
    if (one.key != "unlike" || reports.size() > 1) asked.emplace_back(one.key, one.text);
  out << "<div id=filters role=search aria-label=\"Filters\" hidden>\n"
         "<label>text <input id=f-text type=search></label>\n";
  write_select(out, "code", "code", codes);
  write_select(out, "ask", "question", asked);
  write_select(out, "ending", "ending", endings);
  out << "<button type=button id=clear>clear</button> <output id=shown></output></div>\n";
}

void write_provenance(std::ostream& out, std::span<measured_results const> reports) {
  out << "<h2 id=made>Made</h2>\n<div class=wide tabindex=0 role=region aria-label=\"Made\"><table "
         "class=made>"
         "<thead><tr>";
  for (char const* const name :
       {"report", "system", "reactor", "hangup", "commit", "Boost", "date", "experiments"})
    out << "<th scope=col>" << name << "</th>";
  out << "</tr></thead>\n<tbody>";
  for (auto const& [made, results] : reports) {
    out << "<tr><th scope=row>" << markup(made.name.empty() ? "this run" : made.name) << "</th>";
    for (std::string const* const text :
         {&made.system, &made.backend, &made.hangup, &made.commit, &made.boost, &made.date})
      out << "<td>" << (text->empty() ? "not known" : markup(*text)) << "</td>";
    out << "<td>" << markup(summary_line(results)) << "</td></tr>\n";
  }
  out << "</tbody></table></div>\n";
}

void write_head(std::ostream& out, measured_results const& subject) {
  out << "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
         "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; "
         "script-src 'sha256-"
      << report_script_hash()
      << "'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=color-scheme content=\"light dark\">\n<title>How TCP connections end: "
      << markup(subject.made.system) << "</title>\n<style>" << report_css() << "</style>\n</head>\n";
}

constexpr std::string_view legend =
    "<p class=legend>A cell has the ending of most runs and what each call of the plan reported. In a "
    "ladder, "
    "\u2192 is a segment of the client, \u2190 one of the server, \u2605 what proves the experiment, and "
    "<b>?</b> "
    "behind a state that it is inferred. Of Windows: \u25cf recorded on a real one, \u25d0 documented, "
    "\u25cc "
    "inferred, <b>?</b> that nobody has recorded it.</p>\n";

}  // namespace

ending_look look_of(ending ended_as) {
  for (auto const& [known, look] : looks)
    if (known == ended_as) return look;
  return {"?", "late"};
}

std::string html_id(std::string_view name) {
  std::string id;
  for (char const c : name) {
    bool const plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    id += plain ? std::string(1, c) : fmt::format("_{:02x}", static_cast<unsigned char>(c));
  }
  return id;
}

experiment_result const* find_result(measured_results const& in, std::string_view experiment) {
  auto const found = std::ranges::find_if(
      in.results, [&](experiment_result const& result) { return result.experiment->name == experiment; });
  return found == in.results.end() ? nullptr : &*found;
}

style_result const* find_style_result(experiment_result const& in, std::string_view style) {
  auto const found =
      std::ranges::find_if(in.styles, [&](style_result const& one) { return one.style == style; });
  return found == in.styles.end() ? nullptr : &*found;
}

std::string results_words(outcome const& came, std::string_view style, std::string_view separator) {
  if (came.seen.empty()) return std::string(cell_text(came.connect, style));
  std::string text;
  for (observation const& seen : came.seen)
    text.append(text.empty() ? "" : separator).append(cell_text(seen, style));
  return text;
}

std::string outcome_words(style_result const& style, std::string_view separator) {
  if (style.outcomes.empty())
    return !style.failures.empty() ? "failed" : "not available: " + style.unavailable;
  outcome const& came = style.outcomes.front().came;
  return layered_ending(came.message_ends, came.tls_ends, came.ends) + ": " +
         results_words(came, style.style, separator);
}

void write_html(std::ostream& out, std::span<measured_results const> reports) {
  measured_results const& subject = reports.front();
  auto const styles = styles_of(subject.results);
  write_head(out, subject);
  out << "<body>\n<header><h1>How TCP connections end</h1>\n<p>" << markup(subject.made.system) << ", "
      << markup(subject.made.backend) << ": " << markup(summary_line(subject.results)) << "</p>\n";
  write_filters(out, reports);
  out << "</header>\n<main>\n<div id=overview>\n";
  write_matrix(out, reports, styles);
  out << "<h2 id=by-ending>By ending</h2>\n";
  write_endings(out, subject.results, styles);
  out << legend;
  out << html_runtimes(subject);
  write_provenance(out, reports);
  out << "</div>\n<div id=details>\n<h2>Experiments</h2>\n";
  for (std::size_t i = 0; i < subject.results.size(); ++i)
    out << html_detail(i, reports);
  out << "</div>\n</main>\n<script>" << report_script() << "</script>\n</body>\n</html>\n";
}

void write_html_report(std::ostream& out, std::span<experiment_result const> results) {
  write_html(out, std::array{measured_results{.made = made_here(), .results = results}});
}

}  // namespace hangup::lab
