#include "server/options.hpp"

#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "common/text/escapes.hpp"
#include "common/text/nearest.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
namespace po = boost::program_options;

strategy const* read_strategy(std::string const& name) {
  if (strategy const* const found = find_strategy(name)) return found;
  std::vector<std::string_view> names;
  for (strategy const& each : all_strategies())
    names.push_back(each.about.name);
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

asio::ip::tcp::endpoint read_endpoint(std::string const& text) {
  host_and_port const given = parse_host_and_port("listen", text);
  boost::system::error_code ec;
  auto const address = asio::ip::make_address(given.host == "localhost" ? "127.0.0.1" : given.host, ec);
  if (ec)
    throw usage_error("--listen: '" + given.host +
                      "': expected an IP address such as 127.0.0.1, 0.0.0.0 or [::1]");
  return {address, given.port};
}

std::string padded(std::string_view text) {
  std::string result(text);
  result.resize(24, ' ');
  return result;
}

void print_list() {
  for (strategy const& each : all_strategies())
    std::cout << padded(each.about.name) << each.about.summary << '\n';
}

void print_description(strategy_descriptor const& about) {
  std::cout << about.name << "\n  does          " << about.summary << "\n  calls         " << about.calls
            << "\n  on the wire   " << about.on_the_wire << "\n  platforms     " << about.platforms
            << "\n  ends process  " << (about.ends_process ? "yes" : "no") << "\n  own network   "
            << (about.needs_own_network ? "needed" : "not needed") << '\n';
}

void print_help(po::options_description const& options) {
  std::cout << "Usage: hangup-server [OPTION...]\n"
               "Accepts connections and ends each of them on purpose.\n"
            << options << "\nStrategies (--strategy):\n";
  for (strategy const& each : all_strategies())
    std::cout << "  " << padded(each.about.name) << each.about.summary << '\n';
  std::cout << "\nWhen to hang up (--when):\n"
               "  accept                  at once (default)\n"
               "  unread                  once bytes of the client lie unread\n"
               "  read:BYTES              once so many bytes were read\n"
               "  after:DURATION          after 250ms, 2s, 1m\n"
               "\nWhen ready it prints 'listening on ADDRESS:PORT' to stdout.\n"
               "Exit status: 0 stopped by --once, SIGINT or SIGTERM, 2 usage, 4 cannot listen;\n"
               "a strategy that ends the process decides otherwise.\n"
               "\nExample: hangup-server --strategy abortive --when unread\n";
}

void check_own_network(strategy_descriptor const& about, bool own_network) {
  if (about.needs_own_network && !own_network)
    throw usage_error(
        "--strategy: '" + std::string(about.name) +
        "' changes its host's network; run it in a network namespace of its own (as hangup-lab does) and add "
        "--own-network");
}

void check_exposure(options const& read, bool allowed) {
  if (!read.strategy->about.ends_process || read.listen.address().is_loopback() || allowed) return;
  throw usage_error("--strategy: '" + std::string(read.strategy->about.name) +
                    "' would let anybody who can reach " + read.listen.address().to_string() +
                    " end this process; listen on loopback or add --allow-remote-exit");
}

}  // namespace

std::optional<options> read_options(std::vector<std::string> const& arguments) {
  options read;
  std::string listen, strategy_name, when, greeting, describe;

  auto general = option_group("General");
  general.add_options()("help,h", "print this and exit")("version,V", "print the version and exit")(
      "list", "print the strategies and exit")("describe", po::value(&describe)->value_name("NAME"),
                                               "explain one strategy and exit");
  auto network = option_group("Connection");
  network.add_options()("listen,l",
                        po::value(&listen)->value_name("ADDR:PORT")->default_value("127.0.0.1:9999"),
                        "where to listen; port 0 takes a free one")("once", "stop after one connection")(
      "port-file", po::value(&read.port_file)->value_name("FILE"), "write the port to FILE when listening")(
      "allow-remote-exit", "allow strategies that end the process on other addresses than loopback")(
      "own-network",
      "it runs in a network namespace of its own: allow strategies that change the host's network");
  auto ending = option_group("Strategy");
  ending.add_options()("strategy,s", po::value(&strategy_name)->value_name("NAME")->default_value("graceful"),
                       "how to hang up, see below")(
      "when,w", po::value(&when)->value_name("TRIGGER")->default_value("accept"),
      "when to hang up, see below")("greet", po::value(&greeting)->value_name("TEXT"),
                                    "send TEXT before hanging up; it may hold \\n, \\r, \\\" and \\\\, as "
                                    "the text of a plan's send");
  auto output = option_group("Output");
  output.add_options()("events", po::value(&read.events)->value_name("FILE"),
                       "write what it does as lines of JSON to FILE, or to stdout for -");
  po::options_description all(80, 40);
  all.add(general).add(network).add(ending).add(output).add(log_option_group(read.log));

  po::variables_map const given = parse_options(arguments, all);
  if (given.contains("help")) return print_help(all), std::nullopt;
  if (given.contains("version")) return std::cout << version_text("hangup-server"), std::nullopt;
  if (given.contains("list")) return print_list(), std::nullopt;
  if (given.contains("describe"))
    return print_description(read_option("describe", describe, read_strategy)->about), std::nullopt;

  read.listen = read_endpoint(listen);
  read.strategy = read_option("strategy", strategy_name, read_strategy);
  read.trigger = read_option("when", when, parse_trigger);
  read.greeting = read_option("greet", greeting, unescape);
  read.once = given.contains("once");
  check_exposure(read, given.contains("allow-remote-exit"));
  check_own_network(read.strategy->about, given.contains("own-network"));
  create_output_file("port-file", read.port_file);
  return read;
}

}  // namespace hangup::server
