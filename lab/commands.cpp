#include "lab/commands.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "common/log/log_options.hpp"
#include "common/platform/files.hpp"
#include "common/platform/platform.hpp"
#include "common/text/ascii.hpp"
#include "common/text/joined.hpp"
#include "lab/capture/explain_capture.hpp"
#include "lab/catalogue/experiment_json.hpp"
#include "lab/explain/explain.hpp"
#include "lab/explain/unknown.hpp"
#include "lab/learn/learn.hpp"
#include "lab/report/report_html.hpp"
#include "lab/report/wrap.hpp"
#include "lab/run/cell.hpp"
#include "lab/run/schedule.hpp"
#include "lab/run/words.hpp"

namespace hangup::lab {
namespace {

/// As wide as COLUMNS says, or the terminal, or else 80.
std::size_t text_columns(int terminal) {
  constexpr int unknown = 80, least = 40, most = 1000;
  char const* const variable = std::getenv("COLUMNS");
  int columns = 0;
  if (variable != nullptr) std::from_chars(variable, variable + std::strlen(variable), columns);
  if (columns <= 0) columns = terminal > 0 ? terminal : unknown;
  return static_cast<std::size_t>(std::clamp(columns, least, most));
}

/// In the order in which they were named, or all.
std::vector<experiment const*> chosen(options const& options) {
  std::vector<experiment const*> result;
  if (options.names.empty())
    for (experiment const& experiment : options.catalogue)
      result.push_back(&experiment);
  for (std::string const& name : options.names) {
    auto const found =
        std::find_if(options.catalogue.begin(), options.catalogue.end(),
                     [&name](experiment const& experiment) { return experiment.name == name; });
    if (std::find(result.begin(), result.end(), &*found) == result.end()) result.push_back(&*found);
  }
  return result;
}

/// One line that is written over and over, on a terminal only, and gone in the end, however that comes.
class progress_line {
 public:
  progress_line() = default;
  ~progress_line() {
    if (shown_) std::cerr << clear_line << std::flush;
  }
  progress_line(progress_line const&) = delete;
  progress_line& operator=(progress_line const&) = delete;

  void tell(std::size_t done, std::size_t total, std::string_view longest) const {
    if (!shown_) return;
    std::string line = '[' + std::to_string(done) + '/' + std::to_string(total) + "] runs";
    if (!longest.empty()) line += ", waiting for " + std::string(longest);
    std::cerr << clear_line << line.substr(0, text_columns(platform::terminal_columns()) - 1) << std::flush;
  }

 private:
  static constexpr std::string_view clear_line = "\r\033[K";
  bool shown_ = platform::shows_colors(platform::standard_error);
};

bool writes_to_file(options const& options) {
  return !options.output.empty() && options.output != "-";
}

/// The folder of `--pcap`, seen from the folder of `--output`.
std::filesystem::path captures_from_results(options const& options) {
  namespace fs = std::filesystem;
  fs::path const results =
      writes_to_file(options) ? fs::absolute(options.output).parent_path() : fs::current_path();
  return fs::absolute(options.captures).lexically_normal().lexically_relative(results.lexically_normal());
}

schedule schedule_of(options const& options) {
  schedule runs{.experiments = chosen(options),
                .styles = options.styles,
                .repeat = options.repeat,
                .address = options.ipv6 ? "[::1]" : "127.0.0.1",
                .cells = options.cells,
                .captures = options.captures};
  if (!options.captures.empty()) runs.captures_from_results = captures_from_results(options);
  return runs;
}

programs programs_of(options const& options, std::filesystem::path const& this_program) {
  programs pair = programs_beside(this_program);
  if (!options.server_program.empty()) pair.server = options.server_program;
  if (!options.client_program.empty()) pair.client = options.client_program;
  return pair;
}

/// The catalogue's expectations are of one system, and of our own programs.
std::string why_not_comparable(options const& options) {
  if (!options.server_program.empty() || !options.client_program.empty())
    return "the expectations are those of our own programs";
  if (platform::asio_backend() == "epoll") return {};
  return "the expectations were measured on Linux with epoll, and this is " +
         std::string(platform::asio_backend()) + "; 'compare' has what is known of Windows";
}

/// A failure weighs more than a difference; what is not available counts only where it was asked for by name.
exit_code exit_code_of(options const& options, std::span<experiment_result const> results) {
  exit_code code = exit_code::as_expected;
  for (experiment_result const& result : results) {
    switch (judge(result).judged) {
      case judgement::as_expected:
      case judgement::not_compared: break;
      case judgement::failed: return exit_code::setup_failed;
      case judgement::differs: code = exit_code::differs; break;
      case judgement::not_available:
        if (!options.names.empty() && code == exit_code::as_expected) code = exit_code::cannot_run;
    }
  }
  return code;
}

exit_code run_experiments(options const& options, programs const& pair, std::ostream& out) {
  std::vector<experiment_result> results;
  try {
    progress_line const line;
    results = run_all(pair, schedule_of(options), [&line](auto... progress) { line.tell(progress...); });
  } catch (interrupted const&) {
    std::cerr << "hangup-lab: interrupted\n";
    return exit_code::interrupted;
  }
  for (experiment_result& result : results)
    result.not_comparable = why_not_comparable(options);
  options.format->write(out, results);
  return exit_code_of(options, results);
}

exit_code run_sweep(options const& options, programs const& pair, std::ostream& out) {
  sweep_options wanted = options.sweep;
  wanted.address = options.ipv6 ? "[::1]" : "127.0.0.1";
  try {
    options.sweep_report(out, wanted, sweep(pair, wanted, options.cells));
  } catch (interrupted const&) {
    std::cerr << "hangup-lab: interrupted\n";
    return exit_code::interrupted;
  }
  return exit_code::as_expected;
}

/// Of a lesson, with a race for once run once.
experiment_result run_lesson(lesson const& lesson, options const& options, programs const& pair) {
  experiment once = *lesson.experiment;
  once.races = 0;
  schedule runs = schedule_of(options);
  runs.experiments = {&once};
  runs.styles = {lesson.style};
  progress_line const line;
  experiment_result result =
      run_all(pair, runs, [&line](auto... progress) { line.tell(progress...); }).front();
  result.experiment = lesson.experiment;
  result.not_comparable = why_not_comparable(options);
  return result;
}

/// Nothing runs while the learner thinks, and what was done is kept already.
extern "C" void leave_lessons(int /*signal*/) {
  std::_Exit(static_cast<int>(exit_code::interrupted));
}

exit_code learn_lessons(options const& options, programs const& pair, std::ostream& out) {
  lesson_progress progress(lesson_progress_file(), options.from_start);
  auto const leave_on_interrupt = [] { std::signal(SIGINT, leave_lessons); };
  leave_on_interrupt();
  try {
    return learn(std::cin, out,
                 {.lessons = options.lessons,
                  .first = options.first_lesson,
                  .shows_typing = platform::is_terminal(platform::standard_input)},
                 progress, [&](lesson const& lesson) {
                   experiment_result result = run_lesson(lesson, options, pair);
                   leave_on_interrupt();  // it was the run's meanwhile
                   return result;
                 });
  } catch (interrupted const&) {
    std::cerr << "hangup-lab: interrupted\n";
    return exit_code::interrupted;
  }
}

/// Whether one of its words has `word` in it.
bool mentions(experiment const& experiment, std::string const& word) {
  std::string const text = experiment.name + '\n' + experiment.title + '\n' + experiment.story + '\n' +
                           experiment.strategy + '\n' +
                           (experiment.races == 0 ? std::string(to_string(experiment.ends)) : "race");
  return ascii::lowered(text).find(ascii::lowered(word)) != std::string::npos;
}

/// The experiments that mention every word.
std::vector<experiment const*> matching(options const& options) {
  std::vector<experiment const*> found;
  for (experiment const& experiment : options.catalogue)
    if (std::ranges::all_of(options.names,
                            [&](std::string const& word) { return mentions(experiment, word); }))
      found.push_back(&experiment);
  if (found.empty())
    throw usage_error("list: '" + joined(options.names) +
                      "' is in no name, title, story, strategy or ending; expected a word such as reset");
  return found;
}

/// Below their stories. Titles stand beside the names, or below them where less than 40 columns are left.
void list(std::span<experiment const* const> experiments, std::ostream& out) {
  std::size_t widest = 0;
  for (experiment const* const experiment : experiments)
    widest = std::max(widest, experiment->name.size());
  bool const beside = layout_of(out).width >= widest + 4 + 40;
  std::string const* story = nullptr;
  for (experiment const* const experiment : experiments) {
    if (!experiment->story.empty() && (story == nullptr || *story != experiment->story)) {
      if (story != nullptr) out << '\n';
      out << heading{experiment->story};
    }
    story = &experiment->story;
    std::string const name = "  " + experiment->name;
    if (beside)
      out << wrapped(name + std::string(widest + 4 - name.size(), ' '), experiment->title);
    else
      out << wrapped(name, "") << wrapped("    ", experiment->title);
  }
}

void describe_proof(proof const& wanted, std::ostream& out) {
  if (!wanted.wire.empty()) out << wrapped("  proof     ", "on the wire: " + joined(wanted.wire));
  if (!wanted.absent.empty())
    out << wrapped("  proof     ", "not on the wire until the plan has ended: " + joined(wanted.absent));
  if (!wanted.counters.empty())
    out << wrapped("  proof     ", "counted by the kernel: " + joined(wanted.counters));
  if (!wanted.server.empty()) out << wrapped("  proof     ", "reported by the server: " + wanted.server);
  if (wanted.loss) out << wrapped("  proof     ", "bytes that the server sent did not arrive");
}

void describe(experiment const& experiment, std::ostream& out) {
  out << heading{experiment.name} << wrapped("  title     ", experiment.title)
      << wrapped("  server    ", "--strategy " + experiment.strategy + " --when " + experiment.when)
      << wrapped("  client    ", "--plan \"" + to_string(experiment.steps) + '"');
  for (auto const& [style, outcomes] : experiment.expected)
    out << wrapped("  expected  ", style + ": " + joined(outcomes));
  if (experiment.races == 0)
    out << wrapped("  ending    ",
                   std::string(to_string(experiment.ends)) + ": " + std::string(sentence(experiment.ends)));
  else
    out << wrapped("  race      ", "run " + std::to_string(experiment.races) +
                                       " times; expected that the recorded row is seen");
  if (!experiment.recorded.codes.empty()) {
    std::string text;
    for (int const code : experiment.recorded.codes)
      text += std::to_string(code) + ' ';
    out << wrapped("  recorded  ", text + "(" + experiment.recorded.source + ")");
  }
  out << wrapped("  known     ",
                 experiment.known + (experiment.source.empty() ? "" : ": " + experiment.source));
  describe_proof(experiment.proved_by, out);
  if (!experiment.windows.blocking.empty())
    out << wrapped("  Windows   ", "blocking: " + joined(experiment.windows.blocking))
        << wrapped("  Windows   ", "IOCP: " + joined(experiment.windows.overlapped))
        << wrapped("  Windows   ",
                   std::string(to_string(experiment.windows.known)) + ": " + experiment.windows.source);
  if (!experiment.windows.disagrees.empty()) out << wrapped("  but       ", experiment.windows.disagrees);
  if (experiment.network != network_setup::unchanged)
    out << wrapped("  network   ", std::string(name_of(experiment.network)));
  if (experiment.needs_cell) out << wrapped("  needs     ", "a network namespace of its own");
  out << wrapped("  why       ", experiment.why);
}

void write_saved(std::ostream& out, std::vector<saved_results> const& saved) {
  std::vector<measured_results> reports;
  for (auto const& [made, strangers, results] : saved)
    reports.push_back({.made = made, .results = results});
  write_html(out, reports);
}

bool is_json(options const& options) {
  return options.format->name == "json";
}

/// What could be read is told, also where the rest could not.
exit_code explain_packets(options const& options, std::ostream& out) {
  std::string const problem = is_json(options) ? explain_capture_as_json(out, options.capture)
                                               : explain_capture(out, options.capture);
  if (problem.empty()) return exit_code::as_expected;
  out.flush();
  if (!options.capture.device.empty())
    throw setup_error("explain: --live " + options.capture.device + ": " + problem);
  throw usage_error("explain: " + options.capture.file + ": " + problem);
}

exit_code explain_words(options const& options, std::ostream& out) {
  if (options.is_capture()) return explain_packets(options, out);
  std::string const text = joined(options.names);
  std::string_view const format = options.format->name;
  bool const known = format == "json" ? explain_as_json(out, text, options.catalogue, options.on)
                     : format == "markdown"
                         ? explain_as_markdown(out, text, options.catalogue, options.brief, options.on)
                         : explain(out, text, options.catalogue, options.brief, options.on);
  if (known) return exit_code::as_expected;
  std::vector<std::string> lines = about_unknown(text, options.catalogue, options.on);
  std::string const error = lines.front();
  lines.erase(lines.begin());
  throw usage_error("explain: " + error, std::move(lines));
}

}  // namespace

exit_code run(options const& options, std::filesystem::path const& this_program) {
  std::ofstream file;
  bool const to_file = writes_to_file(options);
  if (to_file) file.open(options.output);
  std::ostream& out = to_file ? file : std::cout;
  set_layout(out, {.width = text_columns(to_file ? 0 : platform::terminal_columns()),
                   .colors = wants_colors(options.color,
                                          !to_file && platform::shows_colors(platform::standard_output))});
  exit_code code = exit_code::as_expected;
  switch (options.requested) {
    case options::command::run:
      code = run_experiments(options, programs_of(options, this_program), out);
      break;
    case options::command::list:
      if (auto const found = matching(options); is_json(options))
        out << to_json(found) << '\n';
      else
        list(found, out);
      break;
    case options::command::describe:
      if (auto const found = chosen(options); is_json(options))
        out << to_json(found) << '\n';
      else
        for (experiment const* const experiment : found)
          describe(*experiment, out);
      break;
    case options::command::compare:
      code = compare(out, chosen(options), options.measured) ? exit_code::as_expected : exit_code::differs;
      break;
    case options::command::sweep: code = run_sweep(options, programs_of(options, this_program), out); break;
    case options::command::report: write_saved(out, options.saved); break;
    case options::command::explain: code = explain_words(options, out); break;
    case options::command::learn:
      code = learn_lessons(options, programs_of(options, this_program), out);
      break;
  }
  out.flush();
  if (!out)
    throw setup_error("cannot write the result to " +
                      (to_file ? "'" + options.output + "'" : std::string("stdout")));
  return code;
}

}  // namespace hangup::lab
