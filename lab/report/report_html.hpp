#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "lab/report/ladder.hpp"
#include "lab/report/saved_results.hpp"

namespace hangup::lab {

/// One page that fetches nothing: a matrix of experiments and styles, and behind each cell its ladder. It can
/// be read without its script, which filters, and opens one cell beside the matrix. The first report is the
/// subject; what the others have otherwise is marked.
void write_html(std::ostream& out, std::span<measured_results const> reports);

/// How an ending is shown: never by its colour alone.
struct ending_look {
  std::string_view symbol;
  std::string_view kind;  ///< a class of report.css
};
ending_look look_of(ending ended_as);

/// The `id` of an element, and so the permalink, of any name.
std::string html_id(std::string_view name);

/// The table, the evidence, the ladders and the commands of one experiment.
std::string html_detail(std::size_t index, std::span<measured_results const> reports);

/// What clients in other languages were told of the same endings; its links lead to experiments of `in`.
std::string html_runtimes(measured_results const& in);

/// The ladder as a list, which report.css draws between two lifelines.
std::string html_ladder(ladder const& drawn);

/// An experiment of the subject in another report; null where that does not have it.
experiment_result const* find_result(measured_results const& in, std::string_view experiment);
style_result const* find_style_result(experiment_result const& in, std::string_view style);

/// `ok, connection_reset`: what each transfer reported, or the connect if none was reached.
std::string results_words(outcome const& came, std::string_view style, std::string_view separator);
/// The commonest outcome in words, `peer_reset: ok, connection_reset`; why there is none otherwise.
std::string outcome_words(style_result const& style, std::string_view separator);

/// Built in: lab/report/report.css and report.js, and the SHA-256 of the latter in Base64.
std::string_view report_css();
std::string_view report_script();
std::string_view report_script_hash();

}  // namespace hangup::lab
