#include "tests/common/record/evidence_rows.hpp"

namespace hangup::test {
namespace {

constexpr auto send = operation::send;
constexpr auto recv = operation::recv;
constexpr auto wait = operation::wait;

constexpr auto unknown = tcp_state::unavailable;
constexpr auto open = tcp_state::established;
constexpr auto fin_came = tcp_state::close_wait;
constexpr auto gone = tcp_state::closed;

outcome const eof = linux_error(condition::eof);
outcome const reset = linux_error(condition::connection_reset);
outcome const broken = linux_error(condition::broken_pipe);
outcome const aborted = linux_error(condition::connection_aborted);
outcome const timed_out = linux_error(condition::timed_out);
outcome const refused = linux_error(condition::refused);
outcome const cancelled = linux_error(condition::operation_aborted);

/// Puts the connect that succeeded before the steps and numbers them.
evidence_row after_connect(evidence_row row) {
  row.seen.insert(row.seen.begin(), saw(operation::connect, ok, unknown, open));
  for (std::uint32_t i = 0; i < row.seen.size(); ++i)
    row.seen[i].step = i;
  return row;
}

/// evidence/linux.md, in its order, with the recorded codes of seed-experiments.md and evidence/windows.md.
std::vector<evidence_row> measured_on_linux() {
  return {
      {.name = "seed_3_and_4_the_client_acts_after_the_fin",
       .seen = {saw(wait, ok, open, fin_came), saw(send, ok, fin_came, gone), saw(recv, eof, gone, gone),
                saw(send, broken, gone, gone), saw(recv, eof, gone, gone)},
       .ends = ending::reset_after_fin,
       .windows = "0 10053 10053 10053"},
      {.name = "seed_3_and_4_with_asio_on_epoll",
       .seen = {saw(wait, ok, open, fin_came), saw(send, ok, fin_came, gone), saw(recv, eof, gone, gone),
                saw(send, broken, gone, gone), saw(recv, never, gone, gone)},
       .ends = ending::reset_after_fin,
       .windows = "0 10053 10053 10053"},
      {.name = "the_peer_closes_and_the_client_reads_first",
       .seen = {saw(recv, eof, fin_came, fin_came), saw(send, ok, fin_came, gone), saw(recv, eof, gone, gone),
                saw(send, broken, gone, gone)},
       .ends = ending::reset_after_fin,
       .windows = "0 0 10053 10053"},
      {.name = "seed_1_and_2_the_first_send_wins_the_race",
       .seen = {saw(send, ok, open, open), saw(recv, reset, gone, gone), saw(send, broken, gone, gone),
                saw(recv, eof, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "0 10054 10054 10054"},
      {.name = "seed_1_and_2_with_asio_on_epoll",
       .seen = {saw(send, ok, open, open), saw(recv, reset, open, gone), saw(send, broken, gone, gone),
                saw(recv, never, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "0 10054 10054 10054"},
      {.name = "the_client_sends_twice_before_the_reset_is_processed",
       .seen = {saw(send, ok, fin_came, fin_came), saw(recv, eof, fin_came, fin_came),
                saw(send, ok, fin_came, gone), saw(recv, eof, gone, gone)},
       .ends = ending::reset_after_fin,
       .windows = "0 0 0 10053"},
      {.name = "the_peer_closes_over_unread_data_and_a_send_asks_first",
       .seen = {saw(send, ok, open, open), saw(send, reset, gone, gone), saw(recv, eof, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "0 10054 10054"},
      {.name = "the_peer_resets_and_a_recv_asks_first",
       .seen = {saw(recv, reset, gone, gone), saw(send, broken, gone, gone), saw(recv, eof, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "10054 10054 10054"},
      {.name = "the_peer_resets_and_epoll_has_no_edge_left",
       .seen = {saw(send, reset, gone, gone), saw(recv, eof, gone, gone), saw(send, never, gone, gone),
                saw(recv, never, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "10054 10054 10054 10054"},
      {.name = "the_peer_sends_data_then_resets",
       .seen = {saw(recv, ok, open, open), saw(recv, reset, open, gone), saw(send, broken, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "0 10054 10054"},
      {.name = "the_peer_sends_data_and_resets_before_it_is_read",
       .seen = {saw(recv, ok, gone, gone), saw(recv, reset, gone, gone), saw(send, broken, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "10054 10054 10054"},
      {.name = "the_peer_sends_data_and_closes_and_we_send_before_reading",
       .seen = {saw(send, ok, fin_came, gone), saw(recv, ok, gone, gone), saw(recv, eof, gone, gone)},
       .ends = ending::reset_after_fin,
       .windows = "0 10053 10053"},
      {.name = "the_peer_shuts_down_sending_only",
       .seen = {saw(recv, eof, fin_came, fin_came), saw(send, ok, fin_came, fin_came),
                saw(send, ok, fin_came, fin_came), saw(recv, eof, fin_came, fin_came)},
       .ends = ending::peer_finished,
       .windows = "0 0 0 0"},
      {.name = "the_peer_shuts_down_sending_only_and_epoll_has_no_edge_left",
       .seen = {saw(recv, eof, fin_came, fin_came), saw(send, ok, fin_came, fin_came),
                saw(recv, never, fin_came, fin_came)},
       .ends = ending::peer_finished,
       .windows = "0 0 0"},
      {.name = "the_peer_shuts_down_reading_only",
       .seen = {saw(send, ok, open, open), saw(send, ok, open, open)},
       .ends = ending::still_open,
       .windows = "0 0"},
      {.name = "the_peer_holds_the_connection",
       .seen = {saw(send, ok, open, open), saw(recv, never, open, open), saw(send, ok, open, open)},
       .ends = ending::still_open,
       .windows = "0 - 0"},
      {.name = "a_send_after_our_own_shutdown",
       .seen = {saw(send, broken, tcp_state::fin_wait_2, tcp_state::fin_wait_2)},
       .ends = ending::own_shutdown,
       .windows = "10058"},
      {.name = "a_recv_after_our_own_shutdown",
       .seen = {saw(recv, eof, open, open)},
       .ends = ending::own_shutdown,
       .windows = "10058"},
      {.name = "our_host_destroys_the_connection",
       .seen = {saw(send, ok, open, open), saw(recv, aborted, gone, gone), saw(send, broken, gone, gone)},
       .ends = ending::aborted_locally,
       .windows = "0 10053 10053"},
      {.name = "our_host_destroys_the_connection_after_the_fin",
       .seen = {saw(recv, eof, fin_came, fin_came), saw(send, aborted, gone, gone),
                saw(send, broken, gone, gone)},
       .ends = ending::aborted_locally,
       .windows = "0 10053 10053"},
      {.name = "the_peer_vanishes_with_our_data_unanswered",
       .seen = {saw(send, ok, open, open), saw(recv, timed_out, open, gone), saw(send, broken, gone, gone)},
       .ends = ending::timed_out,
       .windows = "0 10060 10060"},
      {.name = "keep_alive_finds_the_peer_gone",
       .seen = {saw(recv, timed_out, open, gone)},
       .ends = ending::timed_out},
      {.name = "the_peer_rebooted",
       .seen = {saw(send, ok, open, gone), saw(recv, reset, gone, gone), saw(send, broken, gone, gone)},
       .ends = ending::peer_reset,
       .windows = "0 10054 10054"},
  };
}

/// What follows from the rules of evidence/linux.md and evidence/asio.md without a row of its own.
std::vector<evidence_row> derived() {
  return {
      {.name = "a_bsd_says_reset_where_linux_says_broken_pipe",
       .seen = {saw(recv, eof, fin_came, fin_came), saw(send, ok, fin_came, fin_came),
                saw(send, reset, gone, gone)},
       .ends = ending::reset_after_fin},
      {.name = "after_the_fin_the_state_alone_tells_of_the_reset",
       .seen = {saw(wait, ok, open, fin_came), saw(send, ok, fin_came, gone), saw(recv, never, gone, gone)},
       .ends = ending::reset_after_fin,
       .windows = "0 10053"},
      {.name = "without_a_fin_the_state_alone_does_not_say_who_ended_it",
       .seen = {saw(send, ok, open, open), saw(recv, never, gone, gone)},
       .ends = ending::undetermined},
      {.name = "a_broken_pipe_in_an_unknown_state",
       .seen = {saw(send, broken, unknown, unknown)},
       .ends = ending::undetermined},
      {.name = "a_broken_pipe_after_an_eof_in_an_unknown_state",
       .seen = {saw(recv, eof, unknown, unknown), saw(send, ok, unknown, unknown),
                saw(send, broken, unknown, unknown)},
       .ends = ending::reset_after_fin},
      {.name = "both_sides_finish_the_peer_first",
       .seen = {saw(recv, eof, fin_came, fin_came), saw(operation::shutdown_send, ok, fin_came, gone),
                saw(recv, eof, gone, gone)},
       .ends = ending::peer_finished,
       .windows = "0 0"},
      {.name = "both_sides_finish_and_we_first",
       .seen = {saw(send, ok, open, open), saw(operation::shutdown_send, ok, open, tcp_state::fin_wait_2),
                saw(recv, eof, tcp_state::fin_wait_2, gone)},
       .ends = ending::peer_finished,
       .windows = "0 0"},
      {.name = "the_peer_finished_and_we_wrote_before_we_finished_too",
       .seen = {saw(send, ok, fin_came, fin_came), saw(operation::shutdown_send, ok, fin_came, gone),
                saw(recv, eof, gone, gone)},
       .ends = ending::undetermined},
      {.name = "the_reset_came_before_we_could_finish",
       .seen = {saw(send, ok, fin_came, gone),
                saw(operation::shutdown_send, linux_error(condition::not_connected), gone, gone)},
       .ends = ending::reset_after_fin},
      {.name = "our_own_cancel", .seen = {saw(recv, cancelled, open, open)}, .ends = ending::cancelled},
      {.name = "our_own_cancel_and_then_a_reset",
       .seen = {saw(recv, cancelled, open, open), saw(send, reset, gone, gone)},
       .ends = ending::peer_reset,
       .windows = std::nullopt},
      {.name = "nothing_was_asked", .seen = {}, .ends = ending::still_open, .windows = ""},
  };
}

/// The same endings as Asio reports them on Windows (evidence/asio.md, point 5).
std::vector<evidence_row> seen_on_windows() {
  return {
      {.name = "windows_10054_before_a_fin",
       .seen = {saw(recv, windows_error(10054), open, gone)},
       .ends = ending::peer_reset},
      {.name = "windows_64_before_a_fin",
       .seen = {saw(recv, windows_error(64), open, gone)},
       .ends = ending::peer_reset},
      {.name = "windows_10053_after_a_fin",
       .seen = {saw(send, ok, fin_came, gone), saw(recv, windows_error(10053), gone, gone)},
       .ends = ending::reset_after_fin},
      {.name = "windows_1236_after_a_fin",
       .seen = {saw(recv, eof, unknown, unknown), saw(recv, windows_error(1236), unknown, unknown)},
       .ends = ending::reset_after_fin},
      {.name = "windows_10053_without_a_fin",
       .seen = {saw(recv, windows_error(10053), open, gone)},
       .ends = ending::aborted_locally},
      {.name = "windows_1236_without_a_fin",
       .seen = {saw(recv, windows_error(1236), open, gone)},
       .ends = ending::aborted_locally},
      {.name = "windows_10058",
       .seen = {saw(send, windows_error(10058), open, open)},
       .ends = ending::own_shutdown},
      {.name = "windows_121", .seen = {saw(recv, windows_error(121), open, gone)}, .ends = ending::timed_out},
      {.name = "windows_995", .seen = {saw(recv, windows_error(995), open, open)}, .ends = ending::cancelled},
  };
}

}  // namespace

std::vector<evidence_row> const& evidence_rows() {
  static std::vector<evidence_row> const rows = [] {
    std::vector<evidence_row> all;
    for (auto const& part : {measured_on_linux(), derived(), seen_on_windows()})
      for (evidence_row const& row : part)
        all.push_back(after_connect(row));
    all.push_back({.name = "windows_10053_in_an_unknown_state",
                   .seen = {saw(operation::connect, ok, unknown, unknown),
                            saw(recv, windows_error(10053), unknown, unknown)},
                   .ends = ending::undetermined});
    all.push_back({.name = "nobody_listens",
                   .seen = {saw(operation::connect, refused, unknown, gone)},
                   .ends = ending::refused});
    all.push_back({.name = "the_connect_never_completes",
                   .seen = {saw(operation::connect, never, unknown, tcp_state::syn_sent)},
                   .ends = ending::not_connected});
    all.push_back({.name = "a_quick_reset_is_reported_by_the_connect",
                   .seen = {saw(operation::connect, reset, unknown, gone)},
                   .ends = ending::peer_reset});
    return all;
  }();
  return rows;
}

}  // namespace hangup::test
