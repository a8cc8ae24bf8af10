#include <gtest/gtest.h>

#include <sstream>

#include "common/options/errors.hpp"
#include "common/text/json.hpp"
#include "lab/capture/capture_file.hpp"
#include "lab/capture/explain_capture.hpp"
#include "tests/lab/programs.hpp"

// Captures of nginx, HAProxy, redis, OpenSSH, curl and TLS (foreign/README.md): how each connection ended.

namespace hangup::lab {
namespace {

struct judged_connection {
  std::string course, ended_by, seen_by_client, seen_by_server, unusual;
  bool operator==(judged_connection const&) const = default;
};

void PrintTo(judged_connection const& of, std::ostream* out) {
  *out << of.course << " by " << of.ended_by << ", client " << of.seen_by_client << ", server "
       << of.seen_by_server << ", unusual: " << of.unusual;
}

std::vector<judged_connection> judged(std::string const& file) {
  std::ostringstream out;
  EXPECT_EQ(explain_capture_as_json(out, {.file = file}), "");
  auto const document = parse_json(out.str());
  std::vector<judged_connection> all;
  for (auto const& one : json_array(document, "connections")) {
    judged_connection made{json_text(one, "course"), json_text(one, "ended_by"),
                           json_text(one.at("seen_by_client"), "ending"),
                           json_text(one.at("seen_by_server"), "ending"), ""};
    for (auto const& odd : json_array(one, "unusual"))
      made.unusual += (made.unusual.empty() ? "" : " ") + json_text(odd, "name");
    all.push_back(made);
  }
  return all;
}

std::string file_named(std::string const& name) {
  return std::string(HANGUP_FOREIGN_CAPTURES) + "/" + name + ".pcap";
}

TEST(captures_of_other_programs, are_judged_right) {
  std::vector<judged_connection> const server_first = {
      {"orderly", "server", "peer_finished", "peer_finished", ""}};
  std::vector<judged_connection> const both_orderly = {
      {"orderly", "server", "peer_finished", "peer_finished", ""},
      {"orderly", "client", "peer_finished", "peer_finished", ""}};
  std::vector<std::pair<std::string, std::vector<judged_connection>>> const expected = {
      {"nginx-idle", server_first},
      {"nginx-444", server_first},
      {"haproxy-408", server_first},
      {"sshd-grace-time", server_first},
      {"tls-orderly", server_first},
      {"redis-client-kill", both_orderly},
      {"curl-gives-up", {{"orderly", "client", "peer_finished", "peer_finished", "zero_window"}}},
      {"nginx-413", {{"reset", "client", "aborted_locally", "peer_reset", "zero_window"}}},
      {"nginx-upstream-silent", {{"half_closed", "client", "still_open", "peer_finished", ""}}},
      {"haproxy-reject",
       {{"half_closed", "server", "peer_finished", "still_open", "start_missing"},
        {"reset", "server", "peer_reset", "aborted_locally", ""}}},
      {"haproxy-silent-drop", {{"reset", "server", "peer_reset", "aborted_locally", "reset_over_data"}}},
      {"redis-killed-unread", {{"reset", "server", "peer_reset", "aborted_locally", "reset_over_data"}}},
      {"ssh-refused", {{"refused", "server", "refused", "not_connected", ""}}},
      {"tls-certificate-refused",
       {{"reset", "server", "peer_finished", "peer_reset", "tls_alert fin_met_by_reset"}}},
      {"forged-reset", {{"reset", "server", "peer_reset", "aborted_locally", "reset_of_a_stranger"}}}};
  for (auto const& [name, wanted] : expected)
    EXPECT_EQ(judged(file_named(name)), wanted) << name;
}

TEST(a_capture, that_is_damaged_tells_what_was_read_and_where_it_ends) {
  temporary_directory const folder;
  std::ifstream whole(file_named("nginx-idle"), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(whole), {}};
  std::ofstream(folder.file("cut.pcap"), std::ios::binary) << bytes.substr(0, bytes.size() - 30);
  test::ended const said = test::lab({"explain", folder.file("cut.pcap")});
  EXPECT_EQ(said.status, 2);
  EXPECT_NE(said.out.find("1 TCP connection, 9 packets"), std::string::npos) << said.out;
  EXPECT_NE(said.err.find("cut.pcap: after packet 9: truncated"), std::string::npos) << said.err;
}

TEST(a_file, that_is_no_capture_is_an_error_that_names_it) {
  temporary_directory const folder;
  std::ofstream(folder.file("x.pcap")) << "nothing of the kind";
  EXPECT_EQ(test::lab({"explain", folder.file("x.pcap")}).status, 2);
  EXPECT_EQ(test::lab({"explain", folder.file("missing.pcap")}).err,
            "hangup-lab: explain: cannot read '" + folder.file("missing.pcap") + "' (see --help)\n");
  EXPECT_EQ(test::lab({"explain", file_named("nginx-idle"), "--connection", "2"}).err,
            "hangup-lab: --connection: '2': expected 1 to 1 (see --help)\n");
}

TEST(watching_an_interface, that_is_not_there_is_not_available) {
  test::ended const said = test::lab({"explain", "--live", "nosuch0", "--for", "1s"});
  EXPECT_EQ(said.status, 3);
  EXPECT_NE(said.err.find("--live nosuch0: "), std::string::npos) << said.err;
}

}  // namespace
}  // namespace hangup::lab
