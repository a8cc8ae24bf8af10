#include "common/record/ending.hpp"

#include <array>

#include "common/text/enum_names.hpp"

namespace hangup {
namespace {

constexpr std::array all = {ending::still_open,      ending::peer_finished,   ending::peer_reset,
                            ending::reset_after_fin, ending::aborted_locally, ending::timed_out,
                            ending::refused,         ending::cancelled,       ending::own_shutdown,
                            ending::undetermined};

constexpr enum_names<all.size()> names = {"still_open",      "peer_finished", "peer_reset", "reset_after_fin",
                                          "aborted_locally", "timed_out",     "refused",    "cancelled",
                                          "own_shutdown",    "undetermined"};

constexpr std::array<std::string_view, all.size()> sentences = {
    "the connection was still open when the plan ended",
    "the peer finished sending (FIN); reading reports EOF",
    "the peer reset the connection (RST) without having sent a FIN",
    "after the peer's FIN came a reset (RST): what its host answers when we write to a peer that has closed",
    "our own host aborted the connection",
    "the peer's host stopped answering, and ours gave up",
    "nobody listened there, and the peer's host refused the connection",
    "our own cancel() or close() ended the operation; the peer did nothing",
    "we used a direction of the connection that we had shut down ourselves",
    "the connection is over, but what was observed does not say how it ended",
};

}  // namespace

std::string_view to_string(ending how) {
  return name_in(names, how);
}
std::optional<ending> ending_named(std::string_view name) {
  return value_in<ending>(names, name);
}
std::span<ending const> all_endings() {
  return all;
}
std::string_view sentence(ending how) {
  return name_in(sentences, how);
}

}  // namespace hangup
