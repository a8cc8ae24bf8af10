#include "common/record/message_ending.hpp"

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr auto last = message_ending::expired;
constexpr auto all = enumerators<last>();

constexpr enum_names<last> names = {"still_open", "orderly",  "ended_by_close", "unanswered", "truncated",
                                    "reset",      "declined", "not_understood", "expired"};

constexpr enum_names<last> sentences = {
    "every message was whole, and nobody said goodbye while we looked",
    "the peer said goodbye with a close frame",
    "the answer had no length and ended with the connection: nobody knows whether it was whole",
    "not a byte of an answer came: whether the request was acted on, nobody knows",
    "the peer's data ended too early: within an answer, or without a close frame",
    "the connection beneath was over first, by a reset or a time-out",
    "the server answered, and would not speak WebSocket",
    "what came could not be read: no HTTP, a frame that broke the protocol, or more than our limit",
    "our own time-out passed first, and closed the connection",
};

constexpr enum_names<message_layer::websocket> layers = {"http", "websocket"};

/// The step asked in HTTP, and nothing arrived of an answer.
bool is_unanswered(observation const& seen) {
  bool const asks = is_http(seen.op) || seen.op == operation::ws_connect;
  return asks && seen.bytes == 0 && seen.peer_code == 0;
}

/// Empty where the report is an echo of an earlier one, or of our own.
std::optional<message_ending> meaning_of(observation const& seen) {
  switch (seen.reported()) {
    case condition::eof:
    case condition::end_of_stream:
    case condition::stream_truncated:
      return is_unanswered(seen) ? message_ending::unanswered : message_ending::truncated;
    case condition::partial_message: return message_ending::truncated;
    case condition::upgrade_declined: return message_ending::declined;
    case condition::not_http:
    case condition::bad_frame: return message_ending::not_understood;
    case condition::expired: return message_ending::expired;
    case condition::websocket_closed: return message_ending::orderly;
    case condition::connection_reset:
    case condition::connection_aborted:
    case condition::broken_pipe:
    case condition::timed_out: return message_ending::reset;
    case condition::unlisted: {  // a limit of ours that was passed: on the head, the body or a message
      code_space const space = seen.error.space;
      bool const is_of_beast = space == code_space::beast_http || space == code_space::beast_websocket;
      return is_of_beast ? std::optional(message_ending::not_understood) : std::nullopt;
    }
    default: return std::nullopt;
  }
}

/// A body without a length ends with TCP, which HTTP takes for success.
bool is_ended_by_close(observation const& seen) {
  return seen.op == operation::http_response && seen.succeeded() && seen.transport;
}

/// `seen` is a report of HTTP's. A failed write waits in `unsent` for what the read says.
void judge_http(observation const& seen, message_verdict& verdict, error_value& unsent) {
  if (seen.op != operation::http_response) {
    if (seen.error) unsent = seen.error;
    return;
  }
  if (seen.peer_code != 0) verdict.peer_code = seen.peer_code;
  if (is_ended_by_close(seen)) verdict.ended_as = message_ending::ended_by_close;
  if (!seen.error) {
    unsent = {};
    return;
  }
  auto const meaning = meaning_of(seen);
  bool const was_answered = seen.peer_code != 0;
  if (unsent && !was_answered) {
    verdict.ended_as = message_ending::reset;
    verdict.cause = unsent;
  } else if (meaning) {
    verdict.ended_as = *meaning;
    verdict.cause = seen.error;
  }
}

void judge_websocket(observation const& seen, message_verdict& verdict) {
  auto const meaning = meaning_of(seen);
  if (seen.peer_code != 0 || meaning == message_ending::orderly) {
    verdict.ended_as = message_ending::orderly;
    verdict.peer_code = seen.peer_code;
    verdict.cause = seen.error;
  } else if (meaning) {
    verdict.ended_as = *meaning;
    verdict.cause = seen.error;
  }
}

}  // namespace

std::string_view to_string(message_layer layer) {
  return name_in(layers, layer);
}
std::string_view to_string(message_ending ended_as) {
  return name_in(names, ended_as);
}
std::optional<message_ending> message_ending_named(std::string_view name) {
  return value_in(names, name);
}
std::span<message_ending const> all_message_endings() {
  return all;
}
std::string_view sentence(message_ending ended_as) {
  return name_in(sentences, ended_as);
}

std::optional<message_verdict> classify_messages(std::span<observation const> seen) {
  std::optional<message_verdict> verdict;
  error_value unsent;
  for (observation const& current : seen) {
    if (current.status == completion::not_available) continue;
    if (current.op == operation::ws_connect) verdict = message_verdict{.layer = message_layer::websocket};
    if (is_http(current.op) && !verdict) verdict.emplace();
    if (!verdict || verdict->ended_as != message_ending::still_open) continue;
    if (is_http(current.op)) judge_http(current, *verdict, unsent);
    if (is_websocket(current.op)) judge_websocket(current, *verdict);
  }
  return verdict;
}

}  // namespace hangup
