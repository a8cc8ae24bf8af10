#include "lab/run/wire.hpp"

#include <pcap/pcap.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "common/options/command_line.hpp"
#include "common/platform/platform.hpp"

namespace hangup::lab {
namespace {

constexpr int headers = 160;  // Ethernet, IPv6 and a full TCP header: the payload is not kept
constexpr int kernel_buffer = 16 << 20;
constexpr std::size_t ethernet_header = 14;

unsigned big_endian(unsigned char const* at) {
  return static_cast<unsigned>(at[0]) << 8U | at[1];
}

/// A TCP header and how much payload follows it.
struct tcp_view {
  unsigned char const* header = nullptr;
  std::size_t payload = 0;
};

/// RFC 791, RFC 8200 (loopback adds no extension headers) and RFC 9293, section 3.1.
std::optional<tcp_view> find_tcp(unsigned char const* packet, std::size_t captured) {
  if (captured < ethernet_header + 40) return std::nullopt;
  unsigned char const* const ip = packet + ethernet_header;
  bool const v4 = ip[0] >> 4U == 4;
  std::size_t const ip_header = v4 ? std::size_t{4} * (ip[0] & 0x0fU) : 40;
  std::size_t const ip_total = v4 ? big_endian(ip + 2) : 40U + big_endian(ip + 4);
  if (captured < ethernet_header + ip_header + 20) return std::nullopt;
  unsigned char const* const tcp = ip + ip_header;
  return tcp_view{.header = tcp, .payload = ip_total - ip_header - std::size_t{4} * (tcp[12] >> 4U)};
}

std::optional<segment> read_segment(unsigned char const* packet, std::size_t captured,
                                    std::uint16_t server_port) {
  auto const tcp = find_tcp(packet, captured);
  if (!tcp) return std::nullopt;
  unsigned const flags = tcp->header[13];
  segment const s{.from_server = big_endian(tcp->header) == server_port,
                  .syn = (flags & 0x02U) != 0,
                  .fin = (flags & 0x01U) != 0,
                  .rst = (flags & 0x04U) != 0,
                  .bytes = static_cast<std::uint32_t>(tcp->payload)};
  bool const acknowledges_only = !s.syn && !s.fin && !s.rst && s.bytes == 0;
  return acknowledges_only ? std::nullopt : std::optional(s);
}

/// pcap stamps with the wall clock; the other events use the monotonic one. The closest reading of several:
/// between the two clocks this process may have to wait for its turn.
std::chrono::nanoseconds wall_minus_monotonic() {
  using std::chrono::nanoseconds;
  nanoseconds difference{};
  nanoseconds closest = nanoseconds::max();
  for (int i = 0; i < 10; ++i) {
    auto const before = platform::monotonic_now();
    nanoseconds const wall = std::chrono::system_clock::now().time_since_epoch();
    auto const took = platform::monotonic_now() - before;
    if (took >= closest) continue;
    closest = took;
    difference = wall - before;
  }
  return difference;
}

}  // namespace

struct wire_capture::state {
  pcap_t* handle = nullptr;
  pcap_dumper_t* dump = nullptr;
  std::chrono::nanoseconds offset = wall_minus_monotonic();
};

wire_capture::wire_capture(std::filesystem::path const& file) : state_(std::make_unique<state>()) {
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  pcap_t* const handle = state_->handle = pcap_create("lo", message.data());
  if (handle == nullptr) throw unavailable_error(std::string("pcap_create(lo): ") + message.data());
  pcap_set_snaplen(handle, headers);
  pcap_set_immediate_mode(handle, 1);
  pcap_set_buffer_size(handle, kernel_buffer);
  pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  bpf_program tcp_only{};
  bool const started = pcap_activate(handle) >= 0 && pcap_setnonblock(handle, 1, message.data()) == 0 &&
                       pcap_compile(handle, &tcp_only, "tcp", 1, PCAP_NETMASK_UNKNOWN) == 0 &&
                       pcap_setfilter(handle, &tcp_only) == 0;
  pcap_freecode(&tcp_only);
  if (!started) {
    std::string const reason = pcap_geterr(handle);
    pcap_close(handle);
    throw unavailable_error("capture on lo: " + reason);
  }
  if (file.empty()) return;
  state_->dump = pcap_dump_open(handle, file.c_str());
  if (state_->dump != nullptr) return;
  std::string const reason = pcap_geterr(handle);
  pcap_close(handle);
  throw setup_error("cannot write '" + file.string() + "': " + reason);
}

wire_capture::~wire_capture() {
  if (state_->dump != nullptr) pcap_dump_close(state_->dump);
  pcap_close(state_->handle);
}

std::vector<event> wire_capture::segments(std::uint16_t server_port) {
  std::vector<event> found;
  pcap_pkthdr* header = nullptr;
  unsigned char const* packet = nullptr;
  while (pcap_next_ex(state_->handle, &header, &packet) == 1) {
    if (state_->dump != nullptr) pcap_dump(reinterpret_cast<unsigned char*>(state_->dump), header, packet);
    auto const seen = read_segment(packet, header->caplen, server_port);
    if (!seen) continue;
    // tv_usec holds nanoseconds, as asked for above.
    auto const stamp = std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
    found.push_back({stamp - state_->offset, *seen});
  }
  if (state_->dump != nullptr && pcap_dump_flush(state_->dump) != 0)
    throw setup_error(std::string("cannot write the capture: ") + std::strerror(errno));
  pcap_stat counts{};
  if (pcap_stats(state_->handle, &counts) == 0 && counts.ps_drop != 0)
    throw unavailable_error("the capture lost " + std::to_string(counts.ps_drop) + " segments");
  return found;
}

}  // namespace hangup::lab
