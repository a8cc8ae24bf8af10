#include "lab/judge/proof.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace hangup::lab {
namespace {

/// `S:FIN` matches `S:4096B+FIN`; `C:data` any segment of the client with payload.
bool matches(segment const& s, std::string_view token) {
  if ((token.front() == 'S') != s.from_server) return false;
  std::string_view const kind = token.substr(2);
  if (auto const record = tls_record_named(kind); record && *record != tls_record::data)
    return s.tls == *record;
  return kind == "data" ? s.bytes != 0 : kind == "SYN" ? s.syn : kind == "FIN" ? s.fin : s.rst;
}

std::string joined(std::vector<segment> const& segments) {
  std::string text;
  for (segment const& seen : segments) {
    if (text.size() > 120) return text + " ...";
    text += (text.empty() ? "" : " ") + to_string(seen);
  }
  return text.empty() ? "nothing" : text;
}

/// Where the tokens of `wanted` that come in their turn are in `seen`.
std::vector<std::size_t> places_of(std::vector<std::string> const& wanted, std::vector<segment> const& seen) {
  std::vector<std::size_t> places;
  auto at = seen.begin();
  for (std::string const& token : wanted) {
    at = std::find_if(at, seen.end(), [&token](segment const& s) { return matches(s, token); });
    if (at == seen.end()) break;
    places.push_back(static_cast<std::size_t>(at++ - seen.begin()));
  }
  return places;
}

/// The first token of `wanted` that did not come in its turn.
std::optional<std::string> first_missing(std::vector<std::string> const& wanted,
                                         std::vector<segment> const& seen) {
  auto const found = places_of(wanted, seen).size();
  return found == wanted.size() ? std::nullopt : std::optional(wanted[found]);
}

bool server_reported(record const& run, proof const& wanted) {
  return std::any_of(run.events.begin(), run.events.end(), [&wanted](event const& happened) {
    auto const* const action = std::get_if<server_action>(&happened.body);
    return action != nullptr && is_proof(wanted, *action);
  });
}

record until_plan_ends(record const& run) {
  auto const end = plan_end(run);
  record part;
  std::copy_if(run.events.begin(), run.events.end(), std::back_inserter(part.events),
               [end](event const& happened) { return happened.at <= end; });
  return part;
}

/// Whether its bytes are the client's.
bool writes(operation op) {
  return op == operation::send || op == operation::http_get || op == operation::http_post ||
         op == operation::ws_send;
}

std::optional<std::string> missing_witness(proof const& wanted, record const& run) {
  auto const seen = segments_of(run);
  if (auto const token = first_missing(wanted.wire, seen))
    return *token + " was not on the wire: " + joined(seen);
  auto const during_plan = segments_of(until_plan_ends(run));
  for (std::string const& token : wanted.absent)
    if (!first_missing({token}, during_plan)) return token + " was on the wire: " + joined(during_plan);
  for (std::string const& name : wanted.counters)
    if (!run.counters.contains(name)) return "the kernel did not count " + name;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> parse_segments(std::string_view member, std::string const& text) {
  std::istringstream words(text);
  std::vector<std::string> tokens;
  for (std::string word; words >> word;) {
    bool const side = word.starts_with("S:") || word.starts_with("C:");
    std::string const kind = side ? word.substr(2) : "";
    constexpr std::array<std::string_view, 6> kinds = {"SYN", "FIN", "RST", "data", "handshake", "alert"};
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      throw std::invalid_argument(
          "'" + std::string(member) + "': '" + word +
          "': expected S: or C: with SYN, FIN, RST, data, handshake or alert, such as S:FIN");
    tokens.push_back(word);
  }
  return tokens;
}

std::vector<std::size_t> proving_segments(proof const& wanted, std::vector<segment> const& seen) {
  return places_of(wanted.wire, seen);
}

bool is_proof(proof const& wanted, server_action const& action) {
  return action.name + ' ' + std::string(to_string(condition_of(action.error))) == wanted.server;
}

std::chrono::nanoseconds plan_end(record const& run) {
  std::chrono::nanoseconds end{};
  for (observation const& seen : observations_of(run))
    end = std::max(end, seen.at + seen.elapsed);
  return end;
}

transferred from_server(record const& run) {
  transferred total;
  for (event const& happened : run.events) {
    if (auto const* const action = std::get_if<server_action>(&happened.body);
        action != nullptr && action->name == "sent")
      total.sent += action->bytes;
    if (auto const* const seen = std::get_if<observation>(&happened.body);
        seen != nullptr && !writes(seen->op))
      total.received += seen->bytes;
  }
  return total;
}

std::optional<std::string> missing_proof(proof const& wanted, record const& run) {
  if (run.in_cell)
    if (auto missing = missing_witness(wanted, run)) return missing;
  if (!wanted.server.empty() && !server_reported(run, wanted))
    return "the server did not report '" + wanted.server + "'";
  auto const [sent, received] = from_server(run);
  if (wanted.loss && sent <= received)
    return "nothing was lost: sent " + std::to_string(sent) + " bytes, received " + std::to_string(received);
  return std::nullopt;
}

}  // namespace hangup::lab
