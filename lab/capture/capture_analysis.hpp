#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <deque>

#include "lab/capture/connection.hpp"

namespace hangup::lab {

/// The connections in a capture, as its packets pass. Keeps no payload: sequence numbers say all that is
/// asked, so nothing is reassembled, and a connection takes less than 1 KiB.
class capture_analysis {
 public:
  /// Packets are counted from 1, in the order of the capture.
  void add(frame const& captured, std::chrono::nanoseconds at);

  /// After the last packet, once. In the order of their first packets.
  std::deque<connection> finish();

  packet_number packets() const { return packets_; }
  packet_number not_tcp() const { return not_tcp_; }

  /// Which connection the packet added last belongs to, from 0; and who sent it. Nothing for what is not TCP.
  struct place {
    std::size_t connection = 0;
    side from = side::client;
  };
  std::optional<place> last_place() const { return last_; }

 private:
  struct ends {
    endpoint low, high;
    bool operator==(ends const&) const = default;
  };
  struct hash_of_ends {
    std::size_t operator()(ends const& of) const;
  };

  place place_of(tcp_packet const& packet);
  std::optional<place> place_of(unreachable_notice const& notice) const;

  boost::unordered_flat_map<ends, std::size_t, hash_of_ends> latest_;
  std::deque<connection> all_;
  std::optional<place> last_;
  packet_number packets_ = 0;
  packet_number not_tcp_ = 0;
};

}  // namespace hangup::lab
