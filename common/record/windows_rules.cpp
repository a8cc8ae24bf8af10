#include "common/record/windows_rules.hpp"

#include <algorithm>
#include <array>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr enum_names<3> names = {"recorded", "documented", "inferred"};

/// A rule: what every blocking call reports once the connection has ended this way.
struct rule {
  ending how;
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
};

constexpr std::string_view open_connection =
    "Wine conformance test ws2_32/sock.c, send and recv before any RST";

constexpr std::string_view so_error_after_reset =
    "Wine conformance test ws2_32/sock.c, test_tcp_reset: SO_ERROR stays 0";

constexpr std::string_view no_so_error_after_fin = "no rule: nobody has recorded SO_ERROR after FIN and RST";

constexpr std::string_view no_rule = "no rule: what was observed does not say how the connection ended";

constexpr windows_code closed_socket = {
    .value = 10038, .known = evidence::documented, .source = "Windows Sockets Error Codes, WSAENOTSOCK"};

rule const* rule_of(ending how) {
  auto const found =
      std::find_if(rules.begin(), rules.end(), [how](rule const& each) { return each.how == how; });
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
bool is_dead(observation const& seen, ending how) {
  bool const may_finish = how == ending::peer_finished || how == ending::own_shutdown;
  if (seen.before == tcp_state::closed && !may_finish) return true;
  if (!seen.completed() || !seen.error) return false;
  if (seen.reported() != condition::eof) return true;
  if (how == ending::own_shutdown) return seen.after == tcp_state::established;
  bool const fin_came = how == ending::peer_finished || how == ending::reset_after_fin ||
                        seen.before == tcp_state::close_wait || seen.after == tcp_state::close_wait;
  return !fin_came;
}

/// Whether the step sends or receives; the others wait, or change the socket and succeed while it exists.
bool is_call(operation what) {
  switch (what) {
    case operation::connect:
    case operation::cancel:
    case operation::close:
    case operation::abort_locally: return true;
    default: return transfers(what);
  }
}

/// Whether every later call reports the ending too, and not only the one that it ended.
bool is_lasting(ending how) {
  return how != ending::cancelled && how != ending::own_shutdown;
}

/// Index of the first observation that Windows answers with the ending's code.
///
/// A reset that follows a FIN is the answer to a write of ours, and Windows reports it from the very next
/// call on: over loopback it is processed before send() returns. Linux may still say EOF there, so the write
/// is what counts.
std::size_t first_dead(std::span<observation const> seen, ending how) {
  std::size_t last_send = seen.size();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    bool const written = seen[i].op == operation::send && seen[i].succeeded();
    if (how == ending::reset_after_fin) {
      if (is_dead(seen[i], how)) return last_send < i ? last_send + 1 : i;
      if (written) last_send = i;
      if (seen[i].after == tcp_state::closed) return last_send <= i ? last_send + 1 : i + 1;
    } else if (is_dead(seen[i], how)) {
      return i;
    }
  }
  return seen.size();
}

}  // namespace

std::string_view to_string(evidence how) {
  return name_in(names, how);
}
std::optional<evidence> evidence_named(std::string_view name) {
  return value_in<evidence>(names, name);
}

windows_code windows_rule(ending how) {
  if (how == ending::still_open || how == ending::peer_finished)
    return {.known = evidence::recorded, .source = open_connection};
  rule const* const applies = rule_of(how);
  if (applies == nullptr) return {.kind = answer::unknown, .source = no_rule};
  return {.value = applies->value, .known = applies->known, .source = applies->source};
}

std::vector<windows_code> windows_would_say(std::span<observation const> seen, ending how) {
  rule const* const applies = rule_of(how);
  std::size_t const dead_from = applies != nullptr ? first_dead(seen, how) : seen.size();
  std::vector<windows_code> said;
  bool fin_seen = false;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    fin_seen |= seen[i].failed_with(condition::eof) || seen[i].before == tcp_state::close_wait;
    bool const dead = i >= dead_from && (is_lasting(how) || is_dead(seen[i], how));
    if (seen[i].status == completion::not_available) {
      said.push_back({.kind = answer::no_call});
    } else if (seen[i].failed_with(condition::bad_descriptor)) {
      said.push_back(closed_socket);
    } else if (seen[i].op == operation::so_error && dead && how == ending::reset_after_fin) {
      said.push_back({.kind = answer::unknown, .source = no_so_error_after_fin});
    } else if (seen[i].op == operation::so_error) {
      said.push_back({.known = evidence::recorded, .source = so_error_after_reset});
    } else if (applies == nullptr && is_call(seen[i].op) && is_dead(seen[i], how)) {
      said.push_back({.kind = answer::unknown, .source = no_rule});
    } else if (!dead || !is_call(seen[i].op)) {
      said.push_back(while_open(seen[i], fin_seen));
    } else {
      said.push_back(windows_rule(how));
    }
  }
  return said;
}

}  // namespace hangup
