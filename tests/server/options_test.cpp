#include "server/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

#include "common/options/errors.hpp"
#include "server/strategy.hpp"
#include "tests/support/redirected.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/thrown.hpp"

namespace hangup::server {
namespace {

using arguments = std::vector<std::string>;
using namespace std::chrono_literals;

std::string error_of(arguments const& given) {
  return thrown_by<usage_error>([&] { read_options(given); });
}

TEST(options, by_default_it_ends_connections_gracefully_on_loopback) {
  auto const read = read_options({});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->host.listen, boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 9999));
  EXPECT_EQ(read->host.strategy, find_strategy("graceful"));
  EXPECT_EQ(read->host.trigger, trigger{});
  EXPECT_FALSE(read->host.once);
  EXPECT_EQ(read->host.greeting + read->port_file + read->events, "");
}

TEST(options, every_option_arrives) {
  temporary_directory const directory;
  std::string const port_file = directory.file("port");
  auto const read = read_options({"--listen", "[::1]:80", "--strategy", "abortive", "--when", "after:2s",
                                  "--once", "--greet", "hello", "--events", "-", "--port-file", port_file,
                                  "--log-level", "debug", "--color", "never"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->host.listen.address(), boost::asio::ip::address_v6::loopback());
  EXPECT_EQ(read->host.listen.port(), 80);
  EXPECT_EQ(read->host.strategy, find_strategy("abortive"));
  EXPECT_EQ(read->host.trigger, (trigger{.kind = trigger_kind::after, .delay = 2s}));
  EXPECT_TRUE(read->host.once);
  EXPECT_EQ(read->host.greeting, "hello");
  EXPECT_EQ(read->events, "-");
  EXPECT_EQ(read->port_file, port_file);
  EXPECT_TRUE(std::ifstream(port_file)) << "created before anything is done";
  EXPECT_EQ(read->log.level, "debug");
  EXPECT_EQ(read->log.color, "never");
}

TEST(options, an_answer_is_read_and_its_mistakes_are_named) {
  EXPECT_EQ(to_string(read_options({"--answer", "http 404; ws"})->host.answer), "http 404; ws");
  EXPECT_TRUE(read_options({})->host.answer.steps.empty());
  EXPECT_EQ(error_of({"--answer", "htp"}), "--answer: step 1: 'htp': did you mean 'http'?");
  EXPECT_EQ(error_of({"--answer", ""}), "--answer: is empty; expected steps such as http or ws");
  EXPECT_EQ(error_of({"--answer", "http", "--strategy", "refuse"}),
            "--answer: 'refuse' accepts no connection; leave it out");
}

TEST(options, a_greeting_knows_the_escapes_of_a_plan) {
  EXPECT_EQ(read_options({"--greet", R"(HTTP/1.0 200 OK\r\n\r\n\"\\)"})->host.greeting,
            "HTTP/1.0 200 OK\r\n\r\n\"\\");
  EXPECT_EQ(error_of({"--greet", R"(\t)"}),
            "--greet: '\\t': expected \\n, \\r, \\\", \\\\ or \\x and two hexadecimal digits");
}

TEST(options, localhost_is_a_name_for_loopback) {
  EXPECT_TRUE(read_options({"--listen", "localhost:0"})->host.listen.address().is_loopback());
}

TEST(options, an_error_names_the_option_and_the_nearest_value) {
  struct row {
    arguments given;
    std::string_view error;
  };
  for (auto const& [given, error] : {
           row{{"--strategy", "abortve"}, "--strategy: 'abortve': did you mean 'abortive'?"},
           row{{"--strategy", "fnord"},
               "--strategy: 'fnord': expected one of: close, graceful, lingering_close, abortive, "},
           row{{"--describe", "holt"}, "--describe: 'holt': did you mean 'hold'?"},
           row{{"--when", "unred"}, "--when: 'unred': did you mean 'unread'?"},
           row{{"--when", "read:"}, "--when: '': expected a size"},
           row{{"--listen", "99999"}, "--listen: '99999': expected"},
           row{{"--listen", "example.org:1"},
               "--listen: 'example.org': expected an IP address such as 127.0.0.1"},
           row{{"--listen", "127.0.0.1:70000"}, "--listen: '127.0.0.1:70000': expected HOST:PORT"},
           row{{"--strateg", "hold"}, "--strateg: unknown option, did you mean '--strategy'?"},
       })
    EXPECT_THAT(error_of(given), testing::StartsWith(error)) << given.front();
}

TEST(options, no_stranger_may_end_the_process_or_start_others) {
  for (strategy const& known : all_strategies()) {
    std::string const name(known.about.name);
    bool const ends = known.about.ends_process, starts = known.about.starts_processes;
    for (std::string const address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
      arguments given = {"--listen", address, "--strategy", name};
      if (known.about.needs_own_network) given.push_back("--own-network");
      if (known.about.needs_tls) given.push_back("--tls");
      if (ends || starts) {
        std::string const allowed = ends ? "--allow-remote-exit" : "--allow-remote-fork";
        std::string const other = ends ? "--allow-remote-fork" : "--allow-remote-exit";
        given.push_back(other);
        EXPECT_THAT(error_of(given), testing::AllOf(testing::StartsWith("--strategy: '" + name + "'"),
                                                    testing::HasSubstr(allowed)));
        given.push_back(allowed);
      }
      EXPECT_EQ(read_options(given)->host.strategy, &known) << address;
    }
    if (known.about.needs_own_network || known.about.needs_tls) continue;
    for (std::string const address : {"127.0.0.1:0", "127.0.0.2:0", "[::1]:0"})
      EXPECT_EQ(read_options({"--listen", address, "--strategy", name})->host.strategy, &known) << address;
  }
}

TEST(options, what_would_be_ignored_is_rejected) {
  constexpr std::string_view before_accept =
      " acts before a connection is accepted; expected accept or after:DURATION";
  for (std::string const when : {"read:14", "unread"}) {
    for (std::string const name : {"listener_close", "late_accept"})
      EXPECT_EQ(error_of({"--strategy", name, "--when", when}), std::string("--when: '")
                                                                    .append(when)
                                                                    .append("': '")
                                                                    .append(name)
                                                                    .append("'")
                                                                    .append(before_accept));
  }
  for (std::string const when : {"read:14", "unread", "after:1s"})
    EXPECT_EQ(error_of({"--strategy", "refuse", "--when", when}),
              "--when: '" + when + "': 'refuse' accepts no connection; expected accept");
  for (std::string const when : {"accept", "after:1s"})
    EXPECT_EQ(read_options({"--strategy", "late_accept", "--when", when})->host.trigger, parse_trigger(when));
  EXPECT_EQ(error_of({"--strategy", "refuse", "--once"}),
            "--once: 'refuse' accepts no connection and would never end; leave it out");
  for (std::string const name : {"refuse", "listener_close"})
    EXPECT_EQ(error_of({"--strategy", name, "--greet", "hello"}),
              "--greet: '" + name + "' accepts no connection; leave it out");
  EXPECT_EQ(error_of({"--quiet", "--events", "-"}),
            "--quiet: counts and writes no events; leave out --events");
  EXPECT_EQ(error_of({"--format", "json"}), "--format: is that of the summary of --quiet; add --quiet");
}

TEST(options, a_trigger_has_a_limit_of_a_minute_or_what_is_asked_for) {
  EXPECT_EQ(read_options({})->host.trigger_limit, 1min);
  EXPECT_EQ(read_options({"--trigger-limit", "250ms"})->host.trigger_limit, 250ms);
  EXPECT_EQ(error_of({"--trigger-limit", "0s"}),
            "--trigger-limit: '0s': expected more than nothing, such as 1ms");
}

TEST(options, quiet_has_a_format) {
  EXPECT_FALSE(read_options({})->quiet);
  EXPECT_EQ(read_options({"--quiet"})->format, summary_format::text);
  EXPECT_EQ(read_options({"-q", "--format", "json"})->format, summary_format::json);
  EXPECT_EQ(error_of({"-q", "--format", "jsn"}), "--format: 'jsn': did you mean 'json'?");
}

TEST(options, what_changes_the_hosts_network_must_be_asked_for_by_name) {
  std::vector<std::string_view> changing;
  for (strategy const& known : all_strategies()) {
    std::string const name(known.about.name);
    if (known.about.needs_tls) continue;
    EXPECT_EQ(read_options({"--strategy", name, "--own-network"})->host.strategy, &known);
    if (known.about.needs_own_network)
      changing.push_back(known.about.name);
    else
      EXPECT_EQ(read_options({"--strategy", name})->host.strategy, &known);
  }
  EXPECT_THAT(changing, testing::ElementsAre("vanish", "reject"));
  for (std::string_view const name : changing)
    EXPECT_EQ(error_of({"--strategy", std::string(name)}),
              "--strategy: '" + std::string(name) +
                  "' changes its host's network; run it in a network namespace of its own (as hangup-lab "
                  "does) and add --own-network");
}

TEST(options, tls_is_spoken_where_it_is_asked_for) {
  EXPECT_FALSE(read_options({})->tls);
  auto const read = read_options({"--tls", "--tls-min", "1.3", "--tls-ca", "ca", "--tls-cert", "cert",
                                  "--tls-key", "key", "--tls-keylog", "log"});
  ASSERT_TRUE(read->tls);
  EXPECT_EQ(read->tls->lowest, tls_version::v1_3);
  EXPECT_EQ(read->tls->highest, tls_version::v1_3);
  EXPECT_TRUE(read->tls->verifies) << "--tls-ca asks for it";
  EXPECT_TRUE(read_options({"--tls", "--tls-verify"})->tls->verifies);
  EXPECT_FALSE(read_options({"--tls"})->tls->verifies);
  EXPECT_EQ(read->tls->authorities + read->tls->certificate + read->tls->key + read->tls->secrets_file,
            "cacertkeylog");
}

TEST(options, what_is_wrong_with_tls_is_said) {
  for (strategy const& known : all_strategies())
    if (std::string const name(known.about.name); known.about.needs_tls) {
      EXPECT_EQ(error_of({"--strategy", name}), "--strategy: '" + name + "' ends TLS; add --tls");
      EXPECT_EQ(read_options({"--strategy", name, "--tls"})->host.strategy, &known);
    }
  EXPECT_EQ(error_of({"--tls-min", "1.3"}), "--tls-min: expected --tls as well");
  EXPECT_EQ(error_of({"--tls", "--strategy", "refuse"}),
            "--tls: 'refuse' accepts no connection; leave it out");
  EXPECT_EQ(error_of({"--tls", "--strategy", "cut_handshake", "--when", "read:1"}),
            "--when: 'read:1': 'cut_handshake' ends in the handshake; expected accept");
  EXPECT_EQ(error_of({"--tls", "--strategy", "cut_handshake", "--greet", "x"}),
            "--greet: 'cut_handshake' ends in the handshake; leave it out");
  EXPECT_EQ(error_of({"--tls", "--when", "unread"}),
            "--when: 'unread': nobody knows over TLS; expected read:BYTES");
  EXPECT_EQ(
      error_of({"--tls", "--strategy", "unread_close"}),
      "--strategy: 'unread_close': over TLS it needs a client that waits for a greeting; add --greet TEXT");
  EXPECT_EQ(error_of({"--tls-keylog", "f"}), "--tls-keylog: expected --tls as well");
  EXPECT_EQ(error_of({"--tls", "--tls-max", "1.1"}), "--tls-max: '1.1': did you mean '1.2'?");
  EXPECT_EQ(error_of({"--tls", "--tls-min", "1.3", "--tls-max", "1.2"}),
            "--tls-min: '1.3': expected no more than --tls-max 1.2");
  EXPECT_EQ(error_of({"--tls", "--tls-cert", "f"}), "--tls-cert: expected --tls-key as well");
  EXPECT_EQ(error_of({"--tls", "--tls-key", "f"}), "--tls-key: expected --tls-cert as well");
}

TEST(options, nothing_is_written_when_anything_is_wrong) {
  temporary_directory const directory;
  std::string const port_file = directory.file("port");
  EXPECT_THROW(
      read_options({"--port-file", port_file, "--listen", "0.0.0.0:0", "--strategy", "process_kill"}),
      usage_error);
  EXPECT_FALSE(std::ifstream(port_file));
}

TEST(options, a_question_is_answered_on_stdout_instead) {
  for (arguments const& question : {arguments{"--help"}, {"--version"}, {"--list"}, {"--describe", "hold"}}) {
    redirected const out(std::cout);
    EXPECT_FALSE(read_options(question)) << question.front();
    EXPECT_NE(out.text(), "") << question.front();
  }
}

TEST(options, help_and_list_show_every_strategy) {
  for (std::string const question : {"--help", "--list"}) {
    redirected const out(std::cout);
    read_options({question});
    for (strategy const& known : all_strategies()) {
      EXPECT_THAT(out.text(), testing::HasSubstr(std::string(known.about.name))) << question;
      EXPECT_THAT(out.text(), testing::HasSubstr(std::string(known.about.summary))) << question;
    }
  }
}

TEST(options, a_description_is_the_whole_descriptor) {
  for (strategy const& known : all_strategies()) {
    redirected const out(std::cout);
    read_options({"--describe", std::string(known.about.name)});
    for (std::string_view const text :
         {known.about.name, known.about.summary, known.about.calls, known.about.on_the_wire})
      EXPECT_THAT(out.text(), testing::HasSubstr(std::string(text)));
    EXPECT_THAT(out.text(),
                testing::HasSubstr(known.about.ends_process ? "ends process  yes" : "ends process  no"));
    EXPECT_THAT(out.text(), testing::HasSubstr(known.about.needs_own_network ? "own network   needed"
                                                                             : "own network   not needed"));
  }
}

}  // namespace
}  // namespace hangup::server
