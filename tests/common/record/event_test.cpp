#include "common/record/json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/support/print.hpp"
#include "tests/support/thrown.hpp"

namespace hangup {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

observation reset_observation() {
  return {.step = 2,
          .op = operation::recv,
          .status = completion::completed,
          .error = {code_space::linux_errno, 104},
          .bytes = 3,
          .before = tcp_state::close_wait,
          .after = tcp_state::closed,
          .at = 5s,
          .elapsed = 7us};
}

event client_event() {
  return {.at = 5s, .body = reset_observation(), .run = 7};
}

event server_event() {
  return {.at = 4s,
          .body = server_action{.connection = 1,
                                .name = "drained",
                                .error = {code_space::asio_misc, 2},
                                .bytes = 14,
                                .detail = "\"x\"\n"}};
}

event wire_event() {
  return {.at = 6s, .body = segment{.from_server = true, .fin = true, .bytes = 4096}};
}

/// Through the text, as a line of --events goes.
json::value through_text(json::value const& in) {
  return json::parse(json::serialize(in));
}

std::string error_of(json::value const& in) {
  return thrown_by<std::invalid_argument>([&] { event_from(in); });
}

TEST(event, comes_back_from_json_as_it_was) {
  for (event const& happened :
       {client_event(), server_event(), wire_event(), event{.at = 0ns, .body = server_action{}},
        event{.at = 1ns, .body = observation{.at = 1ns}}, event{.at = 2ns, .body = segment{}}})
    EXPECT_EQ(event_from(through_text(to_json(happened))), happened);
}

TEST(event, every_completion_operation_and_state_comes_back) {
  for (completion const status :
       {completion::completed, completion::never_completed, completion::not_available})
    for (int op = 0; op <= static_cast<int>(operation::abort_locally); ++op)
      for (int state = 0; state <= static_cast<int>(tcp_state::closing); ++state) {
        observation seen = reset_observation();
        seen.status = status;
        seen.op = static_cast<operation>(op);
        seen.before = static_cast<tcp_state>(state);
        seen.after = seen.before;
        event const happened{.at = seen.at, .body = seen};
        EXPECT_EQ(event_from(through_text(to_json(happened))), happened);
      }
}

TEST(event, every_flag_and_length_of_a_segment_comes_back) {
  for (unsigned bits = 0; bits < 16; ++bits)
    for (std::uint32_t const bytes : {0U, 1U, 65483U, 0xFFFFFFFFU}) {
      event const happened{.at = 1us,
                           .body = segment{.from_server = (bits & 1U) != 0,
                                           .syn = (bits & 2U) != 0,
                                           .fin = (bits & 4U) != 0,
                                           .rst = (bits & 8U) != 0,
                                           .bytes = bytes}};
      EXPECT_EQ(event_from(through_text(to_json(happened))), happened);
    }
}

TEST(event, the_numbers_of_a_segment_come_back_where_there_are_any) {
  for (auto const& numbers :
       {std::optional<tcp_numbers>(), std::optional(tcp_numbers{.sequence = 0xFFFFFFFFU, .window = 7}),
        std::optional(tcp_numbers{.sequence = 1, .acknowledges = 0, .window = 1U << 30U})}) {
    event const happened{.at = 1us, .body = segment{.fin = true, .numbers = numbers}};
    EXPECT_EQ(event_from(through_text(to_json(happened))), happened);
  }
}

TEST(event, a_segment_is_printed_with_its_direction_data_and_flags) {
  EXPECT_EQ(to_string(segment{.from_server = true, .fin = true}), "S:FIN");
  EXPECT_EQ(to_string(segment{.fin = true}), "C:FIN");
  EXPECT_EQ(to_string(segment{.bytes = 14}), "C:14B");
  EXPECT_EQ(to_string(segment{.from_server = true, .fin = true, .bytes = 4096}), "S:4096B+FIN");
  EXPECT_EQ(to_string(segment{.rst = true}), "C:RST");
  EXPECT_EQ(to_string(segment{.syn = true, .fin = true, .rst = true, .bytes = 1}), "C:1B+SYN+FIN+RST");
  EXPECT_EQ(to_string(segment{.from_server = true}), "S:");
}

TEST(event, every_error_keeps_the_space_of_its_number) {
  for (code_space const space : {code_space::linux_errno, code_space::windows, code_space::asio_misc,
                                 code_space::asio_netdb, code_space::asio_addrinfo, code_space::other}) {
    error_value const error{space, 2};
    EXPECT_EQ(error_value_from(through_text(to_json(error))), error) << to_string(space);
  }
  EXPECT_TRUE(to_json(error_value{}).is_null());
  EXPECT_EQ(error_value_from(nullptr), error_value{});
}

TEST(event, the_error_of_a_line_is_named_for_people_too) {
  json::value const error = to_json(error_value{code_space::windows, 10053});
  EXPECT_EQ(error.at("symbol"), "WSAECONNABORTED");
  EXPECT_EQ(error.at("meaning"), "connection_aborted");
  EXPECT_EQ(error.at("text"), json::value(describe(error_value{code_space::windows, 10053})));
}

TEST(event, what_is_there_for_people_need_not_be_there) {
  json::value in = to_json(client_event());
  for (std::string_view const key : {"symbol", "meaning", "text"})
    in.at("error").as_object().erase(key);
  EXPECT_EQ(event_from(in), client_event());
}

/// As a client of schema 1 wrote it.
constexpr std::string_view line_of_schema_1 =
    R"({"at_ns":5000000000,"side":"client","what":"recv","step":2,"completion":"completed",)"
    R"("error":{"space":"posix","value":104,"symbol":"ECONNRESET","meaning":"connection_reset",)"
    R"("text":"Connection reset by peer [system:104] ECONNRESET"},"bytes":3,"before":"CLOSE_WAIT",)"
    R"("after":"CLOSED","elapsed_ns":7000,"schema":1})";

TEST(event, of_schema_1_is_still_read) {
  event expected = client_event();
  expected.run = 0;
  EXPECT_EQ(event_from(json::parse(line_of_schema_1)), expected);
}

TEST(event, of_another_schema_is_rejected) {
  json::value in = to_json(client_event());
  in.as_object()["schema"] = json_schema + 1;
  EXPECT_EQ(error_of(in), "'schema': expected 1 or 2");
  in.as_object().erase("schema");
  EXPECT_EQ(error_of(in), "'schema': expected, but missing");
}

TEST(event, a_missing_member_is_named) {
  for (event const& happened : {client_event(), server_event(), wire_event()}) {
    json::value const whole = to_json(happened);
    for (auto const& member : whole.as_object()) {
      json::value in = whole;
      in.as_object().erase(member.key());
      EXPECT_EQ(error_of(in), "'" + std::string(member.key()) + "': expected, but missing");
    }
  }
}

TEST(event, a_member_that_makes_no_sense_is_named) {
  struct row {
    std::string_view key;
    json::value wrong;
    std::string_view error;
  };
  for (auto const& [key, wrong, error] : {
           row{"side", "middle", "'side': 'middle': expected server, client or wire"},
           row{"what", "sendto", "'what': 'sendto': not known"},
           row{"completion", "perhaps", "'completion': 'perhaps': not known"},
           row{"before", "OPEN", "'before': 'OPEN': not known"},
           row{"after", "", "'after': '': not known"},
           row{"step", -1, "'step': expected 0 to 100000"},
           row{"step", 100001, "'step': expected 0 to 100000"},
           row{"step", 1e9, "'step': expected 0 to 100000"},
           row{"elapsed_ns", -1, "'elapsed_ns': expected 0 to 9223372036854775807"},
           row{"run", -1, "'run': expected 0 to 9223372036854775807"},
           row{"error", json::object{{"space", "plan9"}, {"value", 1}}, "'space': 'plan9': not known"},
           row{"bytes", "many", "'bytes': expected a number"},
           row{"at_ns", 1.5, "'at_ns': expected a number"},
           row{"error", 104, "'space': expected, but missing"},
       }) {
    json::value in = to_json(client_event());
    in.as_object()[key] = wrong;
    EXPECT_EQ(error_of(in), error) << key;
  }
}

TEST(event, a_member_of_a_segment_that_makes_no_sense_is_named) {
  struct row {
    std::string_view key;
    json::value wrong;
    std::string_view error;
  };
  for (auto const& [key, wrong, error] : {
           row{"from", "middle", "'from': 'middle': expected server or client"},
           row{"from", true, "'from': expected a text"},
           row{"syn", "yes", "'syn': expected true or false"},
           row{"fin", 1, "'fin': expected true or false"},
           row{"rst", nullptr, "'rst': expected true or false"},
           row{"bytes", -1, "'bytes': expected a number"},
           row{"bytes", 0x100000000, "'bytes': expected a number"},
       }) {
    json::value in = to_json(wire_event());
    in.as_object()[key] = wrong;
    EXPECT_EQ(error_of(in), error) << key;
  }
}

record whole_record() {
  return {.experiment = "seed-3",
          .style = "handlers",
          .events = {server_event(), client_event(), wire_event()},
          .in_cell = true,
          .no_cell = "unshare(CLONE_NEWUSER|CLONE_NEWNET): not permitted",
          .counters = {{"OutRsts", 1}, {"TCPAbortOnData", 0}, {"TCPBacklogDrop", -3}},
          .run = 3,
          .server_exit = "was killed by signal 6 (SIGABRT)"};
}

TEST(record, comes_back_from_json_as_it_was) {
  EXPECT_EQ(record_from(through_text(to_json(whole_record()))), whole_record());
  EXPECT_EQ(record_from(through_text(to_json(record{}))), record{});
  record captured = whole_record();
  captured.capture = "captures/seed-3-handlers-1.pcap";
  EXPECT_EQ(record_from(through_text(to_json(captured))), captured);
}

TEST(record, of_schema_1_is_still_read) {
  std::string line(line_of_schema_1);
  line.erase(line.find(",\"schema\":1"), std::string_view(",\"schema\":1").size());
  json::value const in = json::parse(
      R"({"schema":1,"experiment":"seed-3","style":"handlers","server_exit":"","in_cell":true,"no_cell":"",)"
      R"("counters":{"OutRsts":1},"events":[)" +
      line + "]}");
  record const read = record_from(in);
  EXPECT_EQ(read.run, 0U);
  EXPECT_EQ(observations_of(read), std::vector{reset_observation()});
}

TEST(record, of_another_schema_is_rejected) {
  json::value in = to_json(whole_record());
  in.as_object()["schema"] = 0;
  EXPECT_EQ(thrown_by<std::invalid_argument>([&] { record_from(in); }), "'schema': expected 1 or 2");
}

TEST(record, a_missing_member_is_named) {
  json::value const whole = to_json(whole_record());
  for (auto const& member : whole.as_object()) {
    json::value in = whole;
    in.as_object().erase(member.key());
    EXPECT_EQ(thrown_by<std::invalid_argument>([&] { record_from(in); }),
              "'" + std::string(member.key()) + "': expected, but missing");
  }
}

TEST(record, a_member_that_makes_no_sense_is_named) {
  struct row {
    std::string_view key;
    json::value wrong;
    std::string_view error;
  };
  for (auto const& [key, wrong, error] : {
           row{"in_cell", "yes", "'in_cell': expected true or false"},
           row{"no_cell", nullptr, "'no_cell': expected a text"},
           row{"counters", json::array{}, "'counters': expected an object"},
           row{"counters", {{"OutRsts", "many"}}, "'OutRsts': expected a number"},
           row{"counters", {{"OutRsts", 1.5}}, "'OutRsts': expected a number"},
           row{"events", json::object{}, "'events': expected an array"},
           row{"server_exit", 0, "'server_exit': expected a text"},
       }) {
    json::value in = to_json(whole_record());
    in.as_object()[key] = wrong;
    EXPECT_EQ(thrown_by<std::invalid_argument>([&in] { record_from(in); }), error) << key;
  }
}

TEST(record, gives_the_segments_without_what_the_two_sides_did) {
  EXPECT_EQ(segments_of(whole_record()),
            (std::vector{segment{.from_server = true, .fin = true, .bytes = 4096}}));
  EXPECT_TRUE(segments_of({.experiment = "", .style = "", .events = {client_event()}}).empty());
}

TEST(record, gives_the_observations_without_what_the_server_did) {
  EXPECT_EQ(observations_of(whole_record()), std::vector{reset_observation()});
  EXPECT_TRUE(observations_of({.experiment = "", .style = "", .events = {server_event()}}).empty());
}

TEST(event, what_was_found_at_the_deadline_survives_and_may_be_absent) {
  for (at_deadline const found : {at_deadline::not_asked, at_deadline::silent, at_deadline::untold}) {
    observation seen = reset_observation();
    seen.status = completion::never_completed;
    seen.found = found;
    event const happened{.at = seen.at, .body = seen};
    json::value const written = to_json(happened);
    EXPECT_EQ(written.as_object().contains("at_deadline"), found != at_deadline::not_asked);
    EXPECT_EQ(event_from(written), happened) << to_string(found);
  }
}

}  // namespace
}  // namespace hangup
