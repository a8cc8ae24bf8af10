#include "client/options.hpp"

#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup::client {
namespace {

namespace po = boost::program_options;

style const* read_style(std::string const& name) {
  if (style const* const found = find_style(name)) return found;
  std::vector<std::string_view> names;
  for (style const& each : all_styles())
    names.push_back(each.name);
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

ending read_ending(std::string const& name) {
  if (auto const found = ending_named(name)) return *found;
  std::vector<std::string_view> names;
  for (ending const each : all_endings())
    names.push_back(to_string(each));
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
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
  for (style const& each : all_styles())
    std::cout << "  " << each.name << std::string(12 - each.name.size(), ' ') << each.summary << '\n';
  std::cout << '\n'
            << plan_grammar()
            << "\nExit status: 0 the plan was run (and ended as --expect says), 1 another ending\n"
               "than --expect, 2 usage, 4 no connection, 130 interrupted.\n"
               "\nExample: hangup-client --connect localhost:9999 --plan \"send; recv\" --style sync\n";
}

}  // namespace

std::optional<options> read_options(std::vector<std::string> const& arguments) {
  options read;
  std::string peer, plan_text, style_name, deadline, expected;

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
  auto output = option_group("Output");
  output.add_options()("events", po::value(&read.events)->value_name("FILE"),
                       "write each observation as a line of JSON to FILE, or to stdout for -");
  po::options_description all(80, 40);
  all.add(general).add(connection).add(run).add(output).add(log_option_group(read.log));

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
  if (!expected.empty()) read.expected = read_option("expect", expected, read_ending);
  return read;
}

}  // namespace hangup::client
