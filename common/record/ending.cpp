#include "common/record/ending.hpp"

#include <array>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr auto last = ending::undetermined;
constexpr auto all = enumerators<last>();

constexpr enum_names<last> names = {"still_open",      "peer_finished", "peer_reset",  "reset_after_fin",
                                    "aborted_locally", "timed_out",     "refused",     "cancelled",
                                    "own_shutdown",    "not_connected", "unreachable", "undetermined"};

constexpr enum_names<last> sentences = {
    "the connection was still open when the plan ended",
    "the peer finished sending (FIN); reading reports EOF",
    "the peer reset the connection (RST) without having sent a FIN",
    "after the peer's FIN came a reset (RST): what its host answers when we write to a peer that has closed",
    "our own host aborted the connection",
    "the peer's host stopped answering, and ours gave up",
    "nobody listened there, and the peer's host refused the connection",
    "our own cancel() or close() ended the operation; the peer did nothing",
    "we used a direction of the connection that we had shut down ourselves",
    "there was no connection: the attempt was given up, or could not be made, before anybody answered",
    "the peer cannot be reached: there is no way to it, an ICMP message says so, or a rule of our own host",
    "the connection is over, but what was observed does not say how it ended",
};

}  // namespace

std::string_view to_string(ending ended_as) {
  return name_in(names, ended_as);
}
std::optional<ending> ending_named(std::string_view name) {
  return value_in(names, name);
}
std::span<ending const> all_endings() {
  return all;
}
std::string_view sentence(ending ended_as) {
  return name_in(sentences, ended_as);
}

}  // namespace hangup
