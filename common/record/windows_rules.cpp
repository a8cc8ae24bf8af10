#include "common/record/windows_rules.hpp"

#include <algorithm>
#include <array>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr enum_names<evidence::inferred> names = {"recorded", "documented", "inferred"};

/// A rule: what every blocking call reports once the connection has ended this way.
struct rule {
  ending ended_as;
  int value;
  evidence known;
  std::string_view source;
};

constexpr std::array rules = {
    rule{ending::peer_reset, 10054, evidence::recorded,
         "Wine conformance test ws2_32/sock.c, test_tcp_reset"},
    rule{ending::reset_after_fin, 10053, evidence::recorded,
         "Wine conformance test ws2_32/sock.c, test_shutdown"},
    rule{ending::aborted_locally, 10053, evidence::documented,
         "Windows Sockets Error Codes, WSAECONNABORTED"},
    rule{ending::timed_out, 10060, evidence::documented, "recv function (winsock2.h), WSAETIMEDOUT"},
    rule{ending::refused, 10061, evidence::recorded, "Wine conformance test ws2_32/sock.c, test_connect"},
    rule{ending::cancelled, 995, evidence::recorded, "Wine conformance test ws2_32/sock.c, STATUS_CANCELLED"},
    rule{ending::own_shutdown, 10058, evidence::recorded,
         "Wine conformance test ws2_32/sock.c, test_shutdown"},
    rule{ending::unreachable, 10065, evidence::documented,
         "connect function (winsock2.h), WSAEHOSTUNREACH; 10051 WSAENETUNREACH where a network has no route"},
};

constexpr std::string_view open_connection =
    "Wine conformance test ws2_32/sock.c, send and recv before any RST";

constexpr std::string_view calls_after_the_first =
    "seed-3 and seed-4 (recorded): recv, send, recv after the RST";
constexpr std::string_view second_write = "cppentry; 52im thread-1014";

constexpr std::string_view so_error_after_reset =
    "Wine conformance test ws2_32/sock.c, test_tcp_reset: SO_ERROR is 0 once a pending read has taken the "
    "error";
constexpr std::string_view so_error_of_open_connection =
    "getsockopt function (winsock2.h), SO_ERROR: 0 where there is no error";
constexpr std::string_view no_so_error = "no rule: nobody has recorded SO_ERROR after that ending";
constexpr std::string_view no_shutdown_and_reset =
    "no rule: nobody has recorded a call in a direction that we had shut down, after a reset";

constexpr std::string_view given_up = "no rule: we gave up before the system did, or it could not try";

constexpr std::string_view no_icmp_after_connect =
    "no rule: nobody has recorded what an ICMP error does to a connection that stands";

constexpr std::string_view calls_of_a_layer =
    "no rule: a step of TLS, HTTP or WebSocket is several calls, and Windows' codes are those of TCP's";

constexpr windows_code connecting = {
    .kind = answer::blocks,
    .known = evidence::documented,
    .source = "connect function (winsock2.h): it waits for an answer to its SYN"};

constexpr std::string_view no_rule = "no rule: what was observed does not say how the connection ended";

constexpr windows_code closed_socket = {
    .value = 10038, .known = evidence::documented, .source = "Windows Sockets Error Codes, WSAENOTSOCK"};

rule const* rule_of(ending ended_as) {
  auto const found = std::find_if(rules.begin(), rules.end(), [ended_as](rule const& candidate) {
    return candidate.ended_as == ended_as;
  });
  return found == rules.end() ? nullptr : &*found;
}

windows_code while_open(observation const& seen, bool fin_seen) {
  bool const answered = seen.completed() || fin_seen;
  return {.kind = answered ? answer::code : answer::blocks,
          .known = evidence::recorded,
          .source = open_connection};
}

/// An EOF is the peer's FIN, with which a connection lives on, unless no FIN has come: then it is our own
/// shutdown, or what is left to say after another call took the error. CLOSED is no defect where both sides
/// have finished.
bool is_dead(observation const& seen, ending ended_as) {
  bool const may_finish = ended_as == ending::peer_finished || ended_as == ending::own_shutdown;
  if (seen.before == tcp_state::closed && !may_finish) return true;
  if (!seen.completed() || !seen.error) return false;
  if (seen.reported() != condition::eof) return true;
  if (ended_as == ending::own_shutdown) return seen.after == tcp_state::established;
  bool const fin_came = ended_as == ending::peer_finished || ended_as == ending::reset_after_fin ||
                        seen.before == tcp_state::close_wait || seen.after == tcp_state::close_wait;
  return !fin_came;
}

/// Whether the step sends or receives; the others wait, or change the socket and succeed while it exists.
bool is_call(operation op) {
  switch (op) {
    case operation::connect:
    case operation::send:
    case operation::recv:
    case operation::recv_all:
    case operation::cancel:
    case operation::close:
    case operation::abort_locally: return true;
    case operation::wait:
    case operation::await_readable:
    case operation::await_state:
    case operation::keepalive:
    case operation::user_timeout:
    case operation::linger:
    case operation::tls:
    case operation::tls_shutdown:
    case operation::expires_after:
    case operation::http_get:
    case operation::http_post:
    case operation::http_response:
    case operation::ws_connect:
    case operation::ws_send:
    case operation::ws_recv:
    case operation::ws_close:
    case operation::both:  // its observations are a send and a recv
    case operation::shutdown_send:
    case operation::shutdown_receive:
    case operation::so_error: break;
  }
  return false;
}

/// Whether the step is of a layer above TCP, whatever calls it makes.
bool is_of_a_layer(operation op) {
  return op == operation::tls || op == operation::tls_shutdown || is_http(op) || is_websocket(op);
}

/// What connect() says where there is no way to the peer.
windows_code unreachable_code(observation const& seen) {
  condition const id = seen.reported();
  bool const documented = id == condition::network_unreachable || id == condition::host_unreachable;
  if (seen.op != operation::connect || !documented)
    return {.kind = answer::unknown, .source = no_icmp_after_connect};
  return {.value = row_of(id).winsock.value,
          .known = evidence::documented,
          .source = "connect function (winsock2.h), WSAENETUNREACH and WSAEHOSTUNREACH"};
}

/// Whether every later call reports the ending too, and not only the one that it ended.
bool is_lasting(ending ended_as) {
  return ended_as != ending::cancelled && ended_as != ending::own_shutdown;
}

/// Index of the first observation that Windows answers with the ending's code.
///
/// A reset that follows a FIN is the answer to a write of ours, and Windows reports it from the very next
/// call on: over loopback it is processed before send() returns. Linux may still say EOF there, so the write
/// is what counts.
std::size_t first_dead(std::span<observation const> seen, ending ended_as) {
  std::size_t last_send = seen.size();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    bool const written = seen[i].op == operation::send && seen[i].succeeded();
    if (ended_as == ending::reset_after_fin) {
      if (is_dead(seen[i], ended_as)) return last_send < i ? last_send + 1 : i;
      if (written) last_send = i;
      if (seen[i].after == tcp_state::closed) return last_send <= i ? last_send + 1 : i + 1;
    } else if (is_dead(seen[i], ended_as)) {
      return i;
    }
  }
  return seen.size();
}

/// What the walk through the observations has come by so far.
struct progress {
  bool fin_seen = false;
  bool dead = false;          ///< at this observation the ending is there
  bool sending_over = false;  ///< by our own shutdown
  bool receiving_over = false;
  bool reset_told = false;  ///< to a read or a write
  int told_after_fin = 0;   ///< how many calls were told of the reset that followed a FIN
};

void note(progress& known, observation const& seen) {
  known.sending_over |= seen.op == operation::shutdown_send && seen.succeeded();
  known.receiving_over |= seen.op == operation::shutdown_receive && seen.succeeded();
  known.reset_told |= transfers(seen.op) && seen.failed_with(condition::connection_reset);
  if (known.dead && transfers(seen.op)) ++known.told_after_fin;
}

windows_code no_code(std::string_view source) {
  return {.kind = answer::unknown, .source = source};
}

windows_code so_error_code(ending ended_as, progress const& known) {
  if (!known.dead) return {.known = evidence::documented, .source = so_error_of_open_connection};
  if (ended_as != ending::peer_reset) return no_code(no_so_error);
  return {.known = known.reset_told ? evidence::recorded : evidence::inferred,
          .source = so_error_after_reset};
}

/// A reset that followed a FIN. test_shutdown records one read, the seed's rows what comes after it.
windows_code reset_after_fin_code(observation const& seen, progress const& known) {
  constexpr int recorded_calls = 3;
  windows_code said = windows_rule(ending::reset_after_fin);
  if (known.told_after_fin != 0)
    said.source = calls_after_the_first;
  else if (seen.op == operation::send)
    said.source = second_write;
  if (known.told_after_fin >= recorded_calls) said.known = evidence::inferred;
  return said;
}

bool uses_own_shutdown(observation const& seen, progress const& known) {
  bool const receives = seen.op == operation::recv || seen.op == operation::recv_all;
  return (known.receiving_over && receives) || (known.sending_over && seen.op == operation::send);
}

/// Once the connection has ended.
windows_code code_after_end(observation const& seen, ending ended_as, progress const& known) {
  if (is_lasting(ended_as) && uses_own_shutdown(seen, known)) return no_code(no_shutdown_and_reset);
  if (ended_as == ending::unreachable) return unreachable_code(seen);
  if (ended_as == ending::reset_after_fin) return reset_after_fin_code(seen, known);
  return windows_rule(ended_as);
}

windows_code code_of(observation const& seen, ending ended_as, progress const& known) {
  if (seen.status == completion::not_available) return {.kind = answer::no_call};
  if (is_of_a_layer(seen.op)) return no_code(calls_of_a_layer);
  if (seen.op == operation::connect && !seen.completed()) return connecting;
  if (seen.failed_with(condition::bad_descriptor)) return closed_socket;
  if (seen.op == operation::so_error) return so_error_code(ended_as, known);
  if (!is_call(seen.op)) return while_open(seen, known.fin_seen);
  if (known.dead) return code_after_end(seen, ended_as, known);
  if (uses_own_shutdown(seen, known) && !seen.succeeded()) return windows_rule(ending::own_shutdown);
  if (rule_of(ended_as) == nullptr && is_dead(seen, ended_as)) return no_code(no_rule);
  return while_open(seen, known.fin_seen);
}

}  // namespace

std::string_view to_string(evidence known) {
  return name_in(names, known);
}
std::optional<evidence> evidence_named(std::string_view name) {
  return value_in(names, name);
}

windows_code windows_rule(ending ended_as) {
  if (ended_as == ending::still_open || ended_as == ending::peer_finished)
    return {.known = evidence::recorded, .source = open_connection};
  if (ended_as == ending::not_connected) return no_code(given_up);
  rule const* const applies = rule_of(ended_as);
  if (applies == nullptr) return no_code(no_rule);
  return {.value = applies->value, .known = applies->known, .source = applies->source};
}

std::vector<windows_code> windows_would_say(std::span<observation const> seen, ending ended_as) {
  std::size_t const dead_from = rule_of(ended_as) != nullptr ? first_dead(seen, ended_as) : seen.size();
  std::vector<windows_code> said;
  progress known;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    known.fin_seen |= seen[i].failed_with(condition::eof) || seen[i].before == tcp_state::close_wait;
    known.dead = i >= dead_from && (is_lasting(ended_as) || is_dead(seen[i], ended_as));
    said.push_back(code_of(seen[i], ended_as, known));
    note(known, seen[i]);
  }
  return said;
}

}  // namespace hangup
