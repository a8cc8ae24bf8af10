#include "lab/capture/capture_verdict.hpp"

#include <algorithm>
#include <limits>

#include "common/text/enum_names.hpp"

namespace hangup::lab {
namespace {

constexpr enum_names<course::last> names{"open",    "half_closed", "orderly",    "reset",
                                         "refused", "no_answer",   "unanswered", "unreachable"};

bool is_of(connection const& seen, oddity what, side one) {
  return seen.has(what) && seen.odd_of[static_cast<std::size_t>(what)] == one;
}

bool was_in_vain(connection const& seen, side one) {
  return is_of(seen, oddity::unanswered, one) || is_of(seen, oddity::keep_alive_unanswered, one);
}

/// A reset in place of a SYN.
bool is_refused(connection const& seen) {
  return seen.reset != 0 && seen.established == 0 && seen.of(seen.reset_by).syn == 0;
}

ending of_who_reset(connection const& seen, side us) {
  if (seen.reset_after_peer_fin) return ending::peer_finished;
  if (was_in_vain(seen, us)) return ending::timed_out;
  return seen.reset_after_own_fin ? ending::cancelled : ending::aborted_locally;
}

ending seen_from(connection const& seen, side us) {
  side const peer = other(us);
  if (is_refused(seen)) return seen.reset_by == peer ? ending::refused : ending::not_connected;
  if (seen.established == 0 && seen.icmp != 0)
    return us != seen.icmp_told ? ending::not_connected
           : seen.icmp_refused  ? ending::refused
                                : ending::unreachable;
  if (seen.reset != 0 && seen.reset_by == us) return of_who_reset(seen, us);
  if (seen.reset != 0) return seen.reset_after_own_fin ? ending::reset_after_fin : ending::peer_reset;
  if (seen.icmp != 0 && seen.icmp_told == us && was_in_vain(seen, us)) return ending::unreachable;
  if (was_in_vain(seen, us)) return ending::timed_out;
  if (seen.of(peer).fin != 0) return ending::peer_finished;
  if (seen.established != 0 || seen.of(us).packets == 0) return ending::still_open;
  return seen.of(us).in_vain != 0 ? ending::timed_out : ending::not_connected;
}

/// Who sent the first FIN, before any reset.
std::optional<side> first_to_finish(connection const& seen) {
  packet_number const none = std::numeric_limits<packet_number>::max();
  packet_number const end = seen.reset == 0 ? none : seen.reset;
  auto const fin_of = [&](side one) {
    packet_number const fin = seen.of(one).fin;
    return fin != 0 && fin < end ? fin : none;
  };
  packet_number const client = fin_of(side::client), server = fin_of(side::server);
  if (client == none && server == none) return std::nullopt;
  return client < server ? side::client : side::server;
}

unsigned suspicion_of(connection const& seen, course went) {
  constexpr std::array<unsigned, enum_names<course::last>::count> of_course{5, 15, 0, 60, 40, 45, 70, 45};
  unsigned total = of_course[static_cast<std::size_t>(went)];
  if (seen.has(oddity::reset_of_a_stranger) || seen.has(oddity::reset_ignored)) total += 40;
  for (oddity const extra : {oddity::reset_over_data, oddity::zero_window, oddity::keep_alive_unanswered,
                             oddity::data_after_fin, oddity::unanswered})
    if (seen.has(extra)) total += 10;
  if (seen.has(oddity::retransmitted) || seen.has(oddity::syn_retransmitted)) total += 5;
  return total;
}

course course_of(connection const& seen, capture_verdict const& judged) {
  if (judged.client == ending::refused || judged.server == ending::refused) return course::refused;
  if (judged.client == ending::unreachable || judged.server == ending::unreachable)
    return course::unreachable;
  if (seen.reset != 0) return course::reset;
  if (was_in_vain(seen, side::client) || was_in_vain(seen, side::server)) return course::unanswered;
  if (seen.both_finished()) return course::orderly;
  if (first_to_finish(seen)) return course::half_closed;
  return seen.established == 0 ? course::no_answer : course::open;
}

std::string at(packet_number number) {
  return " (#" + std::to_string(number) + ')';
}

std::string times_sent(connection const& seen, side one) {
  sender const& us = seen.of(one);
  std::uint32_t const again = std::max(us.in_vain, us.keep_alives_in_vain);
  return again == 0 ? "once" : std::to_string(again + 1) + " times";
}

std::string story_of_reset(connection const& seen) {
  std::string const us(to_string(seen.reset_by)), peer(to_string(other(seen.reset_by)));
  auto const first = first_to_finish(seen);
  if (!first) return "the " + us + " reset it" + at(seen.reset);
  packet_number const fin = seen.of(*first).fin;
  if (*first != seen.reset_by)
    return "the " + peer + " closed" + at(fin) + ", the " + us + " reset it" + at(seen.reset);
  if (seen.reset_answers_data)
    return "the " + us + " closed" + at(fin) + ", and reset it when more came" + at(seen.reset);
  return "the " + us + " closed" + at(fin) + ", then reset it" + at(seen.reset);
}

}  // namespace

std::string_view to_string(course went) {
  return name_in(names, went);
}

capture_verdict judge(connection const& seen) {
  capture_verdict judged{.client = seen_from(seen, side::client), .server = seen_from(seen, side::server)};
  judged.went = course_of(seen, judged);
  judged.by = first_to_finish(seen);
  if (judged.by) judged.proof = seen.of(*judged.by).fin;
  if (seen.reset != 0 && !judged.by) {
    judged.by = seen.reset_by;
    judged.proof = seen.reset;
  }
  if (judged.proof == 0 && seen.icmp != 0) judged.proof = seen.icmp;
  for (side const one : {side::client, side::server})
    if (judged.proof == 0 && judged.went == course::unanswered && was_in_vain(seen, one))
      judged.proof = seen.of(one).last_in_vain;
  judged.suspicion = suspicion_of(seen, judged.went);
  return judged;
}

std::string story_of(connection const& seen, capture_verdict const& judged) {
  switch (judged.went) {
    case course::open: return "open when the capture ended";
    case course::half_closed:
      return "the " + std::string(to_string(*judged.by)) + " closed" + at(judged.proof) + ", the " +
             std::string(to_string(other(*judged.by))) + " had not when the capture ended";
    case course::orderly:
      return "the " + std::string(to_string(*judged.by)) + " closed first" + at(judged.proof) +
             ", then the " + std::string(to_string(other(*judged.by))) + at(seen.of(other(*judged.by)).fin);
    case course::reset: return story_of_reset(seen);
    case course::refused:
      return seen.reset != 0
                 ? "the " + std::string(to_string(seen.reset_by)) + "'s host refused it" + at(seen.reset)
                 : "refused by ICMP" + at(seen.icmp);
    case course::no_answer: return "no answer to the SYN, sent " + times_sent(seen, side::client);
    case course::unanswered: {
      side const one = was_in_vain(seen, side::client) ? side::client : side::server;
      return "no answer to what the " + std::string(to_string(one)) + " sent " + times_sent(seen, one) +
             at(judged.proof);
    }
    case course::unreachable: return "ICMP: it could not be delivered" + at(seen.icmp);
  }
  return "?";
}

std::string_view linux_told(ending ended) {
  switch (ended) {
    case ending::still_open: return "nothing yet";
    case ending::peer_finished:
      return "read: EOF; write: accepted, and met by a reset where the peer is gone";
    case ending::peer_reset: return "the first call: ECONNRESET; then read: EOF, write: EPIPE";
    case ending::reset_after_fin: return "read: EOF; write: EPIPE";
    case ending::aborted_locally:
      return "nothing where its program closed it; ECONNABORTED (Windows: 10053) where its host did";
    case ending::timed_out: return "ETIMEDOUT, once its host has given up; then read: EOF, write: EPIPE";
    case ending::refused: return "connect: ECONNREFUSED";
    case ending::cancelled: return "nothing: its program had closed the socket";
    case ending::own_shutdown: return "write: EPIPE";
    case ending::not_connected: return "connect: ETIMEDOUT after some two minutes, or its own timer before";
    case ending::unreachable: return "EHOSTUNREACH or ENETUNREACH";
    case ending::undetermined: return "not known";
  }
  return "?";
}

}  // namespace hangup::lab
