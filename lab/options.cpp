#include "lab/options.hpp"

#include <algorithm>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

#include "client/style.hpp"
#include "common/errors/systems.hpp"
#include "common/log/log_options.hpp"
#include "common/options/command_line.hpp"
#include "common/platform/files.hpp"
#include "common/platform/platform.hpp"
#include "common/text/ascii.hpp"
#include "common/text/enum_names.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"
#include "lab/capture/explain_capture.hpp"
#include "lab/run/words.hpp"

namespace hangup::lab {
namespace {

namespace po = boost::program_options;

constexpr enum_names<options::command::learn> commands = {"run",     "list",  "describe", "explain",
                                                          "compare", "sweep", "report",   "learn"};
constexpr unsigned most_repeats = 1000;

template <typename Range>
std::vector<std::string_view> names_of(Range const& range) {
  std::vector<std::string_view> names;
  for (auto const& item : range)
    names.push_back(item.name);
  return names;
}

void expect_reactor(std::string const& option, std::string_view name) {
  if (std::ranges::find(other_reactors, name) == other_reactors.end())
    throw usage_error(option + ": '" + std::string(name) + "'" + suggestion(name, other_reactors));
}

void expect_style(std::string const& row) {
  client::style const* const style = client::find_style(style_of(row));
  if (style == nullptr)
    throw usage_error("--style: '" + row + "'" + suggestion(style_of(row), names_of(client::all_styles())));
  if (row == style->name) return;
  if (style->blocks) throw usage_error("--style: '" + row + "': expected no reactor: it waits in each call");
  expect_reactor("--style", reactor_of(row));
}

void expect_experiment(std::string const& name, std::vector<experiment> const& catalogue) {
  for (experiment const& experiment : catalogue)
    if (experiment.name == name) return;
  throw usage_error("'" + name + "' is no experiment" + suggestion(name, names_of(catalogue)));
}

report_format const* read_format(std::string const& name) {
  for (report_format const& format : all_report_formats())
    if (format.name == name) return &format;
  throw usage_error("--format: '" + name + "'" + suggestion(name, names_of(all_report_formats())));
}

code_space read_system(std::string const& name) {
  if (auto const found = system_named(name)) return *found;
  throw usage_error("--on: '" + name + "'" + suggestion(name, system_names()));
}

/// Further rows, for each style that has a reactor.
void add_reactors(options& read, std::vector<std::string> const& reactors) {
  std::vector<std::string> const styles = read.styles;
  for (std::string const& reactor : reactors) {
    expect_reactor("--reactor", reactor);
    for (std::string const& style : styles)
      if (reactor_of(style).empty() && !client::find_style(style)->blocks)
        read.styles.emplace_back(style).append("/").append(reactor);
  }
  if (!reactors.empty() && std::ranges::all_of(styles, [](std::string const& style) {
        return client::find_style(style_of(style))->blocks;
      }))
    throw usage_error("--reactor: expected the style handlers or coroutines beside it: the others have none");
}

/// What `parse` makes of a file.
template <typename Parse>
auto read_file(std::string const& option, std::string const& path, Parse parse) {
  std::ifstream file(path);
  if (!file) throw usage_error(option + ": cannot read '" + path + "'");
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  try {
    return parse(text);
  } catch (std::invalid_argument const& problem) {
    throw usage_error(option + ": '" + path + "': " + problem.what());
  }
}

/// The text that a pipe or a file brings to `explain`.
std::vector<std::string> read_lines(std::istream& from, std::string const& place) {
  constexpr std::size_t most = 64u << 20u;
  std::string text;
  std::array<char, std::size_t{64} * 1024> block;
  while (text.size() <= most && (from.read(block.data(), block.size()) || from.gcount() != 0))
    text.append(block.data(), static_cast<std::size_t>(from.gcount()));
  if (text.size() > most) throw usage_error("explain: expected at most 64M " + place + ", got more");
  text = ascii::without_trailing(text, " \t\r\n");
  return text.empty() ? std::vector<std::string>() : std::vector{text};
}

/// What `explain` is to explain: words, or what is in the file or comes over the interface that they name.
void read_subject(options& read, po::variables_map const& given) {
  if (given.contains("live")) {
    if (!read.names.empty()) throw usage_error("--live: expected without '" + read.names.front() + "'");
    read.capture.device = given["live"].as<std::string>();
    if (given.contains("for"))
      read.capture.limit = read_option("for", given["for"].as<std::string>(), parse_duration);
    return;
  }
  if (given.contains("for")) throw usage_error("--for: expected with --live INTERFACE");
  if (read.names == std::vector<std::string>{"-"} ||
      (read.names.empty() && !platform::is_terminal(platform::standard_input))) {
    read.names = read_lines(std::cin, "on stdin");
    return;
  }
  if (read.names.size() != 1) return;
  std::string const name = read.names.front();
  if (looks_like_capture(name)) {
    read.capture.file = name;
    return;
  }
  bool const is_named_as_file = std::ranges::any_of(std::array{".pcap", ".pcapng", ".cap", ".log"},
                                                    [&name](char const* end) { return name.ends_with(end); });
  std::error_code none;
  bool const is_file = std::filesystem::is_regular_file(name, none);
  if (!is_file && !is_named_as_file) return;
  std::ifstream file(name);
  if (!file) throw usage_error("explain: cannot read '" + name + "'");
  if (is_named_as_file && !name.ends_with(".log"))
    throw usage_error("explain: '" + name + "': expected a capture, pcap or pcapng; it begins as neither");
  read.names = read_lines(file, "in '" + name + '\'');
}

/// A sequence diagram is of one experiment, and an SVG is one diagram.
void check_picture(options const& read) {
  std::string const format(read.format->name);
  if (format != "mermaid" && format != "svg") return;
  if (read.names.size() != 1)
    throw usage_error("--format: '" + format + "': expected the name of one experiment");
  if (format == "svg" && read.styles.size() != 1)
    throw usage_error("--format: 'svg': expected one --style beside it, such as --style native");
}

/// Not every command has every format.
void check_format(options const& read) {
  using command = options::command;
  auto const expect = [&](std::string_view name, std::initializer_list<std::string_view> formats) {
    if (std::ranges::find(formats, read.format->name) != formats.end()) return;
    std::string known;
    for (std::string_view const format : formats)
      known.append(known.empty() ? "" : format == *(formats.end() - 1) ? " or " : ", ").append(format);
    throw usage_error("--format: '" + std::string(read.format->name) + "': expected " + known + " of " +
                      std::string(name));
  };
  switch (read.requested) {
    case command::run: check_picture(read); break;
    case command::sweep: break;
    case command::list:
    case command::describe: expect(name_in(commands, read.requested), {"text", "json"}); break;
    case command::explain: expect("explain", {"text", "json", "markdown"}); break;
    case command::compare:
    case command::learn: expect(name_in(commands, read.requested), {"text"}); break;
    case command::report: expect("report", {"html"}); break;
  }
}

options::command read_command(std::string const& name) {
  if (auto const found = value_in(commands, name)) return *found;
  throw usage_error("'" + name + "' is no command" + suggestion(name, commands));
}

void print_help(po::options_description const& options) {
  std::cout << "Usage: hangup-lab run [EXPERIMENT...] [OPTION...]\n"
               "       hangup-lab list [WORD...] | describe EXPERIMENT...\n"
               "       hangup-lab explain CODE|NAME|LINE|FILE|-\n"
               "       hangup-lab compare [EXPERIMENT...] --windows-results FILE\n"
               "       hangup-lab sweep EXPERIMENT --over client-wait=FROM..TO [OPTION...]\n"
               "       hangup-lab learn [LESSON]\n"
               "       hangup-lab report SAVED.json... [--output FILE]\n"
               "Ends TCP connections on purpose, and compares what was seen with what was\n"
               "recorded and expected.\n"
            << options
            << "\nCommands:\n"
               "  run        run experiments, all by default, and print what came out\n"
               "  list       print the names and titles of the experiments, or of those that\n"
               "             have every WORD in their name, title, strategy or ending\n"
               "  describe   print everything the catalogue says of an experiment\n"
               "  explain    what an error is called everywhere, its causes, what to do; takes\n"
               "             10053, ECONNRESET, asio.misc:2, an ending or a pasted log line;\n"
               "             a log file, or a capture (pcap, pcapng): how each connection\n"
               "             ended; - or no argument: what stdin brings\n"
               "  compare    put what a Windows machine measured ('run --format json' there)\n"
               "             beside what is recorded and predicted of Windows\n"
               "  sweep      how often each ending comes, against how long the client waits\n"
               "             before its first step\n"
               "  report     make a page of what 'run --format json' wrote; of several files it\n"
               "             shows the first, and marks what is otherwise in the others\n"
               "  learn      the lessons, one after another: predict what a call will report,\n"
               "             then watch; goes on where it was left, or at LESSON, such as 3\n"
               "\nExit status: 0 as expected, 1 something differs, 2 usage, 3 cannot run here,\n"
               "4 set-up failed, 130 interrupted.\n"
               "\nExample: hangup-lab run seed-1 reset-before-fin --style handlers\n";
}

void check_names(options const& read) {
  using command = options::command;
  if (read.requested == command::describe && read.names.empty())
    throw usage_error("describe: expected the name of an experiment");
  if (read.requested == command::explain && read.names.empty() && !read.is_capture())
    throw usage_error("explain: expected a code, a name or a message, such as 10053");
  if (read.requested == command::sweep && (read.names.size() != 1 || read.styles.size() > 1))
    throw usage_error("sweep: expected the name of one experiment, and one --style at most");
  if (read.requested == command::learn && read.names.size() > 1)
    throw usage_error("learn: expected one lesson, got '" + read.names[1] + "' too");
  if (read.requested == command::report && read.names.empty())
    throw usage_error("report: expected a file that 'run --format json' wrote");
  if (read.requested == command::explain || read.requested == command::list ||
      read.requested == command::report || read.requested == command::learn)
    return;
  for (std::string const& name : read.names)
    expect_experiment(name, read.catalogue);
}

/// The lab keeps a record of every run.
void check_runs(options const& read) {
  constexpr std::uint64_t most_runs = 1'000'000;
  std::uint64_t runs = 0;  // no factor exceeds 10,000, and a catalogue fits in memory
  for (experiment const& experiment : read.catalogue)
    if (read.names.empty() || std::ranges::find(read.names, experiment.name) != read.names.end())
      runs += std::uint64_t{read.repeat} * std::max(1U, experiment.races) * read.styles.size();
  if (runs > most_runs)
    throw usage_error("--repeat: '" + std::to_string(read.repeat) + "': that makes " + std::to_string(runs) +
                      " runs with the races of the catalogue, expected at most " + std::to_string(most_runs));
}

/// Whether a file can be made in this folder: only making one tells for certain.
void expect_writable(std::filesystem::path const& folder) {
  std::random_device random;
  auto const probe = folder / (".hangup-lab-" + std::to_string(random()) + std::to_string(random()));
  std::FILE* const file = std::fopen(probe.string().c_str(), "wbx");  // a new file, and through no link
  if (file == nullptr)
    throw usage_error("--pcap: cannot write to the folder '" + folder.string() +
                      "': " + std::strerror(errno));
  std::fclose(file);
  std::filesystem::remove(probe);
}

void check_captures(options const& read) {
  if (read.captures.empty()) return;
  if (!read.cells)
    throw usage_error("--pcap: expected without --no-cells: only a cell has a wire of its own");
  std::error_code ec;
  std::filesystem::create_directories(read.captures, ec);
  if (ec) throw usage_error("--pcap: cannot make the folder '" + read.captures + "': " + ec.message());
  expect_writable(read.captures);
}

/// Empty where the option was not given.
std::vector<std::string> read_program(po::variables_map const& given, std::string const& option) {
  if (!given.contains(option)) return {};
  auto words = read_option(option, given[option].as<std::string>(), split_words);
  if (words.empty()) throw usage_error("--" + option + ": expected a program, got nothing");
  return words;
}

windows_results read_measured(po::variables_map const& given, std::vector<experiment> const& catalogue) {
  if (!given.contains("windows-results"))
    throw usage_error("compare: expected --windows-results FILE, written by 'run --format json' on Windows");
  return read_file("--windows-results", given["windows-results"].as<std::string>(),
                   [&catalogue](std::string const& text) {
                     windows_results read = read_windows_results(text);
                     expect_rows_of(catalogue, read);
                     return read;
                   });
}

saved_results read_saved(std::string const& path, std::vector<experiment> const& catalogue) {
  saved_results read = read_file(
      "report", path, [&catalogue](std::string const& text) { return read_saved_results(text, catalogue); });
  read.made.name = std::filesystem::path(path).filename().string();
  return read;
}

void expect_between(std::string const& option, unsigned value, unsigned least, unsigned most) {
  if (value < least || value > most)
    throw usage_error("--" + option + ": '" + std::to_string(value) + "': expected " + std::to_string(least) +
                      " to " + std::to_string(most));
}

void read_sweep(options& read, po::variables_map const& given, std::string const& format) {
  if (!given.contains("over"))
    throw usage_error("sweep: expected --over client-wait=FROM..TO, such as client-wait=0..2ms");
  read.sweep.over = read_option("over", given["over"].as<std::string>(), parse_sweep_range);
  expect_between("runs", read.sweep.runs, 1, 1'000'000);
  expect_between("steps", read.sweep.steps, 2, 1000);
  for (experiment const& one : read.catalogue)
    if (one.name == read.names.front()) read.sweep.experiment = &one;
  auto const fitting = std::ranges::find_if(
      read.styles, [&](std::string const& style) { return is_for(*read.sweep.experiment, style); });
  if (fitting == read.styles.end())
    throw usage_error("--style: '" + read.styles.front() + "': expected handlers or coroutines for '" +
                      read.sweep.experiment->name + "'");
  read.sweep.style = *fitting;
  read.sweep_report = read_option("format", format, sweep_format_named);
}

/// Lessons say for themselves what is run, and are told to whoever answers.
void read_lessons(options& read, po::variables_map const& given) {
  for (char const* const option :
       {"style", "reactor", "repeat", "catalogue", "server-program", "client-program", "pcap", "output"})
    if (given.contains(option) && !given[option].defaulted())
      throw usage_error("--" + std::string(option) + ": expected without 'learn'");
  read.lessons = parse_lessons(built_in_lessons(), read.catalogue);
  if (read.names.empty()) return;
  try {
    read.first_lesson = &find_lesson(read.lessons, read.names.front());
  } catch (std::invalid_argument const& problem) {
    throw usage_error("learn: " + std::string(problem.what()));
  }
}

}  // namespace

std::optional<options> read_options(std::vector<std::string> const& arguments) {
  options read;
  std::vector<std::string> words;
  std::vector<std::string> reactors;
  std::string format;

  auto general = option_group("General");
  general.add_options()("help,h", "print this and exit")("version,V", "print the version and exit");
  auto run = option_group("Experiments");
  run.add_options()("style,s", po::value(&read.styles)->value_name("NAME")->composing(),
                    "native, sync, handlers or coroutines; may be repeated; all by default")(
      "reactor", po::value(&reactors)->value_name("NAME")->composing(),
      "io_uring or select: further rows, of clients that wait with it; may be repeated")(
      "repeat,n", po::value(&read.repeat)->value_name("N")->default_value(1), "run everything N times")(
      "catalogue", po::value(&read.catalogue_file)->value_name("FILE"),
      "read the experiments from FILE (JSON)")("ipv6,6", "run over [::1] instead of 127.0.0.1")(
      "no-cells", "run on this host's loopback, without witnesses, instead of in network namespaces")(
      "server-program", po::value<std::string>()->value_name("WORDS"),
      "launch this in place of hangup-server, such as 'wine hangup-server.exe'; a path with blanks in "
      "quotes")("client-program", po::value<std::string>()->value_name("WORDS"),
                "launch this in place of hangup-client")(
      "pcap", po::value(&read.captures)->value_name("DIR"),
      "keep what was on the wire as DIR/*.pcap, for Wireshark");
  auto sweeping = option_group("Sweep");
  sweeping.add_options()("over", po::value<std::string>()->value_name("RANGE"),
                         "client-wait=FROM..TO, such as client-wait=0..2ms")(
      "steps", po::value(&read.sweep.steps)->value_name("N")->default_value(read.sweep.steps),
      "measure at N waits, evenly spread")(
      "runs", po::value(&read.sweep.runs)->value_name("N")->default_value(read.sweep.runs),
      "run N times at each");
  auto explaining = option_group("Explain");
  explaining.add_options()("brief", po::bool_switch(&read.brief), "its first three lines alone")(
      "on", po::value<std::string>()->value_name("SYSTEM"),
      "linux, windows or macos: whose numbers they are")(
      "connection", po::value(&read.capture.connection)->value_name("N"),
      "of a capture: the Nth connection alone, as a ladder")(
      "live", po::value<std::string>()->value_name("INTERFACE"),
      "watch an interface, such as lo or any, until Ctrl-C; needs CAP_NET_RAW")(
      "for", po::value<std::string>()->value_name("TIME"), "with --live: watch for so long, such as 10s");
  auto learning = option_group("Learn");
  learning.add_options()("from-start", po::bool_switch(&read.from_start),
                         "forget which lessons were done, and begin with the first");
  auto output = option_group("Output");
  output.add_options()("format,f", po::value(&format)->value_name("NAME")->default_value("text"),
                       "text, json, markdown, summary or html; mermaid or svg: a picture of one experiment; "
                       "of sweep: text, json, "
                       "csv or html; not all of every command")(
      "color", po::value(&read.color)->value_name("WHEN")->default_value(read.color),
      "auto, always or never")("output,o", po::value(&read.output)->value_name("FILE"),
                               "write the result to FILE")(
      "windows-results", po::value<std::string>()->value_name("FILE"),
      "of compare: what 'run --format json' wrote on Windows");
  po::options_description visible(80, 40);
  visible.add(general).add(run).add(sweeping).add(explaining).add(learning).add(output);
  po::options_description all;
  all.add(visible).add_options()("word", po::value(&words));

  po::variables_map const given =
      parse_options(arguments, all, po::positional_options_description().add("word", -1));
  if (given.contains("help")) return print_help(visible), std::nullopt;
  if (given.contains("version")) return std::cout << version_text("hangup-lab"), std::nullopt;

  if (words.empty())
    throw usage_error("expected a command: run, list, describe, explain, compare, sweep, report or learn");
  read.requested = read_command(words.front());
  read.names.assign(words.begin() + 1, words.end());
  read.catalogue = read.catalogue_file.empty()
                       ? parse_catalogue(built_in_catalogue())
                       : read_file("--catalogue", read.catalogue_file,
                                   [](std::string const& text) { return parse_catalogue(text); });
  if (read.requested == options::command::explain) read_subject(read, given);
  for (char const* const option : {"on", "connection", "live", "for"})
    if (given.contains(option) && read.requested != options::command::explain)
      throw usage_error("--" + std::string(option) + ": expected with 'explain'");
  if (given.contains("connection") && !read.is_capture())
    throw usage_error("--connection: expected with 'explain' of a capture");
  if (read.from_start && read.requested != options::command::learn)
    throw usage_error("--from-start: expected with 'learn'");
  check_names(read);
  if (read.requested == options::command::learn) read_lessons(read, given);
  for (std::string const& style : read.styles)
    expect_style(style);
  if (read.styles.empty())
    for (client::style const& style : client::all_styles())
      read.styles.emplace_back(style.name);
  add_reactors(read, reactors);
  if (read.repeat == 0 || read.repeat > most_repeats)
    throw usage_error("--repeat: '" + std::to_string(read.repeat) + "': expected 1 to " +
                      std::to_string(most_repeats));
  if (read.requested == options::command::sweep) {
    read_sweep(read, given, format);
  } else {
    bool const chosen = read.requested != options::command::report || !given["format"].defaulted();
    read.format = read_format(chosen ? format : "html");
    check_format(read);
  }
  if (given.contains("on")) read.on = read_system(given["on"].as<std::string>());
  wants_colors(read.color, false);
  read.server_program = read_program(given, "server-program");
  read.client_program = read_program(given, "client-program");
  bool const names_reactor =
      std::ranges::any_of(read.styles, [](std::string const& row) { return !reactor_of(row).empty(); });
  if (!read.client_program.empty() && names_reactor)
    throw usage_error("--client-program: expected without a reactor, which is that of a client of ours");
  if (read.requested == options::command::sweep && names_reactor)
    throw usage_error("sweep: expected no reactor: its client is this program");
  read.ipv6 = given.contains("ipv6");
  read.cells = !given.contains("no-cells");
  if (read.requested == options::command::compare) read.measured = read_measured(given, read.catalogue);
  if (read.requested == options::command::report)
    for (std::string const& file : read.names)
      read.saved.push_back(read_saved(file, read.catalogue));
  if (read.requested == options::command::run) {
    check_runs(read);
    check_captures(read);
  }
  create_output_file("output", read.output);
  return read;
}

}  // namespace hangup::lab
