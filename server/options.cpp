#include "server/options.hpp"

#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "common/options/command_line.hpp"
#include "common/options/host_and_port.hpp"
#include "common/plan/plan.hpp"
#include "common/text/escapes.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"
#include "server/strategy.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
namespace po = boost::program_options;

strategy const* read_strategy(std::string const& name) {
  if (strategy const* const found = find_strategy(name)) return found;
  std::vector<std::string_view> names;
  for (strategy const& known : all_strategies())
    names.push_back(known.about.name);
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
  for (strategy const& known : all_strategies())
    std::cout << padded(known.about.name) << known.about.summary << '\n';
}

void print_description(strategy_descriptor const& about) {
  std::cout << about.name << "\n  does          " << about.summary << "\n  calls         " << about.calls
            << "\n  on the wire   " << about.on_the_wire << "\n  platforms     " << about.platforms
            << "\n  ends process  " << (about.ends_process ? "yes" : "no") << "\n  own network   "
            << (about.needs_own_network ? "needed" : "not needed") << "\n  TLS           "
            << (about.needs_tls ? "needed (--tls)" : "with or without") << '\n';
}

void print_help(po::options_description const& options) {
  std::cout << "Usage: hangup-server [OPTION...]\n"
               "Accepts connections and ends each of them on purpose.\n"
            << options << "\nStrategies (--strategy):\n";
  for (strategy const& known : all_strategies())
    std::cout << "  " << padded(known.about.name) << known.about.summary << '\n';
  std::cout << "\nWhen to hang up (--when):\n"
               "  accept                  at once (default)\n"
               "  unread                  once bytes of the client lie unread\n"
               "  read:BYTES              once so many bytes were read\n"
               "  after:DURATION          after 250ms, 2s, 1m\n"
               "A client that does not bring this about within --trigger-limit, or that ends the\n"
               "connection first, is not hung up: the server closes the connection, and --once\n"
               "goes on waiting.\n"
            << '\n'
            << answer_grammar()
            << "\nWhen ready it prints 'listening on ADDRESS:PORT' to stdout.\n"
               "Exit status: 0 stopped by --once, SIGINT, SIGTERM or SIGHUP, 2 usage, 4 cannot\n"
               "listen; a strategy that ends the process decides otherwise.\n"
               "\nExample: hangup-server --strategy abortive --when unread\n";
}

void check_own_network(strategy_descriptor const& about, bool own_network) {
  if (about.needs_own_network && !own_network)
    throw usage_error(
        "--strategy: '" + std::string(about.name) +
        "' changes its host's network; run it in a network namespace of its own (as hangup-lab does) and add "
        "--own-network");
}

std::optional<tls_options> read_tls(typed_tls_options const& typed, bool speaks_tls,
                                    strategy_descriptor const& about) {
  if (about.needs_tls && !speaks_tls)
    throw usage_error("--strategy: '" + std::string(about.name) + "' ends TLS; add --tls");
  auto const read = checked(typed, speaks_tls, "--tls");
  return speaks_tls ? std::optional(read) : std::nullopt;
}

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

/// What a stranger could do must be allowed by name.
void check_exposure(host_options const& read, bool may_exit, bool may_fork) {
  strategy_descriptor const& about = read.strategy->about;
  if (read.listen.address().is_loopback()) return;
  auto const refuse = [&](std::string const& effect, std::string const& option) {
    throw usage_error("--strategy: " + in_quotes(about.name) + " would let anybody who can reach " +
                      read.listen.address().to_string() + ' ' + effect + "; listen on loopback or add " +
                      option);
  };
  if (about.ends_process && !may_exit) refuse("end this process", "--allow-remote-exit");
  if (about.starts_processes && !may_fork) refuse("start processes here", "--allow-remote-fork");
}

/// An option that would be ignored is a mistake.
void check_meaning(host_options const& read) {
  strategy const& chosen = *read.strategy;
  std::string const name = in_quotes(chosen.about.name);
  trigger_kind const kind = read.trigger.kind;
  std::string const when = "--when: " + in_quotes(to_string(read.trigger)) + ": ";
  if (!chosen.about.listens && kind != trigger_kind::accept)
    throw usage_error(when + name + " accepts no connection; expected accept");
  if (chosen.before_accept != nullptr && (kind == trigger_kind::unread || kind == trigger_kind::read))
    throw usage_error(when + name +
                      " acts before a connection is accepted; expected accept or after:DURATION");
  if (chosen.hang_up == nullptr && !read.greeting.empty())
    throw usage_error("--greet: " + name + " accepts no connection; leave it out");
  if (chosen.hang_up == nullptr && !read.answer.steps.empty())
    throw usage_error("--answer: " + name + " accepts no connection; leave it out");
  if (!chosen.about.listens && read.once)
    throw usage_error("--once: " + name + " accepts no connection and would never end; leave it out");
}

/// The same of what TLS has no use for, or takes away.
void check_meaning_of_tls(host_options const& read) {
  strategy const& chosen = *read.strategy;
  std::string const name = in_quotes(chosen.about.name);
  if (!chosen.about.listens) throw usage_error("--tls: " + name + " accepts no connection; leave it out");
  if (chosen.cuts_handshake && read.trigger.kind != trigger_kind::accept)
    throw usage_error("--when: " + in_quotes(to_string(read.trigger)) + ": " + name +
                      " ends in the handshake; expected accept");
  if (chosen.cuts_handshake && !read.greeting.empty())
    throw usage_error("--greet: " + name + " ends in the handshake; leave it out");
  if (chosen.cuts_handshake && !read.answer.steps.empty())
    throw usage_error("--answer: " + name + " ends in the handshake; leave it out");
  // What came together with the end of the handshake lies in OpenSSL's buffer, and not in the socket's.
  if (read.trigger.kind == trigger_kind::unread)
    throw usage_error("--when: 'unread': nobody knows over TLS; expected read:BYTES");
  if (chosen.over_unread_bytes && read.greeting.empty())
    throw usage_error("--strategy: " + name +
                      ": over TLS it needs a client that waits for a greeting; add --greet TEXT");
}

answer read_answer(std::string const& text) {
  try {
    return parse_answer(text);
  } catch (plan_error const& problem) {
    throw usage_error(std::string("--") + problem.what());  // it begins with "answer: "
  }
}

std::chrono::nanoseconds read_limit(std::string const& text) {
  auto const limit = parse_duration(text);
  if (limit == limit.zero())
    throw std::invalid_argument(in_quotes(text) + ": expected more than nothing, such as 1ms");
  return limit;
}

summary_format read_format(std::string const& text) {
  if (text == "text") return summary_format::text;
  if (text == "json") return summary_format::json;
  constexpr std::array<std::string_view, 2> names = {"text", "json"};
  throw std::invalid_argument(in_quotes(text) + suggestion(text, names));
}

void check_output(options const& read, bool has_format) {
  if (read.quiet && !read.events.empty())
    throw usage_error("--quiet: counts and writes no events; leave out --events");
  if (has_format && !read.quiet)
    throw usage_error("--format: is that of the summary of --quiet; add --quiet");
}

/// What was typed, where it is not yet what it stands for.
struct typed {
  bool speaks_tls = false;
  typed_tls_options tls;
  std::string listen, strategy, when, trigger_limit, answer, greeting, format, describe;
};

po::options_description describe_options(options& read, typed& given) {
  auto general = option_group("General");
  general.add_options()("help,h", "print this and exit")("version,V", "print the version and exit")(
      "list", "print the strategies and exit")("describe", po::value(&given.describe)->value_name("NAME"),
                                               "explain one strategy and exit");
  auto network = option_group("Connection");
  network.add_options()(
      "listen,l", po::value(&given.listen)->value_name("ADDR:PORT")->default_value("127.0.0.1:9999"),
      "where to listen; port 0 takes a free one")("once", "stop after one connection was hung up")(
      "port-file", po::value(&read.port_file)->value_name("FILE"), "write the port to FILE when listening")(
      "allow-remote-exit", "allow strategies that end the process on other addresses than loopback")(
      "allow-remote-fork", "allow those that start processes there")(
      "own-network",
      "it runs in a network namespace of its own: allow strategies that change the host's network");
  auto ending = option_group("Strategy");
  ending.add_options()("strategy,s",
                       po::value(&given.strategy)->value_name("NAME")->default_value("graceful"),
                       "how to hang up, see below")(
      "when,w", po::value(&given.when)->value_name("TRIGGER")->default_value("accept"),
      "when to hang up, see below")(
      "trigger-limit", po::value(&given.trigger_limit)->value_name("DURATION")->default_value("1m"),
      "give up on a client that keeps the server waiting so long")(
      "answer", po::value(&given.answer)->value_name("STEPS"),
      "speak HTTP or WebSocket before that, see below")(
      "greet", po::value(&given.greeting)->value_name("TEXT"),
      "send TEXT before hanging up; it may hold \\n, \\r, \\\" and \\\\, as the text of a plan's send");
  auto tls = tls_option_group(given.tls);
  tls.add_options()("tls", po::bool_switch(&given.speaks_tls),
                    "speak TLS; the server makes itself a certificate unless --tls-cert names one");
  auto output = option_group("Output");
  output.add_options()("events", po::value(&read.events)->value_name("FILE"),
                       "write what it does as lines of JSON to FILE, or to stdout for -")(
      "quiet,q", po::bool_switch(&read.quiet), "count instead of telling: one summary on stdout")(
      "format", po::value(&given.format)->value_name("FORMAT")->default_value("text"),
      "of that summary: text or json");
  po::options_description all(80, 40);
  all.add(general).add(network).add(ending).add(tls).add(output).add(log_option_group(read.log));
  return all;
}

}  // namespace

std::optional<options> read_options(std::vector<std::string> const& arguments) {
  options read;
  typed text;
  auto const all = describe_options(read, text);
  po::variables_map const given = parse_options(arguments, all);
  if (given.contains("help")) return print_help(all), std::nullopt;
  if (given.contains("version")) return std::cout << version_text("hangup-server"), std::nullopt;
  if (given.contains("list")) return print_list(), std::nullopt;
  if (given.contains("describe"))
    return print_description(read_option("describe", text.describe, read_strategy)->about), std::nullopt;

  read.host = {.listen = read_endpoint(text.listen),
               .strategy = read_option("strategy", text.strategy, read_strategy),
               .trigger = read_option("when", text.when, parse_trigger),
               .trigger_limit = read_option("trigger-limit", text.trigger_limit, read_limit),
               .answer = given.contains("answer") ? read_answer(text.answer) : answer(),
               .greeting = read_option("greet", text.greeting, unescape),
               .once = given.contains("once")};
  read.format = read_option("format", text.format, read_format);
  read.tls = read_tls(text.tls, text.speaks_tls, read.host.strategy->about);
  check_exposure(read.host, given.contains("allow-remote-exit"), given.contains("allow-remote-fork"));
  check_own_network(read.host.strategy->about, given.contains("own-network"));
  check_meaning(read.host);
  if (read.tls) check_meaning_of_tls(read.host);
  check_output(read, !given["format"].defaulted());
  create_output_file("port-file", read.port_file);
  return read;
}

}  // namespace hangup::server
