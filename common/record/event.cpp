#include "common/record/event.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "common/text/json.hpp"

namespace hangup {
namespace {

namespace json = boost::json;

void expect_schema(json::value const& in) {
  if (json_number<int>(in, "schema") != json_schema)
    throw std::invalid_argument("'schema': expected " + std::to_string(json_schema));
}

void put(json::object& out, server_action const& action) {
  out["side"] = "server";
  out["what"] = action.name;
  out["connection"] = action.connection;
  out["error"] = to_json(action.error);
  out["bytes"] = action.bytes;
  out["detail"] = action.detail;
}

void put(json::object& out, segment const& s) {
  out["side"] = "wire";
  out["from"] = s.from_server ? "server" : "client";
  out["syn"] = s.syn;
  out["fin"] = s.fin;
  out["rst"] = s.rst;
  out["bytes"] = s.bytes;
}

void put(json::object& out, observation const& seen) {
  out["side"] = "client";
  out["what"] = to_string(seen.op);
  out["step"] = seen.step;
  out["completion"] = to_string(seen.status);
  if (seen.found != at_deadline::not_asked) out["at_deadline"] = to_string(seen.found);
  out["error"] = to_json(seen.error);
  out["bytes"] = seen.bytes;
  out["before"] = to_string(seen.before);
  out["after"] = to_string(seen.after);
  out["elapsed_ns"] = seen.elapsed.count();
}

server_action server_action_from(json::value const& in) {
  return {.connection = json_number<std::uint64_t>(in, "connection"),
          .name = json_text(in, "what"),
          .error = error_value_from(json_member(in, "error")),
          .bytes = json_number<std::uint64_t>(in, "bytes"),
          .detail = json_text(in, "detail")};
}

/// Reads a name as to_string() writes it; `read` may be more generous.
template <typename Read>
auto named(json::value const& in, std::string_view key, Read read) {
  std::string const name = json_text(in, key);
  auto const value = read(name);
  if (to_string(value) != name)
    throw std::invalid_argument("'" + std::string(key) + "': '" + name + "': not known");
  return value;
}

tcp_state tcp_state_from(std::string_view name) {
  return tcp_state_named(name).value_or(tcp_state::unavailable);
}

/// Absent where nobody asked, and in records from before anybody did.
at_deadline finding_from(json::value const& in) {
  bool const is_there = in.is_object() && in.get_object().contains("at_deadline");
  return is_there ? named(in, "at_deadline", at_deadline_named) : at_deadline::not_asked;
}

observation observation_from(json::value const& in, std::chrono::nanoseconds at) {
  return {.step = json_number<std::uint32_t>(in, "step"),
          .op = named(in, "what", operation_named),
          .status = named(in, "completion", completion_named),
          .found = finding_from(in),
          .error = error_value_from(json_member(in, "error")),
          .bytes = json_number<std::uint64_t>(in, "bytes"),
          .before = named(in, "before", tcp_state_from),
          .after = named(in, "after", tcp_state_from),
          .at = at,
          .elapsed = std::chrono::nanoseconds(json_number<std::int64_t>(in, "elapsed_ns"))};
}

segment segment_from(json::value const& in) {
  std::string const from = json_text(in, "from");
  if (from != "server" && from != "client")
    throw std::invalid_argument("'from': '" + from + "': expected server or client");
  return {.from_server = from == "server",
          .syn = json_flag(in, "syn"),
          .fin = json_flag(in, "fin"),
          .rst = json_flag(in, "rst"),
          .bytes = json_number<std::uint32_t>(in, "bytes")};
}

json::object without_schema(event const& happened) {
  json::object out;
  out["at_ns"] = happened.at.count();
  std::visit([&out](auto const& what) { put(out, what); }, happened.body);
  return out;
}

event event_without_schema(json::value const& in) {
  std::chrono::nanoseconds const at(json_number<std::int64_t>(in, "at_ns"));
  std::string const side = json_text(in, "side");
  if (side == "server") return {.at = at, .body = server_action_from(in)};
  if (side == "client") return {.at = at, .body = observation_from(in, at)};
  if (side == "wire") return {.at = at, .body = segment_from(in)};
  throw std::invalid_argument("'side': '" + side + "': expected server, client or wire");
}

template <typename Kind>
std::vector<Kind> of_kind(record const& run) {
  std::vector<Kind> found;
  for (event const& each : run.events)
    if (auto const* const what = std::get_if<Kind>(&each.body)) found.push_back(*what);
  return found;
}

}  // namespace

std::string to_string(segment const& s) {
  std::string flags;
  for (auto const& [set, name] : {std::pair(s.syn, "SYN"), std::pair(s.fin, "FIN"), std::pair(s.rst, "RST")})
    if (set) flags += (flags.empty() ? "" : "+") + std::string(name);
  std::string const data = s.bytes != 0 ? std::to_string(s.bytes) + "B" : "";
  return std::string(s.from_server ? "S:" : "C:") + data + (data.empty() || flags.empty() ? "" : "+") + flags;
}

std::vector<observation> observations_of(record const& run) {
  return of_kind<observation>(run);
}
std::vector<segment> segments_of(record const& run) {
  return of_kind<segment>(run);
}

json::value to_json(error_value error) {
  if (!error) return nullptr;
  json::object out;
  out["space"] = to_string(error.space);
  out["value"] = error.value;
  out["symbol"] = symbol_of(error);
  out["meaning"] = to_string(condition_of(error));
  out["text"] = describe(error);
  return out;
}

json::value to_json(event const& happened) {
  json::object out = without_schema(happened);
  out["schema"] = json_schema;
  return out;
}

json::value to_json(record const& run) {
  json::array events;
  for (event const& each : run.events)
    events.push_back(without_schema(each));
  json::object out;
  out["schema"] = json_schema;
  out["experiment"] = run.experiment;
  out["style"] = run.style;
  out["server_exit"] = run.server_exit;
  out["in_cell"] = run.in_cell;
  out["no_cell"] = run.no_cell;
  out["counters"] = json::value_from(run.counters);
  out["events"] = std::move(events);
  return out;
}

error_value error_value_from(json::value const& in) {
  if (in.is_null()) return {};
  return {.space = code_space_named(json_text(in, "space")), .value = json_number<int>(in, "value")};
}

event event_from(json::value const& in) {
  expect_schema(in);
  return event_without_schema(in);
}

record record_from(json::value const& in) {
  expect_schema(in);
  record run{.experiment = json_text(in, "experiment"),
             .style = json_text(in, "style"),
             .events = {},
             .in_cell = json_flag(in, "in_cell"),
             .no_cell = json_text(in, "no_cell"),
             .counters = {},
             .server_exit = json_text(in, "server_exit")};
  for (json::value const& each : json_array(in, "events"))
    run.events.push_back(event_without_schema(each));
  json::value const& counters = json_member(in, "counters");
  if (!counters.is_object()) throw std::invalid_argument("'counters': expected an object");
  for (auto const& each : counters.get_object())
    run.counters[std::string(each.key())] = json_number<std::int64_t>(counters, each.key());
  return run;
}

}  // namespace hangup
