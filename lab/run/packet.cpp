#include "lab/run/packet.hpp"

namespace hangup::lab {
namespace {

std::optional<tcp_packet> read_tcp(std::span<unsigned char const> captured, std::size_t on_the_wire) {
  if (on_the_wire < captured.size()) return std::nullopt;
  frame const read = read_frame(link_type::ethernet, captured, on_the_wire);
  auto const* const packet = std::get_if<tcp_packet>(&read);
  return packet == nullptr ? std::nullopt : std::optional(*packet);
}

bool acknowledges_only(tcp_packet const& packet) {
  return !packet.syn && !packet.fin && !packet.rst && packet.bytes == 0;
}

segment segment_of(tcp_packet const& packet, std::uint16_t server_port) {
  return {.from_server = packet.from.port == server_port,
          .syn = packet.syn,
          .fin = packet.fin,
          .rst = packet.rst,
          .bytes = packet.bytes,
          .tls = packet.tls};
}

}  // namespace

std::optional<segment> read_segment(std::span<unsigned char const> captured, std::size_t on_the_wire,
                                    std::uint16_t server_port) {
  auto const read = read_tcp(captured, on_the_wire);
  return read && !acknowledges_only(*read) ? std::optional(segment_of(*read, server_port)) : std::nullopt;
}

std::optional<segment> segment_reader::read(std::span<unsigned char const> captured,
                                            std::size_t on_the_wire) {
  auto const packet = read_tcp(captured, on_the_wire);
  if (!packet) return std::nullopt;
  segment const made = read(*packet);  // also where it only acknowledges: the numbers may begin there
  return acknowledges_only(*packet) ? std::nullopt : std::optional(made);
}

segment segment_reader::read(tcp_packet const& packet) {
  segment made = segment_of(packet, server_port_);
  auto& connection = connections_[made.from_server ? packet.to.port : packet.from.port];
  bool const opens = packet.syn && !packet.ack;
  if (opens) connection.clear();  // a port that was used before
  direction& own = connection[made.from_server];
  direction& other = connection[!made.from_server];
  if (!own.first) own.first = packet.sequence;
  if (packet.ack && !other.first) other.first = packet.acknowledges;
  if (packet.syn) own.scale = packet.window_scale;
  tcp_numbers numbers{.sequence = packet.sequence - *own.first, .window = packet.window};
  if (packet.ack) numbers.acknowledges = packet.acknowledges - *other.first;
  if (!packet.syn && own.scale && other.scale) numbers.window <<= *own.scale;
  made.numbers = numbers;
  return made;
}

}  // namespace hangup::lab
