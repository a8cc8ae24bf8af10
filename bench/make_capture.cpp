// Writes a capture (pcap, Ethernet) of many connections that are open at the same time, to stdout: what
// scripts/bench-captures reads. usage: make_capture CONNECTIONS
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

using bytes = std::string;

bytes big_16(unsigned value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value)};
}
bytes big_32(std::uint32_t value) {
  return big_16(value >> 16U) + big_16(value & 0xffffU);
}
bytes little_32(std::uint32_t value) {
  return {static_cast<char>(value), static_cast<char>(value >> 8U), static_cast<char>(value >> 16U),
          static_cast<char>(value >> 24U)};
}

constexpr unsigned fin = 1, syn = 2, rst = 4, ack = 16;

struct connection {
  std::uint32_t client_next = 1000, server_next = 5000;
};

void write_packet(std::uint32_t number, unsigned connection, bool from_server, std::uint32_t sequence,
                  std::uint32_t acknowledges, unsigned flags, unsigned size) {
  bytes const client = big_32(0x0a000000U + connection / 50000), server = big_32(0xc0000201U);
  unsigned const port = 10000 + connection % 50000;
  bytes const tcp = big_16(from_server ? 443 : port) + big_16(from_server ? port : 443) + big_32(sequence) +
                    big_32(acknowledges) + bytes{'\x50', static_cast<char>(flags)} + big_16(4096) +
                    big_32(0) + bytes(size, 'x');
  bytes const ip = bytes{'\x45', '\0'} + big_16(static_cast<unsigned>(20 + tcp.size())) + big_16(0) +
                   big_16(0) + bytes{'\x40', '\x06'} + big_16(0) +
                   (from_server ? server + client : client + server);
  bytes const frame = bytes(12, '\0') + big_16(0x0800) + ip + tcp;
  auto const length = static_cast<std::uint32_t>(frame.size());
  std::cout << little_32(1'800'000'000 + number / 1'000'000) << little_32(number % 1'000'000)
            << little_32(length) << little_32(length) << frame;
}

}  // namespace

int main(int argc, char** argv) {
  auto const count = argc == 2 ? static_cast<unsigned>(std::strtoul(argv[1], nullptr, 10)) : 0U;
  if (count == 0) return std::cerr << "usage: make_capture CONNECTIONS\n", 2;
  std::cout << little_32(0xa1b2c3d4U) << bytes{'\2', '\0', '\4', '\0'} << little_32(0) << little_32(0)
            << little_32(65535) << little_32(1);
  std::vector<connection> all(count);
  std::uint32_t number = 0;
  auto const send = [&](unsigned which, bool from_server, unsigned flags, unsigned size) {
    connection& one = all[which];
    std::uint32_t& next = from_server ? one.server_next : one.client_next;
    write_packet(number++, which, from_server, next, from_server ? one.client_next : one.server_next, flags,
                 size);
    next += size + ((flags & (syn | fin)) != 0 ? 1 : 0);
  };
  auto const send_on_all = [&](bool from_server, unsigned flags, unsigned size) {
    for (unsigned which = 0; which < count; ++which)
      send(which, from_server, flags, size);
  };
  send_on_all(false, syn, 0);
  send_on_all(true, syn | ack, 0);
  send_on_all(false, ack, 0);
  for (int i = 0; i < 12; ++i) {
    send_on_all(false, ack, 100);
    send_on_all(true, ack, 300);
  }
  for (unsigned which = 0; which < count; ++which)
    if (which % 10 == 0)
      send(which, true, rst | ack, 0);
    else
      send(which, true, fin | ack, 0), send(which, false, fin | ack, 0), send(which, true, ack, 0);
  return std::cout.flush() ? 0 : 4;
}
