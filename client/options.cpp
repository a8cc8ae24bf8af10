#include "client/options.hpp"

#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <iostream>

#include "common/options/command_line.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup::client {
namespace {

namespace po = boost::program_options;

style const* read_style(std::string const& name) {
  if (style const* const found = find_style(name)) return found;
  std::vector<std::string_view> names;
  for (style const& known : all_styles())
    names.push_back(known.name);
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

ending read_ending(std::string const& name) {
  if (auto const found = ending_named(name)) return *found;
  std::vector<std::string_view> names;
  for (ending const known : all_endings())
    names.push_back(to_string(known));
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

template <typename Number>
Number read_count(std::string const& text, Number most) {
  Number count = 0;
  char const* const end = text.data() + text.size();
  auto const [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count == 0 || count > most)
    throw std::invalid_argument("'" + text + "': expected 1 to " + std::to_string(most));
  return count;
}

output_format read_format(std::string const& name) {
  if (name == "text") return output_format::text;
  if (name == "json") return output_format::json;
  constexpr std::array<std::string_view, 2> names = {"text", "json"};
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

/// --runs and what goes with it, as typed.
struct typed_load {
  std::string runs, at_once, threads;
};

std::optional<load> read_load(typed_load const& typed, style const& api) {
  if (typed.runs.empty()) {
    for (auto const& [option, text] :
         {std::pair("--at-once", typed.at_once), std::pair("--threads", typed.threads)})
      if (!text.empty()) throw usage_error(std::string(option) + ": expected --runs as well");
    return std::nullopt;
  }
  load wanted{.runs = read_option("runs", typed.runs, [](std::string const& text) {
                return read_count<std::uint64_t>(text, 1'000'000'000'000);
              })};
  if (api.blocks)
    throw usage_error("--runs: the style '" + std::string(api.name) +
                      "' blocks: expected handlers or coroutines for --style");
  auto const count = [](unsigned most) {
    return [most](std::string const& text) { return read_count<unsigned>(text, most); };
  };
  if (!typed.threads.empty()) wanted.threads = read_option("threads", typed.threads, count(256));
  wanted.at_once = wanted.threads;
  if (!typed.at_once.empty()) wanted.at_once = read_option("at-once", typed.at_once, count(1'000'000));
  if (wanted.at_once < wanted.threads)
    throw usage_error("--threads: '" + typed.threads + "': expected no more than --at-once " + typed.at_once);
  return wanted;
}

plan read_plan(std::string const& text) {
  try {
    return parse_plan(text);
  } catch (plan_error const& problem) {
    throw usage_error(std::string("--") + problem.what());  // it begins with "plan: "
  }
}

void print_help(po::options_description const& options) {
  std::cout << "Usage: hangup-client [OPTION...]\n"
               "Connects, walks through a plan and logs what every operation reported.\n"
            << options << "\nStyles:\n";
  for (style const& known : all_styles())
    std::cout << "  " << known.name << std::string(12 - known.name.size(), ' ') << known.summary << '\n';
  std::cout << '\n'
            << plan_grammar()
            << "\nExit status: 0 the plan was run (and ended as --expect says), 1 another ending\n"
               "than --expect, 2 usage, 4 no connection, 130 interrupted.\n"
               "\nExample: hangup-client --connect localhost:9999 --plan \"send; recv\" --style sync\n";
}

}  // namespace

std::optional<options> read_options(std::vector<std::string> const& arguments) {
  options read;
  std::string peer, plan_text, style_name, deadline, expected, format;
  typed_load many;
  typed_tls_options tls;

  auto general = option_group("General");
  general.add_options()("help,h", "print this and exit")("version,V", "print the version and exit");
  auto connection = option_group("Connection");
  connection.add_options()("connect,c",
                           po::value(&peer)->value_name("HOST:PORT")->default_value("127.0.0.1:9999"),
                           "where to connect to");
  auto run = option_group("Plan");
  run.add_options()("plan,p",
                    po::value(&plan_text)->value_name("STEPS")->default_value(std::string(recorded_plan)),
                    "what to do, see below");
  run.add_options()("style,s", po::value(&style_name)->value_name("NAME")->default_value("handlers"),
                    "which API to do it with, see below");
  run.add_options()("deadline,d", po::value(&deadline)->value_name("DURATION")->default_value("500ms"),
                    "how long an operation may take before it counts as never completed: the connect "
                    "with the look-up of the name, each piece of a recv-all (all of them: ten times that)");
  run.add_options()("expect,e", po::value(&expected)->value_name("ENDING"),
                    "exit with 1 when the connection ends otherwise (peer_reset, ...)");
  auto load_group = option_group("Many runs");
  load_group.add_options()("runs,n", po::value(&many.runs)->value_name("N"),
                           "run the plan N times in this process, and print how often each outcome came and "
                           "how long each step took; --expect is then asked of every run");
  load_group.add_options()("at-once", po::value(&many.at_once)->value_name("K"),
                           "keep K runs going at any time (default: one for each thread)");
  load_group.add_options()("threads", po::value(&many.threads)->value_name("T"), "in T threads (default: 1)");
  auto output = option_group("Output");
  output.add_options()("format", po::value(&format)->value_name("NAME")->default_value("text"),
                       "text or json: how the result is printed");
  output.add_options()("events", po::value(&read.events)->value_name("FILE"),
                       "write each observation as a line of JSON to FILE, or to stdout for - instead of "
                       "the result; with many runs this takes most of the time");
  po::options_description all(80, 40);
  all.add(general)
      .add(connection)
      .add(run)
      .add(tls_option_group(tls))
      .add(load_group)
      .add(output)
      .add(log_option_group(read.log));

  po::variables_map const given = parse_options(arguments, all);
  if (given.contains("help")) return print_help(all), std::nullopt;
  if (given.contains("version")) return std::cout << version_text("hangup-client"), std::nullopt;

  read.peer = parse_host_and_port("connect", peer);
  read.steps = read_plan(plan_text);
  read.api = read_option("style", style_name, read_style);
  read.step_deadline = read_option("deadline", deadline, [](std::string const& text) {
    auto const value = parse_duration(text);
    if (value.count() == 0)
      throw std::invalid_argument("'" + text + "': expected more than nothing, such as 1ms");
    return value;
  });
  read.tls = checked(tls, asks_for_tls(read.steps), "the step tls in --plan");
  read.many = read_load(many, *read.api);
  read.format = read_option("format", format, read_format);
  if (!expected.empty()) read.expected = read_option("expect", expected, read_ending);
  return read;
}

}  // namespace hangup::client
