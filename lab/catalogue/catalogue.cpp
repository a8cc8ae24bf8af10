#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <iterator>
#include <set>
#include <sstream>

#include "client/style.hpp"
#include "common/errors/error_names.hpp"
#include "common/text/enum_names.hpp"
#include "common/text/json.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"
#include "lab/catalogue/experiment.hpp"
#include "server/answers/answer.hpp"
#include "server/strategy.hpp"
#include "server/triggers/trigger.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 29> members = {
    "story",           "name",     "title",   "strategy",   "when",          "greet",      "plan",
    "network",         "deadline", "races",   "ending",     "expect",        "known",      "source",
    "recorded",        "why",      "comment", "connect",    "needs_cell",    "proof",      "windows",
    "ending_blocking", "reactors", "tls",     "tls_ending", "ending_native", "tls_verify", "answer",
    "message_ending"};

constexpr std::array<std::string_view, 5> document_members = {"schema", "story", "defaults", "comment",
                                                              "experiments"};
constexpr std::array<std::string_view, 3> reactor_members = {"connect", "expect", "ending"};
constexpr std::array<std::string_view, 2> recorded_members = {"codes", "source"};
constexpr std::array<std::string_view, 5> proof_members = {"wire", "absent", "counters", "server", "loss"};
constexpr std::array<std::string_view, 5> windows_members = {"blocking", "overlapped", "known", "source",
                                                             "disagrees"};

/// What `read` makes of a member's value; its complaint begins with the member's name.
template <typename Value, typename Read>
auto read_member(std::string_view key, Value const& value, Read read) {
  try {
    return read(value);
  } catch (std::invalid_argument const& problem) {
    throw std::invalid_argument("'" + std::string(key) + "': " + problem.what());
  }
}

std::string read_strategy_name(json::value const& in) {
  std::string name = json_text(in, "strategy");
  if (server::find_strategy(name) != nullptr) return name;
  std::vector<std::string_view> names;
  for (server::strategy const& strategy : server::all_strategies())
    names.push_back(strategy.about.name);
  throw std::invalid_argument("'strategy': '" + name + "'" + suggestion(name, names));
}

network_setup read_network(std::string const& name) {
  std::vector<std::string_view> names;
  for (network_setup const known : all_network_setups()) {
    names.push_back(name_of(known));
    if (names.back() == name) return known;
  }
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

/// What a connect can report, by the name that a run would give it.
std::string read_connect(std::string const& name) {
  condition const error = condition_named(name);
  bool const is_error =
      error != condition::success && error != condition::unlisted && to_string(error) == name;
  if (is_error || name == "ok" || name == "never") return name;
  throw std::invalid_argument("'" + name +
                              "': expected ok, never or the name of a condition such as refused");
}

/// Only the name that a run would give it can ever be seen: `ok`, not `success`.
void expect_outcomes(std::string const& cell) {
  std::istringstream alternatives(cell);
  for (std::string outcome; std::getline(alternatives, outcome, '|');) {
    if (outcome == "ok" || outcome == "never" || outcome == "n/a") continue;
    condition const meant = condition_named(outcome);
    if (meant == condition::unlisted)
      throw std::invalid_argument("'" + outcome +
                                  "': expected ok, never, n/a or the name of a condition such as eof");
    std::string_view const name = meant == condition::success ? "ok" : to_string(meant);
    if (outcome != name)
      throw std::invalid_argument("'" + outcome + "': did you mean '" + std::string(name) + "'?");
  }
}

/// `ok eof broken_pipe eof|never`: for each transfer of the plan one outcome, or several where a race
/// decides.
std::vector<std::string> read_outcomes(std::string const& text, std::size_t results) {
  std::istringstream words(text);
  std::vector<std::string> outcomes;
  for (std::string word; words >> word;) {
    expect_outcomes(word);
    outcomes.push_back(word);
  }
  if (outcomes.size() != results)
    throw std::invalid_argument("'" + text + "': expected one outcome for each result of the plan, " +
                                std::to_string(results));
  return outcomes;
}

std::vector<std::string_view> expectation_members() {
  std::vector<std::string_view> names = {"blocking", "async"};
  for (client::style const& style : client::all_styles())
    names.push_back(style.name);
  return names;
}

/// Expectations are given per style, or for `blocking` (native, sync) and `async` (handlers, coroutines)
/// together.
std::map<std::string, std::vector<std::string>> read_expectations(json::value const& in,
                                                                  experiment const& experiment) {
  json_expect_members(in, expectation_members());
  std::size_t const results = result_count(experiment);
  std::map<std::string, std::vector<std::string>> expected;
  for (client::style const& style : client::all_styles()) {
    if (!is_for(experiment, style.name)) continue;
    std::string_view const key = json_find(in, style.name) != nullptr ? style.name
                                 : style.blocks                       ? "blocking"
                                                                      : "async";
    expected[std::string(style.name)] = read_outcomes(json_text(in, key), results);
  }
  return expected;
}

/// The one of `all` that `name` names.
template <typename Ending>
Ending read_named(std::string const& name, std::span<Ending const> all) {
  std::vector<std::string_view> names;
  for (Ending const known : all) {
    names.push_back(to_string(known));
    if (names.back() == name) return known;
  }
  throw std::invalid_argument("'" + name + "'" + suggestion(name, names));
}

/// The ending that the member `key` names.
template <typename Ending>
Ending read_ending(json::value const& in, std::string_view key, std::span<Ending const> all) {
  return read_member(key, json_text(in, key),
                     [all](std::string const& name) { return read_named(name, all); });
}

ending read_ending(json::value const& in, std::string_view key) {
  return read_ending(in, key, all_endings());
}

std::string read_tls_version(std::string const& version) {
  if (version == "1.2" || version == "1.3") return version;
  throw std::invalid_argument("'" + version + "': expected 1.2 or 1.3");
}

std::string read_side(std::string const& side) {
  if (side.empty() || side == "server" || side == "client") return side;
  throw std::invalid_argument("'" + side + "': expected server or client");
}

/// What the server says, and how it ends for a client that asks.
void read_messages(json::value const& in, experiment& out) {
  if (json_find(in, "answer") != nullptr)
    out.answer = to_string(read_member("answer", json_text(in, "answer"), server::parse_answer));
  bool const has_ending = json_find(in, "message_ending") != nullptr;
  if (has_ending != asks_for_messages(out.steps))
    throw std::invalid_argument(has_ending
                                    ? "'message_ending': expected a plan with steps of HTTP or WebSocket"
                                    : "'message_ending': expected, as the plan has such steps");
  if (has_ending) out.message_ends = read_ending(in, "message_ending", all_message_endings());
}

/// A strategy that ends TLS needs some, and who asks for TLS is told how it ended.
void read_tls(json::value const& in, experiment& out) {
  if (json_find(in, "tls") != nullptr) out.tls = read_member("tls", json_text(in, "tls"), read_tls_version);
  out.tls_verify = read_member("tls_verify", json_text_or(in, "tls_verify", ""), read_side);
  if (server::find_strategy(out.strategy)->about.needs_tls && out.tls.empty())
    throw std::invalid_argument("'tls': expected 1.2 or 1.3: '" + out.strategy + "' ends TLS");
  bool const has_ending = json_find(in, "tls_ending") != nullptr;
  if (has_ending != asks_for_tls(out.steps))
    throw std::invalid_argument(has_ending ? "'tls_ending': expected a plan with the step tls"
                                           : "'tls_ending': expected, as the plan has the step tls");
  if (has_ending) out.tls_ends = read_ending(in, "tls_ending", all_tls_endings());
}

/// What only the styles on epoll never learn, the same styles on another reactor do: `eof` after
/// `broken_pipe`.
std::vector<std::string> where_no_edge_is_lost(experiment const& experiment) {
  auto const may_be_never = [](std::string const& cell) { return cell.find("never") != std::string::npos; };
  std::vector<std::string> cells = experiment.expected.at("handlers");
  // Asio's TLS is that of `sync`; `native` has OpenSSL's own.
  bool const has_layers = asks_for_tls(experiment.steps) || asks_for_messages(experiment.steps);
  auto const blocking = experiment.expected.find(has_layers ? "sync" : "native");
  if (blocking == experiment.expected.end()) return cells;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (may_be_never(cells[i]) && !may_be_never(blocking->second[i])) cells[i] = blocking->second[i];
  return cells;
}

/// Of one reactor what `in` gives, and otherwise what differs on each.
expectation read_reactor(json::value const& in, experiment const& experiment) {
  json_expect_members(in, reactor_members);
  expectation on{
      .connect = read_member("connect", json_text_or(in, "connect", experiment.connect), read_connect),
      .outcomes = where_no_edge_is_lost(experiment),
      .ends = experiment.ends};
  if (json_find(in, "ending") != nullptr) on.ends = read_ending(in, "ending");
  if (json_find(in, "expect") != nullptr || on.connect != experiment.connect)
    on.outcomes = read_member("expect", json_text(in, "expect"), [&](std::string const& text) {
      return read_outcomes(text, result_count(experiment.steps, on.connect));
    });
  return on;
}

std::map<std::string, expectation> read_reactors(json::value const& in, experiment const& experiment) {
  json_expect_members(in, other_reactors);
  std::map<std::string, expectation> all;
  for (std::string_view const reactor : other_reactors) {
    json::value const* const given = json_find(in, reactor);
    all[std::string(reactor)] =
        read_member(reactor, given != nullptr ? *given : json::value(json::object()),
                    [&experiment](json::value const& value) { return read_reactor(value, experiment); });
  }
  return all;
}

recorded_row read_recorded(json::value const& in, std::size_t results) {
  json_expect_members(in, recorded_members);
  recorded_row row{.codes = {}, .source = json_text(in, "source")};
  for (json::value const& code : json_array(in, "codes"))
    row.codes.push_back(json_number_of<int>(code, "codes"));
  if (row.codes.size() != results)
    throw std::invalid_argument("'codes': expected one for each result of the plan, " +
                                std::to_string(results));
  return row;
}

std::vector<std::string> words_of(std::string const& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

proof read_proof(json::value const& in) {
  json_expect_members(in, proof_members);
  return {.wire = parse_segments("wire", json_text_or(in, "wire", "")),
          .absent = parse_segments("absent", json_text_or(in, "absent", "")),
          .counters = words_of(json_text_or(in, "counters", "")),
          .server = json_text_or(in, "server", ""),
          .loss = json_find(in, "loss") != nullptr && json_flag(in, "loss")};
}

bool is_code(std::string const& text) {
  int code = 0;
  char const* const end = text.data() + text.size();
  auto const [rest, error] = std::from_chars(text.data(), end, code);
  return error == std::errc() && rest == end && text.front() != '-';
}

std::vector<std::string> read_windows_codes(std::string const& text, std::size_t results) {
  std::vector<std::string> codes = words_of(text);
  for (std::string const& code : codes)
    if (code != "blocks" && code != "n/a" && code != "?" && !is_code(code))
      throw std::invalid_argument("'" + code + "': expected a number, blocks, n/a or ?");
  if (codes.size() != results)
    throw std::invalid_argument("'" + text + "': expected one code for each result of the plan, " +
                                std::to_string(results));
  return codes;
}

windows_row read_windows(json::value const& in, std::size_t results) {
  json_expect_members(in, windows_members);
  auto const read_codes = [results](std::string const& text) { return read_windows_codes(text, results); };
  windows_row row{.blocking = read_member("blocking", json_text(in, "blocking"), read_codes),
                  .overlapped = read_member("overlapped", json_text(in, "overlapped"), read_codes),
                  .known = evidence::inferred,
                  .source = json_text(in, "source"),
                  .disagrees = json_text_or(in, "disagrees", "")};
  auto const known = evidence_named(json_text(in, "known"));
  if (!known) throw std::invalid_argument("'known': expected recorded, documented or inferred");
  row.known = *known;
  return row;
}

/// `out.races` runs, each as long as its plan and every deadline in it: few and short enough to be waited
/// for.
void check_time(experiment const& out) {
  constexpr unsigned most_races = 10'000;
  if (out.races > most_races)
    throw std::invalid_argument("'races': " + std::to_string(out.races) + ": expected at most " +
                                std::to_string(most_races));
  std::chrono::duration<double> total{};  // it may be more than nanoseconds can hold
  for (step const& step : out.steps.steps)
    total += std::chrono::duration<double>(step.duration) + std::chrono::duration<double>(out.step_deadline);
  if (total > std::chrono::hours(24))
    throw std::invalid_argument("'plan': with a deadline of " + to_string(out.step_deadline) +
                                " for each step it may take more than a day; expected less");
}

/// A name is an argument, and part of a file's name.
std::string read_name(std::string const& name) {
  bool const is_one = !name.empty() && name.size() <= 64 && name.front() >= 'a' &&
                      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (is_one) return name;
  throw std::invalid_argument("'" + name + "': expected at most 64 of a-z, 0-9 and -, such as seed-1");
}

experiment read_experiment(json::value const& in) {
  json_expect_members(in, members);
  experiment out{.name = read_member("name", json_text(in, "name"), read_name),
                 .title = json_text(in, "title"),
                 .story = json_text_or(in, "story", ""),
                 .strategy = read_strategy_name(in),
                 .when = to_string(read_member("when", json_text(in, "when"), server::parse_trigger)),
                 .greeting = json_text_or(in, "greet", ""),
                 .steps = parse_plan(json_text(in, "plan")),
                 .known = json_text_or(in, "known", "measured"),
                 .source = json_text_or(in, "source", ""),
                 .why = json_text(in, "why")};
  read_tls(in, out);
  read_messages(in, out);
  out.connect = read_member("connect", json_text_or(in, "connect", "ok"), read_connect);
  std::size_t const results = result_count(out);
  out.network = read_member("network", json_text_or(in, "network", "unchanged"), read_network);
  out.needs_cell = out.network != network_setup::unchanged;
  if (json_find(in, "needs_cell") != nullptr) out.needs_cell |= json_flag(in, "needs_cell");
  auto const with_results = [results](auto read) {
    return [results, read](json::value const& value) { return read(value, results); };
  };
  if (json::value const* const wanted = json_find(in, "proof"))
    out.proved_by = read_member("proof", *wanted, read_proof);
  if (json::value const* const row = json_find(in, "windows"))
    out.windows = read_member("windows", *row, with_results(read_windows));
  if (json_find(in, "races") != nullptr) out.races = json_number<unsigned>(in, "races");
  if (json::value const* const row = json_find(in, "recorded"))
    out.recorded = read_member("recorded", *row, with_results(read_recorded));
  if (out.races == 0) {
    out.ends = read_ending(in, "ending");
    if (json_find(in, "ending_blocking") != nullptr) out.ends_blocking = read_ending(in, "ending_blocking");
    if (json_find(in, "ending_native") != nullptr) out.ends_native = read_ending(in, "ending_native");
    out.expected = read_member("expect", json_member(in, "expect"),
                               [&out](json::value const& value) { return read_expectations(value, out); });
    json::value const* const reactors = json_find(in, "reactors");
    out.on_reactor = read_member("reactors", reactors != nullptr ? *reactors : json::value(json::object()),
                                 [&out](json::value const& value) { return read_reactors(value, out); });
  } else if (out.recorded.codes.empty()) {
    throw std::invalid_argument("'recorded': expected for a race: its verdict is whether that row was seen");
  }
  auto const deadline = json_text_or(in, "deadline", expects_never(out) ? "500ms" : "5s");
  out.step_deadline =
      read_member("deadline", deadline, [](std::string const& text) { return parse_duration(text); });
  check_time(out);
  return out;
}

/// The members of `in`, and those of `defaults` that it does not have.
json::value completed(json::value const& in, json::object defaults) {
  if (!in.is_object()) return in;
  for (auto const& member : in.get_object())
    defaults.insert_or_assign(member.key(), member.value());
  return defaults;
}

json::object read_defaults(json::value const& document) {
  json::value const* const defaults = json_find(document, "defaults");
  if (defaults == nullptr) return {};
  read_member("defaults", *defaults, [](json::value const& in) { json_expect_members(in, members); });
  return defaults->get_object();
}

void read_document(json::value const& document, std::vector<experiment>& experiments,
                   std::set<std::string>& names) {
  if (json_number<int>(document, "schema") != 1) throw std::invalid_argument("'schema': expected 1");
  json_expect_members(document, document_members);
  json::object defaults = read_defaults(document);
  defaults["story"] = json_text_or(document, "story", "");
  std::size_t number = 0;
  for (json::value const& in : json_array(document, "experiments")) {
    json::value const* const name = json_find(in, "name");
    std::string const place = "experiment " + std::to_string(++number) + " '" +
                              (name != nullptr && name->is_string() ? json_text(in, "name") : "?") + "': ";
    try {
      experiments.push_back(read_experiment(completed(in, defaults)));
    } catch (std::invalid_argument const& problem) {
      throw std::invalid_argument(place + problem.what());
    }
    if (!names.insert(experiments.back().name).second)
      throw std::invalid_argument(place + "'name': is there already");
  }
  if (number == 0) throw std::invalid_argument("'experiments': expected at least one");
}

}  // namespace

std::vector<experiment> parse_catalogue(std::string_view text) {
  return parse_catalogue(std::span(&text, 1));
}

std::vector<experiment> parse_catalogue(std::span<std::string_view const> texts) {
  std::vector<experiment> experiments;
  std::set<std::string> names;
  for (std::string_view const text : texts)
    read_document(parse_json(text), experiments, names);
  return experiments;
}

}  // namespace hangup::lab
