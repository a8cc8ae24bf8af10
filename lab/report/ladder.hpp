#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/record/event.hpp"
#include "lab/judge/proof.hpp"
#include "lab/judge/side.hpp"

/// The ladder of one connection: two lifelines, and what happened on and between them. Plain values, so that
/// a run and somebody else's capture are drawn by the same code (ladder_svg.hpp, ladder_mermaid.hpp,
/// ladder_text.hpp). Texts are as they came: whoever draws them escapes them.
namespace hangup::lab {

/// A segment, from its sender's lifeline to the other. One without flags and bytes only acknowledges.
struct ladder_arrow {
  std::chrono::nanoseconds at{};
  segment carried{};
  std::optional<std::uint64_t> packet{};  ///< its number in a capture, from 1
  bool proves = false;                    ///< the experiment's proof asks for it
  std::string note{};                     ///< such as `retransmission`; may be empty
  bool operator==(ladder_arrow const&) const = default;

  side from() const { return carried.from_server ? side::server : side::client; }
};

/// A call of the API, as a span beside its side's lifeline.
struct ladder_call {
  side where = side::client;
  std::chrono::nanoseconds begin{};
  std::chrono::nanoseconds end{};  ///< when it completed; where it never did, when it was given up
  completion status = completion::completed;
  std::string name{};    ///< `recv`
  std::string result{};  ///< `eof`, `ECONNRESET`, `ok, 14 bytes`, `never`
  std::string detail{};  ///< everything that is known of it, in one line
  operation op = operation::connect;
  condition reported = condition::success;
  tcp_state after = tcp_state::unavailable;
  bool operator==(ladder_call const&) const = default;
};

/// From here on, as far as anybody saw, a side's TCP was in this state.
struct ladder_state {
  side where = side::client;
  std::chrono::nanoseconds at{};
  tcp_state state = tcp_state::unavailable;
  bool inferred = false;  ///< from the segments, as RFC 9293 has it; otherwise the side's kernel said so
  bool operator==(ladder_state const&) const = default;
};

/// What a side did, or what is to be said of a moment; without a side, of both.
struct ladder_mark {
  std::optional<side> where{};
  std::chrono::nanoseconds at{};
  std::string text{};    ///< `accepted`, `close`
  std::string detail{};  ///< an address, an error; may be empty
  std::uint64_t bytes = 0;
  bool proves = false;
  bool operator==(ladder_mark const&) const = default;
};

/// What the kernel counted during all of it.
struct ladder_counter {
  std::string name{};
  std::int64_t amount = 0;
  bool proves = false;
  bool operator==(ladder_counter const&) const = default;
};

/// Each list is in order of time. Times count from when the client began to connect, or from the first
/// packet.
struct ladder {
  std::string title{};
  std::string client = "client";  ///< the sides' names; a capture has their addresses
  std::string server = "server";
  std::vector<ladder_arrow> arrows{};
  std::vector<ladder_call> calls{};
  std::vector<ladder_state> states{};
  std::vector<ladder_mark> marks{};
  std::vector<ladder_counter> counters{};
  std::string missing{};  ///< what could not be seen, and why; may be empty
  bool operator==(ladder const&) const = default;

  std::string const& name_of(side where) const { return where == side::client ? client : server; }
};

/// The ladder of a run. What the proof names is marked. The server's states are inferred.
ladder ladder_of(record const& run, proof const& wanted = {});

/// The states that a side went through as far as its segments tell. They tell nothing of a socket that goes
/// without a word, and where acknowledgements were not captured, not when FIN_WAIT_1 ends.
std::vector<ladder_state> inferred_states(std::vector<ladder_arrow> const& arrows, side where);

/// `SYN`, `SYN + ACK`, `14 B`, `4096 B + FIN`, `7 B (alert)`, `ACK`.
std::string label_of(ladder_arrow const& arrow);
/// All fields: `FIN from the server, sequence 1, acknowledges 15, window 65536, packet 7, part of the proof`.
std::string fields_of(ladder_arrow const& arrow);
/// `CLOSE_WAIT`; where it is inferred `CLOSE_WAIT?`.
std::string label_of(ladder_state const& state);
/// `accepted`, `read 14 B`.
std::string label_of(ladder_mark const& mark);
/// `0.064 ms`, `1.002 s`.
std::string time_text(std::chrono::nanoseconds at);

/// One row of a ladder: which of its lists, and where in it.
struct ladder_item {
  enum class kind : std::uint8_t { mark, call_begin, arrow, call_end, state };
  kind what = kind::mark;
  std::size_t index = 0;
  std::chrono::nanoseconds at{};
  bool operator==(ladder_item const&) const = default;
};

/// Everything that has a time, in order of time.
std::vector<ladder_item> in_order_of_time(ladder const& drawn);

/// Arrows, marks and the ends of calls, so that the order is the same for each run that came out the same:
/// the arrows in their order, and everything else as early as what must have come before it allows. Clocks
/// are not asked where they decide between things that do not depend on each other.
std::vector<ladder_item> in_order_of_cause(ladder const& drawn);

}  // namespace hangup::lab
