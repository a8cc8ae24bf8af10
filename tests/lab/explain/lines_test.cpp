// How well explain() does on real lines from public issue threads (lines/*.json, each with its source):
// `aside`, `further_h` and `further_n` were kept aside while the data was written; the labels of the first
// two had a second reader, who did not see the answers and added what a line supports too. The others were
// looked at. In further_k to further_n times, hosts and names are not those of the threads.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "common/text/json.hpp"
#include "lab/explain/understand.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

json::value lines_in(std::string const& name) {
  std::ifstream const file(std::string(HANGUP_LINES) + "/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return parse_json(text.str());
}

/// What a line is taken to mean, in the words of the collected lines.
std::set<std::string> meanings_of(understood const& meant) {
  std::set<std::string> all;
  auto const add = [&all](condition id) {
    std::string const name(to_string(id));
    all.insert(name);
    if (name.ends_with("_unreachable") || name == "network_down") all.insert("unreachable");
    if (name == "end_of_stream") all.insert("eof");
    if (name == "no_data") all.insert("host_not_found");
    if (name == "partial_message") all.insert("cut_message");
    if (name == "expired") all.insert("own_timer");
    if (name == "upgrade_declined") all.insert("declined");
    if (name == "in_progress") all.insert("would_block");
    if (name == "stream_truncated") all.insert("eof");
    if (name == "address_not_available") all.insert("unreachable");
    if (name == "data_after_close_notify") all.insert({"bad_frame", "shut_down"});
    if (name == "protocol_error") all.insert({"bad_frame", "other"});  // which some had a word for
    // Those who collected had no word for these.
    if (name == "shut_down" || name.starts_with("address_") || name == "access_denied" ||
        name == "no_buffer_space" || name == "too_many_files" || name == "tls_not_established")
      all.insert("other");
  };
  for (match const& found : meant.errors)
    add(found.row->id);
  if (!meant.codes.empty()) switch (meant.codes.front()->kind) {
      case peer_code_kind::alert: all.insert("tls_alert"); break;
      case peer_code_kind::close_code: all.insert("websocket_closed"); break;
      case peer_code_kind::http_status:
        all.insert("declined");
        if (meant.codes.front()->by_gateway) all.insert("proxy_upstream");
    }
  if (meant.message == nullptr) return all;
  if (meant.message->who == "timer" || meant.message->or_who == "timer") all.insert("own_timer");
  if (meant.message->who == "proxy") all.insert("proxy_upstream");
  if (meant.message->when == "reuse" || meant.message->who == "pool") all.insert("keepalive_reuse");
  if (meant.message->when == "mid-answer") all.insert("cut_message");
  for (ending const ends : meant.message->endings) {
    if (ends == ending::peer_finished) all.insert("eof");
    if (ends == ending::peer_reset) all.insert("connection_reset");
    if (ends == ending::timed_out) all.insert("timed_out");
    if (ends == ending::refused) all.insert("refused");
    if (ends == ending::unreachable) all.insert("unreachable");
    if (ends == ending::cancelled) all.insert("operation_aborted");
  }
  if (all.empty()) all.insert("other");
  // Those who collected had two words for an end that the program makes itself: before, and after.
  if (std::ranges::find(meant.message->endings, ending::own_shutdown) != meant.message->endings.end())
    all.insert({"operation_aborted", "shut_down"});
  // The other program says so in its own protocol, and no error tells of TLS or of TCP.
  if (meant.message->who == "peer" && meant.message->errors.empty()) all.insert("declined");
  return all;
}

/// Whether the answer is that the words do not tell how it ended. It counts as wrong where it is not right.
bool settles_nothing(understood const& meant) {
  return meant.message != nullptr && meant.errors.empty() && meant.codes.empty() &&
         leaves_open(*meant.message);
}

struct score {
  unsigned errors = 0, recognised = 0, right = 0, unsettled = 0, wrong = 0, nothings = 0, false_alarms = 0;
};

std::ostream& operator<<(std::ostream& out, score const& s) {
  auto const percent = [](unsigned part, unsigned of) { return 100.0 * part / of; };
  return out << s.errors << " lines: recognised " << percent(s.recognised, s.errors) << " %, right "
             << percent(s.right, s.errors) << " %, wrong " << percent(s.wrong, s.errors)
             << " % (of it left unsettled " << percent(s.unsettled, s.errors) << " %); " << s.false_alarms
             << " false alarms in " << s.nothings << " lines of no error";
}

score score_of(std::string const& file) {
  score total;
  bool const tells = std::getenv("HANGUP_TELL_LINES") != nullptr;
  json::value const collected = lines_in(file);
  for (json::value const& in : collected.as_array()) {
    std::string const line = json_text(in, "line"), means = json_text(in, "means");
    understood const meant = understand(line);
    if (means == "nothing") {
      ++total.nothings;
      total.false_alarms += meant.is_anything() ? 1 : 0;
      if (tells && meant.is_anything()) std::cout << "FALSE ALARM  " << line << '\n';
      continue;
    }
    ++total.errors;
    if (!meant.is_anything()) {
      if (tells) std::cout << "UNKNOWN " << means << "  " << line << '\n';
      continue;
    }
    ++total.recognised;
    std::set<std::string> accepted = {means};
    for (json::value const& also : json_array(in, "also"))
      accepted.emplace(also.get_string());
    auto const said = meanings_of(meant);
    bool const is_right =
        std::ranges::any_of(accepted, [&](std::string const& one) { return said.contains(one); });
    bool const is_unsettled = !is_right && settles_nothing(meant);
    ++(is_right ? total.right : total.wrong);
    total.unsettled += is_unsettled ? 1 : 0;
    if (tells && !is_right) {
      std::cout << (is_unsettled ? "UNSETTLED " : "WRONG ") << means << "  " << line << "\n      said:";
      for (std::string const& one : said)
        std::cout << ' ' << one;
      std::cout << (meant.message != nullptr ? "  by " + meant.message->pattern : std::string()) << '\n';
    }
  }
  return total;
}

/// In percent of the lines of error: at least, at least, at most.
struct bounds {
  unsigned recognised = 100, right = 100, wrong = 0, false_alarms = 0;
};

void expect_within(std::string const& file, bounds const& wanted) {
  score const all = score_of(file);
  std::cout << file << ": " << all << '\n';
  EXPECT_GE(all.recognised * 100, all.errors * wanted.recognised) << file;
  EXPECT_GE(all.right * 100, all.errors * wanted.right) << file;
  EXPECT_LE(all.wrong * 100, all.errors * wanted.wrong) << file;
  EXPECT_LE(all.false_alarms, wanted.false_alarms) << file;
}

TEST(lines, that_were_looked_at_are_answered) {
  expect_within("open.json", {});
  expect_within("measured.json", {});  // what clients in many languages were measured to say
  expect_within("further_a.json", {});
  // A debug line of mbedTLS names `_timeout`.
  expect_within("further_c.json", {.recognised = 100, .right = 99, .wrong = 1, .false_alarms = 1});
  // A line says that it cannot tell the value of ECONNRESET.
  expect_within("further_e.json", {.false_alarms = 1});
  expect_within("further_b.json", {});
  expect_within("further_d.json", {});
  // Words that are the program's own (`Timeout()`, a state of docker), and what a Modbus library makes of
  // EBADF.
  expect_within("further_f.json", {.recognised = 97, .right = 95, .wrong = 2});
  expect_within("further_g.json", {.recognised = 99, .right = 99, .wrong = 0, .false_alarms = 1});
  expect_within("further_i.json", {.recognised = 99, .right = 98, .wrong = 1, .false_alarms = 3});
  expect_within("further_j.json", {.recognised = 95, .right = 94, .wrong = 2});
  expect_within("further_k.json", {.recognised = 96, .right = 95, .wrong = 2});
  // Broken pipes of sound cards, and the lock of a file.
  expect_within("further_l.json", {.recognised = 93, .right = 91, .wrong = 2, .false_alarms = 2});
  expect_within("further_m.json", {.recognised = 96, .right = 94, .wrong = 1});
}

/// What is to be reached: 95 % recognised, 90 % right, 1 % wrong. `aside` has it, and must not become less;
/// the others are not there yet: half of further_n is of programs that few know.
TEST(lines, that_were_kept_aside_are_answered) {
  expect_within("aside.json", {.recognised = 97, .right = 96, .wrong = 1});
  expect_within("further_h.json", {.recognised = 93, .right = 91, .wrong = 3});
  expect_within("further_n.json", {.recognised = 86, .right = 82, .wrong = 4, .false_alarms = 6});
}

}  // namespace
}  // namespace hangup::lab
