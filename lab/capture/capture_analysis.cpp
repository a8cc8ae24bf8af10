#include "lab/capture/capture_analysis.hpp"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <cstring>
#include <random>

namespace hangup::lab {
namespace {

side side_of(connection const& in, endpoint const& from) {
  return in.ends[0] == from ? side::client : side::server;
}

/// Who is taken for the client: who sends the SYN or gets its answer, or else who has the higher port.
bool is_from_client(tcp_packet const& packet) {
  if (packet.syn) return !packet.ack;
  return packet.from.port > packet.to.port;
}

}  // namespace

std::size_t capture_analysis::hash_of_ends::operator()(ends const& of) const {
  // Not the same in each process: nobody can make a capture whose connections all fall together.
  static std::size_t const start = std::random_device()();
  std::array<std::uint64_t, 4> words{};
  std::memcpy(words.data(), of.low.address.data(), 16);
  std::memcpy(words.data() + 2, of.high.address.data(), 16);
  std::size_t seed = start;
  for (std::uint64_t const word : words)
    boost::hash_combine(seed, word);
  boost::hash_combine(seed, std::uint32_t{of.low.port} << 16U | of.high.port);
  return seed;
}

capture_analysis::place capture_analysis::place_of(tcp_packet const& packet) {
  auto const& [low, high] = std::minmax(packet.from, packet.to);
  auto const [found, is_new] = latest_.try_emplace({low, high}, all_.size());
  if (!is_new) {
    connection const& known = all_[found->second];
    side const from = side_of(known, packet.from);
    if (!begins_anew(known, packet, from)) return {found->second, from};
    found->second = all_.size();
  }
  bool const is_client = is_from_client(packet);
  connection& made = all_.emplace_back();
  made.ends = {is_client ? packet.from : packet.to, is_client ? packet.to : packet.from};
  return {found->second, is_client ? side::client : side::server};
}

std::optional<capture_analysis::place> capture_analysis::place_of(unreachable_notice const& notice) const {
  auto const& [low, high] = std::minmax(notice.from, notice.to);
  auto const found = latest_.find({low, high});
  if (found == latest_.end()) return std::nullopt;
  return place{found->second, side_of(all_[found->second], notice.from)};
}

void capture_analysis::add(frame const& captured, std::chrono::nanoseconds at) {
  stamped const when{at, ++packets_};
  last_.reset();
  if (auto const* const packet = std::get_if<tcp_packet>(&captured))
    last_ = place_of(*packet);
  else if (auto const* const notice = std::get_if<unreachable_notice>(&captured))
    last_ = place_of(*notice);
  if (!last_) {
    ++not_tcp_;
    return;
  }
  connection& to = all_[last_->connection];
  if (auto const* const packet = std::get_if<tcp_packet>(&captured))
    lab::add(to, *packet, last_->from, when);
  else
    lab::add(to, std::get<unreachable_notice>(captured), last_->from, when);
}

std::deque<connection> capture_analysis::finish() {
  for (connection& one : all_)
    note_what_was_in_vain(one);
  return std::move(all_);
}

}  // namespace hangup::lab
