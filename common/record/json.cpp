#include "common/record/json.hpp"

#include <boost/json.hpp>
#include <limits>
#include <stdexcept>

#include "common/text/json.hpp"

namespace hangup {
namespace {

namespace json = boost::json;

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
  if (s.tls != tls_record::none) out["tls"] = to_string(s.tls);
  if (!s.numbers) return;
  out["sequence"] = s.numbers->sequence;
  if (s.numbers->acknowledges) out["acknowledges"] = *s.numbers->acknowledges;
  out["window"] = s.numbers->window;
}

void put(json::object& out, observation const& seen) {
  out["side"] = "client";
  out["what"] = to_string(seen.op);
  out["step"] = seen.step;
  out["completion"] = to_string(seen.status);
  if (seen.found != at_deadline::not_asked) out["at_deadline"] = to_string(seen.found);
  out["error"] = to_json(seen.error);
  if (seen.transport) out["transport"] = to_json(seen.transport);
  if (seen.peer_code != 0) out["peer_code"] = seen.peer_code;
  out["bytes"] = seen.bytes;
  out["before"] = to_string(seen.before);
  out["after"] = to_string(seen.after);
  out["elapsed_ns"] = seen.elapsed.count();
}

/// A number that counts or measures something, up to what a signed 64-bit number holds.
std::int64_t amount(json::value const& in, std::string_view key, std::int64_t most) {
  auto const number = json_number<std::int64_t>(in, key);
  if (number < 0 || number > most)
    throw std::invalid_argument("'" + std::string(key) + "': expected 0 to " + std::to_string(most));
  return number;
}

constexpr auto any_amount = std::numeric_limits<std::int64_t>::max();

std::uint64_t count(json::value const& in, std::string_view key) {
  return static_cast<std::uint64_t>(amount(in, key, any_amount));
}

server_action server_action_from(json::value const& in) {
  return {.connection = count(in, "connection"),
          .name = json_text(in, "what"),
          .error = error_value_from(json_member(in, "error")),
          .bytes = count(in, "bytes"),
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

/// Absent where TCP reported no error, or had no TLS above it.
error_value transport_from(json::value const& in) {
  bool const is_there = in.is_object() && in.get_object().contains("transport");
  return is_there ? error_value_from(json_member(in, "transport")) : error_value();
}

/// Absent where the peer told none.
std::uint16_t peer_code_from(json::value const& in) {
  bool const is_there = in.is_object() && in.get_object().contains("peer_code");
  return is_there
             ? static_cast<std::uint16_t>(amount(in, "peer_code", std::numeric_limits<std::uint16_t>::max()))
             : std::uint16_t{0};
}

observation observation_from(json::value const& in, std::chrono::nanoseconds at) {
  return {.step = static_cast<std::uint32_t>(amount(in, "step", most_steps)),
          .op = named(in, "what", operation_named),
          .status = named(in, "completion", completion_named),
          .found = finding_from(in),
          .error = error_value_from(json_member(in, "error")),
          .transport = transport_from(in),
          .peer_code = peer_code_from(in),
          .bytes = count(in, "bytes"),
          .before = named(in, "before", tcp_state_from),
          .after = named(in, "after", tcp_state_from),
          .at = at,
          .elapsed = std::chrono::nanoseconds(amount(in, "elapsed_ns", any_amount))};
}

tls_record tls_record_from(json::value const& in) {
  std::string const name = json_text_or(in, "tls", "none");
  if (auto const type = tls_record_named(name)) return *type;
  throw std::invalid_argument("'tls': '" + name + "': not known");
}

/// Absent in records from before they were written down.
std::optional<tcp_numbers> tcp_numbers_from(json::value const& in) {
  if (json_find(in, "sequence") == nullptr) return std::nullopt;
  tcp_numbers read{.sequence = json_number<std::uint32_t>(in, "sequence"),
                   .window = json_number<std::uint32_t>(in, "window")};
  if (json_find(in, "acknowledges") != nullptr)
    read.acknowledges = json_number<std::uint32_t>(in, "acknowledges");
  return read;
}

segment segment_from(json::value const& in) {
  std::string const from = json_text(in, "from");
  if (from != "server" && from != "client")
    throw std::invalid_argument("'from': '" + from + "': expected server or client");
  return {.from_server = from == "server",
          .syn = json_flag(in, "syn"),
          .fin = json_flag(in, "fin"),
          .rst = json_flag(in, "rst"),
          .bytes = json_number<std::uint32_t>(in, "bytes"),
          .tls = tls_record_from(in),
          .numbers = tcp_numbers_from(in)};
}

json::object without_schema(event const& happened) {
  json::object out;
  out["at_ns"] = happened.at.count();
  out["run"] = happened.run;
  std::visit([&out](auto const& body) { put(out, body); }, happened.body);
  return out;
}

std::uint64_t run_from(json::value const& in, int schema) {
  return schema == 1 ? 0 : count(in, "run");
}

event event_of_schema(json::value const& in, int schema) {
  std::chrono::nanoseconds const at(amount(in, "at_ns", any_amount));
  std::string const side = json_text(in, "side");
  event happened{.at = at, .body = segment(), .run = run_from(in, schema)};
  if (side == "server")
    happened.body = server_action_from(in);
  else if (side == "client")
    happened.body = observation_from(in, at);
  else if (side == "wire")
    happened.body = segment_from(in);
  else
    throw std::invalid_argument("'side': '" + side + "': expected server, client or wire");
  return happened;
}

}  // namespace

int json_schema_of(json::value const& document) {
  int const schema = json_number<int>(document, "schema");
  if (schema < 1 || schema > json_schema) throw std::invalid_argument("'schema': expected 1 or 2");
  return schema;
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
  for (event const& happened : run.events)
    events.push_back(without_schema(happened));
  json::object out;
  out["schema"] = json_schema;
  out["experiment"] = run.experiment;
  out["style"] = run.style;
  out["run"] = run.run;
  out["server_exit"] = run.server_exit;
  out["in_cell"] = run.in_cell;
  out["no_cell"] = run.no_cell;
  if (!run.capture.empty()) out["capture"] = run.capture;
  out["counters"] = json::value_from(run.counters);
  out["events"] = std::move(events);
  return out;
}

error_value error_value_from(json::value const& in) {
  if (in.is_null()) return {};
  std::string const space = json_text(in, "space");
  code_space const known = code_space_named(space);
  if (known == code_space::none || (known == code_space::other && space != to_string(known)))
    throw std::invalid_argument("'space': '" + space + "': not known");
  return {.space = known, .value = json_number<int>(in, "value")};
}

event event_from(json::value const& in) {
  return event_of_schema(in, json_schema_of(in));
}

record record_from(json::value const& in) {
  int const schema = json_schema_of(in);
  record run{.experiment = json_text(in, "experiment"),
             .style = json_text(in, "style"),
             .events = {},
             .in_cell = json_flag(in, "in_cell"),
             .no_cell = json_text(in, "no_cell"),
             .counters = {},
             .run = run_from(in, schema),
             .server_exit = json_text(in, "server_exit"),
             .capture = json_text_or(in, "capture", "")};
  for (json::value const& entry : json_array(in, "events"))
    run.events.push_back(event_of_schema(entry, schema));
  json::value const& counters = json_member(in, "counters");
  if (!counters.is_object()) throw std::invalid_argument("'counters': expected an object");
  for (auto const& counter : counters.get_object())
    run.counters[std::string(counter.key())] = json_number<std::int64_t>(counters, counter.key());
  return run;
}

}  // namespace hangup
