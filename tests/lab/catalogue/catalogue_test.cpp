#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>

#include "client/style.hpp"
#include "lab/catalogue/experiment.hpp"
#include "lab/catalogue/experiment_json.hpp"
#include "server/strategy.hpp"
#include "server/triggers/trigger.hpp"
#include "tests/support/print.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

std::vector<experiment> built_in() {
  return parse_catalogue(built_in_catalogue());
}

/// The first step that moves bytes.
operation first_transfer_of(experiment const& experiment) {
  auto const found = std::find_if(experiment.steps.steps.begin(), experiment.steps.steps.end(),
                                  [](step const& planned) { return transfers(planned.op); });
  return found == experiment.steps.steps.end() ? operation::connect : found->op;
}

std::size_t results_of(experiment const& experiment) {
  std::size_t total = 0;
  for (step const& planned : experiment.steps.steps)
    total += results_of(planned.op);
  return total;
}

TEST(built_in_catalogue, has_an_experiment_for_every_strategy_and_one_that_reads_first) {
  auto const catalogue = built_in();
  for (server::strategy const& strategy : server::all_strategies()) {
    auto const uses = [&](experiment const& entry) { return entry.strategy == strategy.about.name; };
    auto const reads_first = [&](experiment const& entry) {
      return uses(entry) &&
             (first_transfer_of(entry) == operation::recv || first_transfer_of(entry) == operation::recv_all);
    };
    EXPECT_TRUE(std::any_of(catalogue.begin(), catalogue.end(), uses)) << strategy.about.name;
    // A strategy that hangs up over unread bytes needs a client that writes first, and so does TLS.
    bool const needs_bytes =
        strategy.about.name.find("unread") != std::string_view::npos || strategy.about.needs_tls;
    EXPECT_TRUE(needs_bytes || std::any_of(catalogue.begin(), catalogue.end(), reads_first))
        << strategy.about.name;
  }
}

TEST(built_in_catalogue, carries_the_four_recorded_experiments) {
  struct row {
    std::string_view name, strategy, plan;
    std::vector<int> codes;
  };
  auto const catalogue = built_in();
  for (auto const& [name, strategy, plan, codes] : {
           row{"seed-1", "close", "send; recv; send; recv", {0, 10054, 10054, 10054}},
           row{"seed-2", "process_exit", "send; recv; send; recv", {0, 10054, 10054, 10054}},
           row{"seed-3", "close", "wait 1s; send; recv; send; recv", {0, 10053, 10053, 10053}},
           row{"seed-4", "close_then_exit", "wait 1s; send; recv; send; recv", {0, 10053, 10053, 10053}},
       }) {
    auto const found = std::find_if(catalogue.begin(), catalogue.end(),
                                    [&, name = name](experiment const& entry) { return entry.name == name; });
    ASSERT_NE(found, catalogue.end()) << name;
    EXPECT_EQ(found->strategy, strategy) << name;
    EXPECT_EQ(found->when, "accept") << name;
    EXPECT_EQ(found->greeting, "") << name;
    EXPECT_EQ(to_string(found->steps), plan) << name;
    for (step const& planned : found->steps.steps) {
      if (planned.op == operation::send) {
        EXPECT_EQ(payload(planned).size(), 14U) << name;
      }
    }
    EXPECT_EQ(found->recorded.codes, codes) << name;
    EXPECT_NE(found->recorded.source, "") << name;
  }
}

TEST(built_in_catalogue, expects_an_outcome_of_every_transfer_in_every_style) {
  for (experiment const& entry : built_in()) {
    if (entry.races != 0) continue;
    for (client::style const& api : client::all_styles()) {
      auto const found = entry.expected.find(std::string(api.name));
      ASSERT_EQ(found != entry.expected.end(), is_for(entry, api.name)) << entry.name << ", " << api.name;
      if (found == entry.expected.end()) continue;
      EXPECT_EQ(found->second.size(), entry.connect == "ok" ? results_of(entry) : 0U) << entry.name;
    }
  }
}

TEST(built_in_catalogue, is_run_in_every_style_unless_beast_cannot) {
  experiment sockets = built_in().front(), messages = sockets, timed = sockets;
  messages.steps = parse_plan("http-get");
  timed.steps = parse_plan("expires-after 1s; http-get");
  for (std::string_view const row : {"native", "sync", "handlers", "coroutines/select"}) {
    EXPECT_TRUE(is_for(sockets, row)) << row;
    EXPECT_EQ(is_for(messages, row), row != "native") << row;
    EXPECT_EQ(is_for(timed, row), row != "native" && row != "sync") << row;
  }
}

TEST(built_in_catalogue, says_why_and_how_it_is_known) {
  for (experiment const& entry : built_in()) {
    EXPECT_NE(entry.title, "") << entry.name;
    EXPECT_NE(entry.why, "") << entry.name;
    EXPECT_NE(entry.source, "") << entry.name;
    EXPECT_EQ(entry.known, "measured") << entry.name;
  }
}

TEST(built_in_catalogue, says_the_same_when_it_is_written_and_read_again) {
  auto const all = built_in();
  std::vector<experiment const*> chosen;
  for (experiment const& experiment : all)
    chosen.push_back(&experiment);
  std::string const text = json::serialize(to_json(chosen));
  auto const again = parse_catalogue(text);
  ASSERT_EQ(again.size(), all.size());
  std::vector<experiment const*> read;
  for (experiment const& experiment : again)
    read.push_back(&experiment);
  EXPECT_EQ(json::serialize(to_json(read)), text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(again[i].expected, all[i].expected) << all[i].name;
    EXPECT_EQ(again[i].steps, all[i].steps) << all[i].name;
    EXPECT_EQ(again[i].proved_by.wire, all[i].proved_by.wire) << all[i].name;
    EXPECT_EQ(again[i].story, all[i].story) << all[i].name;
    EXPECT_NE(again[i].story, "") << all[i].name;
  }
}

/// A catalogue of one experiment, as small as one can be.
json::value document() {
  return json::parse(R"({"schema": 1, "experiments": [{
    "name": "x", "title": "t", "strategy": "close", "when": "accept", "plan": "await-readable; recv; send",
    "ending": "peer_finished", "expect": {"blocking": "eof ok", "async": "eof|never broken_pipe"},
    "why": "w"}]})");
}

using edit = std::function<void(json::object& document, json::object& experiment)>;

std::vector<experiment> parsed(edit const& change) {
  json::value in = document();
  change(in.as_object(), in.at("experiments").at(0).as_object());
  return parse_catalogue(json::serialize(in));
}

experiment parsed_one(edit const& change) {
  return parsed(change).front();
}

std::string error_of(edit const& change) {
  return thrown_by<std::invalid_argument>([&] { parsed(change); });
}

edit with_member(std::string_view member, json::value value) {
  return [=](json::object&, json::object& experiment) { experiment[member] = value; };
}
edit without_member(std::string_view member) {
  return [=](json::object&, json::object& experiment) { experiment.erase(member); };
}

TEST(catalogue, gives_the_blocking_and_the_asynchronous_styles_their_expectations) {
  using outcomes = std::vector<std::string>;
  experiment const read = parsed_one([](json::object&, json::object&) {});
  EXPECT_EQ(read.expected.at("native"), (outcomes{"eof", "ok"}));
  EXPECT_EQ(read.expected.at("sync"), (outcomes{"eof", "ok"}));
  EXPECT_EQ(read.expected.at("handlers"), (outcomes{"eof|never", "broken_pipe"}));
  EXPECT_EQ(read.expected.at("coroutines"), (outcomes{"eof|never", "broken_pipe"}));
}

TEST(catalogue, prefers_the_expectation_of_one_style_to_that_of_its_kind) {
  using outcomes = std::vector<std::string>;
  experiment const read = parsed_one([](json::object&, json::object& experiment) {
    experiment["expect"].as_object()["handlers"] = "never ok";
  });
  EXPECT_EQ(read.expected.at("handlers"), (outcomes{"never", "ok"}));
  EXPECT_EQ(read.expected.at("coroutines"), (outcomes{"eof|never", "broken_pipe"}));
}

TEST(catalogue, has_defaults_for_what_need_not_be_written) {
  experiment const read = parsed_one([](json::object&, json::object&) {});
  EXPECT_EQ(read.greeting, "");
  EXPECT_EQ(read.step_deadline, std::chrono::milliseconds(500)) << "one of its steps may never complete";
  auto const complete = [](json::object&, json::object& experiment) {
    experiment["expect"] = {{"blocking", "eof broken_pipe"}, {"async", "eof broken_pipe"}};
  };
  EXPECT_EQ(parsed_one(complete).step_deadline, std::chrono::seconds(5));
  EXPECT_EQ(read.races, 0U);
  EXPECT_EQ(read.known, "measured");
  EXPECT_TRUE(read.recorded.codes.empty());
  EXPECT_EQ(read.connect, "ok");
  EXPECT_FALSE(read.needs_cell);
  EXPECT_EQ(read.ends_blocking, std::nullopt);
  EXPECT_TRUE(read.windows.blocking.empty());
}

TEST(catalogue, expects_of_another_reactor_that_no_edge_is_lost_unless_it_is_told_what_differs) {
  auto const change = [](json::object&, json::object& experiment) {
    experiment["expect"] = {{"blocking", "never eof"}, {"async", "never eof|never"}};
    experiment["reactors"] = {{"io_uring", {{"expect", "ok eof"}, {"ending", "still_open"}}}};
  };
  experiment const read = parsed_one(change);
  EXPECT_EQ(expected_of(read, "handlers").outcomes, (std::vector<std::string>{"never", "eof|never"}));
  expectation const on_select = expected_of(read, "handlers/select");
  EXPECT_EQ(on_select.outcomes, (std::vector<std::string>{"never", "eof"}));
  EXPECT_EQ(on_select.ends, read.ends);
  expectation const on_io_uring = expected_of(read, "coroutines/io_uring");
  EXPECT_EQ(on_io_uring.outcomes, (std::vector<std::string>{"ok", "eof"}));
  EXPECT_EQ(on_io_uring.ends, ending::still_open);
  EXPECT_EQ(on_io_uring.connect, "ok");
}

TEST(catalogue, of_an_experiment_that_changes_the_network_needs_a_cell) {
  experiment const read =
      parsed_one([](json::object&, json::object& experiment) { experiment["network"] = "syn_dropped"; });
  EXPECT_EQ(read.network, network_setup::syn_dropped);
  EXPECT_TRUE(read.needs_cell);
}

TEST(catalogue, gives_an_experiment_the_defaults_of_its_document_for_what_it_leaves_out) {
  auto const change = [](json::object& document, json::object& experiment) {
    document["story"] = "the story";
    document["defaults"] = {{"source", "one machine"}, {"why", "not this"}, {"deadline", "3s"}};
    experiment["deadline"] = "4s";
  };
  experiment const read = parsed_one(change);
  EXPECT_EQ(read.source, "one machine");
  EXPECT_EQ(read.why, "w");
  EXPECT_EQ(read.step_deadline, std::chrono::seconds(4));
  EXPECT_EQ(read.story, "the story");
}

TEST(catalogue, of_several_documents_has_all_their_experiments_in_order_and_no_name_twice) {
  std::string const first = json::serialize(document());
  json::value other = document();
  other.at("experiments").at(0).as_object()["name"] = "y";
  std::string const second = json::serialize(other);
  auto const both = parse_catalogue(std::vector<std::string_view>{first, second});
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].name, "x");
  EXPECT_EQ(both[1].name, "y");
  EXPECT_EQ(thrown_by<std::invalid_argument>([&] {
              parse_catalogue(std::vector<std::string_view>{first, first});
            }),
            "experiment 1 'x': 'name': is there already");
}

TEST(catalogue, takes_what_an_experiment_may_need) {
  experiment const read = parsed_one([](json::object&, json::object& experiment) {
    experiment["needs_cell"] = true;
    experiment["ending_blocking"] = "still_open";
  });
  EXPECT_TRUE(read.needs_cell);
  EXPECT_EQ(read.ends, ending::peer_finished);
  EXPECT_EQ(read.ends_blocking, ending::still_open);
}

TEST(catalogue, takes_a_race_without_expectations_when_a_row_was_recorded) {
  experiment const read = parsed_one([](json::object&, json::object& experiment) {
    experiment.erase("ending");
    experiment.erase("expect");
    experiment["races"] = 7;
    experiment["recorded"] = {{"codes", {0, 10054}}, {"source", "s"}};
  });
  EXPECT_EQ(read.races, 7U);
  EXPECT_EQ(read.recorded.codes, (std::vector{0, 10054}));
}

struct bad_row {
  edit change;
  std::string_view error;
};

json::value expecting(std::string_view blocking) {
  return {{"blocking", blocking}, {"async", "ok ok"}};
}

std::vector<bad_row> bad_rows() {
  return {
      {without_member("title"), "'title': expected, but missing"},
      {without_member("why"), "'why': expected, but missing"},
      {with_member("title", 1), "'title': expected a text"},
      {with_member("titel", "t"), "'titel': did you mean 'title'?"},
      {with_member("when?", "t"), "'when?': did you mean 'when'?"},
      {with_member("strategy", "abotrive"), "'strategy': 'abotrive': did you mean 'abortive'?"},
      {with_member("when", "acept"), "'when': 'acept': did you mean 'accept'?"},
      {with_member("when", "read"), "'when': 'read': expected accept, unread, read:BYTES or after:DURATION"},
      {with_member("plan", "recv; snd"), "plan: step 2: 'snd': did you mean 'send'?"},
      {with_member("deadline", "soon"), "'deadline': 'soon': expected a duration such as 250ms, 2s or 1m"},
      {with_member("greet", json::array()), "'greet': expected a text"},
      {without_member("ending"), "'ending': expected, but missing"},
      {with_member("ending", "peer_rest"), "'ending': 'peer_rest': did you mean 'peer_reset'?"},
      {without_member("expect"), "'expect': expected, but missing"},
      {with_member("expect", json::object{{"blocking", "eof ok"}}),
       "'expect': 'async': expected, but missing"},
      {with_member("expect", {{"blocking", "eof ok"}, {"async", "eof ok"}, {"handler", "eof ok"}}),
       "'expect': 'handler': did you mean 'handlers'?"},
      {with_member("expect", expecting("eof okay")),
       "'expect': 'okay': expected ok, never, n/a or the name of a condition such as eof"},
      {with_member("expect", expecting("eof ok|nevr")),
       "'expect': 'nevr': expected ok, never, n/a or the name of a condition such as eof"},
      {with_member("expect", expecting("eof success")), "'expect': 'success': did you mean 'ok'?"},
      {with_member("expect", expecting("eof ok|connection_refused")),
       "'expect': 'connection_refused': did you mean 'refused'?"},
      {with_member("expect", expecting("eof")),
       "'expect': 'eof': expected one outcome for each result of the plan, 2"},
      {with_member("expect", expecting("eof ok ok")),
       "'expect': 'eof ok ok': expected one outcome for each result of the plan, 2"},
      {with_member("recorded", json::object{{"codes", {0, 0}}}),
       "'recorded': 'source': expected, but missing"},
      {with_member("recorded", json::object{{"source", "s"}}), "'recorded': 'codes': expected, but missing"},
      {with_member("recorded", {{"codes", {0, "0"}}, {"source", "s"}}),
       "'recorded': 'codes': expected a number"},
      {with_member("recorded", {{"codes", {0, 4294977350}}, {"source", "s"}}),
       "'recorded': 'codes': expected a number"},
      {with_member("recorded", {{"codes", {0}}, {"source", "s"}}),
       "'recorded': 'codes': expected one for each result of the plan, 2"},
      {with_member("recorded", {{"codes", {0, 0}}, {"source", "s"}, {"sauce", "s"}}),
       "'recorded': 'sauce': did you mean 'source'?"},
      {with_member("races", "many"), "'races': expected a number"},
      {with_member("races", -1), "'races': expected a number"},
      {with_member("races", 20),
       "'recorded': expected for a race: its verdict is whether that row was seen"}};
}

TEST(bad_experiment, is_rejected_with_its_number_its_name_the_member_and_what_was_expected) {
  for (bad_row const& bad : bad_rows())
    EXPECT_EQ(error_of(bad.change), "experiment 1 'x': " + std::string(bad.error));
}

/// A proof of one member.
json::value proved_by(std::string_view member, json::value value) {
  return json::object{{member, std::move(value)}};
}

/// A Windows row for the plan's two results, with one member as given.
json::value windows_with(std::string_view member, json::value value) {
  json::object row = {
      {"blocking", "0 10053"}, {"overlapped", "64 blocks"}, {"known", "inferred"}, {"source", "s"}};
  row[member] = std::move(value);
  return row;
}

json::value windows_without(std::string_view member) {
  json::object row = windows_with("source", "s").as_object();
  row.erase(member);
  return row;
}

std::vector<bad_row> bad_rows_of_a_proof() {
  return {{with_member("proof", "S:FIN"), "'proof': expected an object"},
          {with_member("proof", proved_by("wires", "S:FIN")), "'proof': 'wires': did you mean 'wire'?"},
          {with_member("proof", proved_by("wire", json::array{"S:FIN"})), "'proof': 'wire': expected a text"},
          {with_member("proof", proved_by("wire", "S:FIN C:dat")),
           "'proof': 'wire': 'C:dat': expected S: or C: with SYN, FIN, RST, data, handshake or alert, such "
           "as S:FIN"},
          {with_member("proof", proved_by("absent", "RST")),
           "'proof': 'absent': 'RST': expected S: or C: with SYN, FIN, RST, data, handshake or alert, such "
           "as S:FIN"},
          {with_member("proof", proved_by("counters", 1)), "'proof': 'counters': expected a text"},
          {with_member("proof", proved_by("server", 1)), "'proof': 'server': expected a text"},
          {with_member("proof", proved_by("loss", "yes")), "'proof': 'loss': expected true or false"},
          {with_member("needs_cell", "yes"), "'needs_cell': expected true or false"},
          {with_member("reactors", json::object{{"iouring", json::object()}}),
           "'reactors': 'iouring': did you mean 'io_uring'?"},
          {with_member("reactors",
                       json::object{{"select", json::object{{"connect", "refused"}, {"expect", "ok"}}}}),
           "'reactors': 'select': 'expect': 'ok': expected one outcome for each result of the plan, 0"},
          {with_member("network", "syn_droped"), "'network': 'syn_droped': did you mean 'syn_dropped'?"},
          {with_member("ending_blocking", "peer_rest"),
           "'ending_blocking': 'peer_rest': did you mean 'peer_reset'?"},
          {with_member("connect", 1), "'connect': expected a text"},
          {with_member("connect", "success"),
           "'connect': 'success': expected ok, never or the name of a condition such as refused"},
          {with_member("connect", "refusd"),
           "'connect': 'refusd': expected ok, never or the name of a condition such as refused"},
          {with_member("connect", "refused"),
           "'expect': 'eof ok': expected one outcome for each result of the plan, 0"}};
}

std::vector<bad_row> bad_rows_of_windows() {
  return {
      {with_member("windows", "0 0"), "'windows': expected an object"},
      {with_member("windows", windows_with("disagree", "t")),
       "'windows': 'disagree': did you mean 'disagrees'?"},
      {with_member("windows", windows_without("blocking")), "'windows': 'blocking': expected, but missing"},
      {with_member("windows", windows_without("overlapped")),
       "'windows': 'overlapped': expected, but missing"},
      {with_member("windows", windows_without("known")), "'windows': 'known': expected, but missing"},
      {with_member("windows", windows_without("source")), "'windows': 'source': expected, but missing"},
      {with_member("windows", windows_with("known", "measured")),
       "'windows': 'known': expected recorded, documented or inferred"},
      {with_member("windows", windows_with("blocking", "0")),
       "'windows': 'blocking': '0': expected one code for each result of the plan, 2"},
      {with_member("windows", windows_with("overlapped", "0 0 0")),
       "'windows': 'overlapped': '0 0 0': expected one code for each result of the plan, 2"},
      {with_member("windows", windows_with("blocking", "0 WSAECONNRESET")),
       "'windows': 'blocking': 'WSAECONNRESET': expected a number, blocks, n/a or ?"},
      {with_member("windows", windows_with("blocking", "0 4294977350")),
       "'windows': 'blocking': '4294977350': expected a number, blocks, n/a or ?"},
      {with_member("windows", windows_with("overlapped", "-1 0")),
       "'windows': 'overlapped': '-1': expected a number, blocks, n/a or ?"}};
}

TEST(bad_proof, is_rejected_with_the_member_and_what_was_expected) {
  for (bad_row const& bad : bad_rows_of_a_proof())
    EXPECT_EQ(error_of(bad.change), "experiment 1 'x': " + std::string(bad.error));
}

TEST(bad_windows_row, is_rejected_with_the_member_and_what_was_expected) {
  for (bad_row const& bad : bad_rows_of_windows())
    EXPECT_EQ(error_of(bad.change), "experiment 1 'x': " + std::string(bad.error));
}

TEST(catalogue, takes_only_names_that_are_words_and_file_names_everywhere) {
  for (std::string const name :
       {"", "--help", "-x", "../up", "a/b", "a.b", "a b", "A", "1a", "caf\xc3\xa9", "a\x1b[31m"})
    EXPECT_EQ(error_of(with_member("name", json::value_from(name))),
              std::string("experiment 1 '")
                  .append(name)
                  .append("': 'name': '")
                  .append(name)
                  .append("': expected at most 64 of a-z, 0-9 and -, such as seed-1"));
  EXPECT_NE(error_of(with_member("name", json::value_from(std::string(65, 'a')))), "");
  EXPECT_EQ(parsed_one(with_member("name", json::value_from(std::string(64, 'a')))).name,
            std::string(64, 'a'));
  EXPECT_EQ(parsed_one(with_member("name", "a-1-b")).name, "a-1-b");
}

TEST(catalogue, takes_only_races_and_plans_that_come_to_an_end) {
  auto const races = [](auto number) {
    return [number](json::object&, json::object& experiment) {
      experiment["races"] = number;
      experiment["recorded"] = {{"codes", {0, 0}}, {"source", "s"}};
    };
  };
  EXPECT_EQ(parsed_one(races(10000)).races, 10000U);
  EXPECT_EQ(error_of(races(10001)), "experiment 1 'x': 'races': 10001: expected at most 10000");
  EXPECT_EQ(error_of(races(4000000000)), "experiment 1 'x': 'races': 4000000000: expected at most 10000");
  EXPECT_EQ(error_of(races(4294967297)), "experiment 1 'x': 'races': expected a number");
  EXPECT_EQ(error_of(with_member("deadline", "20000m")),
            "experiment 1 'x': 'plan': with a deadline of 20000m for each step it may take more than a "
            "day; expected less");
  EXPECT_EQ(error_of(with_member("plan", "wait 30000m; wait 30000m; recv; send")),
            "experiment 1 'x': 'plan': with a deadline of 500ms for each step it may take more than a day; "
            "expected less");
}

TEST(catalogue, takes_a_proof_as_it_was_written) {
  using words = std::vector<std::string>;
  proof const all = parsed_one(with_member("proof", {{"wire", "S:FIN  C:data"},
                                                     {"absent", "S:RST"},
                                                     {"counters", "TCPAbortOnData OutRsts"},
                                                     {"server", "read eof"},
                                                     {"loss", true}}))
                        .proved_by;
  EXPECT_EQ(all.wire, (words{"S:FIN", "C:data"}));
  EXPECT_EQ(all.absent, (words{"S:RST"}));
  EXPECT_EQ(all.counters, (words{"TCPAbortOnData", "OutRsts"}));
  EXPECT_EQ(all.server, "read eof");
  EXPECT_TRUE(all.loss);

  proof const none = parsed_one(with_member("proof", json::object())).proved_by;
  EXPECT_TRUE(none.wire.empty() && none.absent.empty() && none.counters.empty() && none.server.empty());
  EXPECT_FALSE(none.loss);
}

TEST(catalogue, takes_a_windows_row_of_numbers_blocks_no_call_and_unknown) {
  using words = std::vector<std::string>;
  json::value row = windows_with("blocking", "0 ?");
  row.as_object()["overlapped"] = "n/a blocks";
  row.as_object()["known"] = "documented";
  row.as_object()["disagrees"] = "another";
  windows_row const read = parsed_one(with_member("windows", row)).windows;
  EXPECT_EQ(read.blocking, (words{"0", "?"}));
  EXPECT_EQ(read.overlapped, (words{"n/a", "blocks"}));
  EXPECT_EQ(read.known, evidence::documented);
  EXPECT_EQ(read.source, "s");
  EXPECT_EQ(read.disagrees, "another");
}

TEST(catalogue, expects_no_outcome_where_the_connect_fails) {
  experiment const read = parsed_one([](json::object&, json::object& experiment) {
    experiment["connect"] = "refused";
    experiment["expect"] = {{"blocking", ""}, {"async", ""}};
    experiment["windows"] = {{"blocking", ""}, {"overlapped", ""}, {"known", "inferred"}, {"source", "s"}};
  });
  EXPECT_EQ(read.connect, "refused");
  EXPECT_TRUE(read.expected.at("native").empty());
}

TEST(catalogue, lists_all_endings_where_none_is_near) {
  std::string const error = error_of(with_member("ending", "an_unheard_of_thing"));
  EXPECT_TRUE(
      error.starts_with("experiment 1 'x': 'ending': 'an_unheard_of_thing': expected one of: still_open"))
      << error;
}

TEST(catalogue, counts_the_experiments_from_1_and_names_the_one_that_is_wrong) {
  auto const second = [](json::object& document, json::object& experiment) {
    json::object other = experiment;
    other["name"] = "y";
    other["strategy"] = "hol";
    document["experiments"].as_array().emplace_back(std::move(other));
  };
  EXPECT_EQ(error_of(second), "experiment 2 'y': 'strategy': 'hol': did you mean 'hold'?");
}

TEST(catalogue, rejects_a_name_that_is_there_already) {
  auto const twice = [](json::object& document, json::object& experiment) {
    document["experiments"].as_array().emplace_back(json::object(experiment));
  };
  EXPECT_EQ(error_of(twice), "experiment 2 'x': 'name': is there already");
}

TEST(catalogue, rejects_an_experiment_without_a_proper_name) {
  EXPECT_EQ(error_of(without_member("name")), "experiment 1 '?': 'name': expected, but missing");
  EXPECT_EQ(error_of(with_member("name", 5)), "experiment 1 '?': 'name': expected a text");
  auto const no_object = [](json::object& document, json::object&) {
    document["experiments"] = json::array({"x"});
  };
  EXPECT_EQ(error_of(no_object), "experiment 1 '?': expected an object");
}

TEST(catalogue, rejects_a_document_that_is_not_a_catalogue) {
  using object = json::object;
  EXPECT_EQ(error_of([](object& in, object&) { in.erase("schema"); }), "'schema': expected, but missing");
  EXPECT_EQ(error_of([](object& in, object&) { in["schema"] = 2; }), "'schema': expected 1");
  EXPECT_EQ(error_of([](object& in, object&) { in.erase("experiments"); }),
            "'experiments': expected, but missing");
  EXPECT_EQ(error_of([](object& in, object&) { in["experiments"] = "none"; }),
            "'experiments': expected an array");
  EXPECT_EQ(error_of([](object& in, object&) { in["experiments"] = json::array(); }),
            "'experiments': expected at least one");
  EXPECT_EQ(error_of([](object& in, object&) { in["storey"] = ""; }), "'storey': did you mean 'story'?");
  EXPECT_EQ(error_of([](object& in, object&) {
              in["defaults"] = {{"titel", ""}};
            }),
            "'defaults': 'titel': did you mean 'title'?");
  EXPECT_EQ(error_of([](object& in, object&) { in["defaults"] = 1; }), "'defaults': expected an object");
}

TEST(catalogue, says_at_which_line_a_text_is_no_json) {
  auto const error = thrown_by<std::invalid_argument>([] { parse_catalogue("{\n\"schema\": 1,\n]"); });
  EXPECT_TRUE(error.starts_with("line 3: ")) << error;
}

}  // namespace
}  // namespace hangup::lab
