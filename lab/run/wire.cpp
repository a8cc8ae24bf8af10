#include "lab/run/wire.hpp"

#include <pcap/pcap.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <vector>

#include "common/options/errors.hpp"
#include "common/platform/platform.hpp"
#include "lab/run/packet.hpp"
#include "lab/run/wire_clock.hpp"

namespace hangup::lab {
namespace {

constexpr int headers =
    160;  // Ethernet, IPv6, a full TCP header and of the payload what a TLS record begins with
constexpr int kernel_buffer = 2 << 20;  // some 8,000 segments; allocated and cleared for each cell

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

struct captured {
  std::chrono::nanoseconds at{};
  std::vector<unsigned char> headers;
  std::size_t size = 0;
};

/// A new file, in place of an older one; what is no file (/dev/full) is written to as it is.
std::FILE* create_file(std::filesystem::path const& path) {
  namespace fs = std::filesystem;
  std::error_code none;
  auto const there = fs::symlink_status(path, none).type();
  if (there == fs::file_type::regular) fs::remove(path, none);
  bool const is_new = there == fs::file_type::regular || there == fs::file_type::not_found;
  // An exclusive open follows no link (open(2)).
  std::FILE* const file = there == fs::file_type::symlink ? (errno = ELOOP, nullptr)
                                                          : std::fopen(path.c_str(), is_new ? "wbxe" : "wbe");
  if (file == nullptr) throw setup_error("cannot write '" + path.string() + "': " + std::strerror(errno));
  return file;
}

}  // namespace

struct wire_capture::state {
  state() = default;
  ~state() {
    if (dump != nullptr) pcap_dump_close(dump);
    if (handle != nullptr) pcap_close(handle);
  }
  state(state const&) = delete;
  state& operator=(state const&) = delete;

  void read_captured();

  pcap_t* handle = nullptr;
  pcap_dumper_t* dump = nullptr;
  wire_clock clock{platform::monotonic_now()};
  std::vector<captured> all;
};

void wire_capture::state::read_captured() {
  auto const began = platform::monotonic_now();
  std::vector<std::chrono::nanoseconds> stamps;  // the wall clock's, of what is found now
  pcap_pkthdr* header = nullptr;
  unsigned char const* packet = nullptr;
  int found = 0;
  while ((found = pcap_next_ex(handle, &header, &packet)) == 1) {
    if (dump != nullptr) pcap_dump(reinterpret_cast<unsigned char*>(dump), header, packet);
    // tv_usec holds nanoseconds, as asked for below.
    auto const stamp = std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
    stamps.push_back(stamp);
    all.push_back({{}, {packet, packet + header->caplen}, header->len});
  }
  if (found == PCAP_ERROR) throw unavailable_error(std::string("capture on lo: ") + pcap_geterr(handle));
  clock.read_between(began, platform::monotonic_now(), wall_minus_monotonic());
  auto found_now = all.end() - std::ssize(stamps);
  for (auto const stamp : stamps)
    (found_now++)->at = clock.time_of(stamp);
}

wire_capture::wire_capture(std::filesystem::path const& file) : state_(std::make_unique<state>()) {
  std::FILE* const output = file.empty() ? nullptr : create_file(file);
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  pcap_t* const handle = state_->handle = pcap_create("lo", message.data());
  if (handle == nullptr) throw unavailable_error(std::string("pcap_create(lo): ") + message.data());
  pcap_set_snaplen(handle, headers);
  pcap_set_immediate_mode(handle, 1);
  pcap_set_buffer_size(handle, kernel_buffer);
  pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  bpf_program wanted{};
  bool const started = pcap_activate(handle) >= 0 && pcap_setnonblock(handle, 1, message.data()) == 0 &&
                       pcap_compile(handle, &wanted, "tcp or icmp or icmp6", 1, PCAP_NETMASK_UNKNOWN) == 0 &&
                       pcap_setfilter(handle, &wanted) == 0;
  pcap_freecode(&wanted);
  if (!started) throw unavailable_error(std::string("capture on lo: ") + pcap_geterr(handle));
  if (output == nullptr) return;
  state_->dump = pcap_dump_fopen(handle, output);
  if (state_->dump == nullptr)
    throw setup_error("cannot write '" + file.string() + "': " + pcap_geterr(handle));
}

wire_capture::~wire_capture() = default;

boost::asio::awaitable<void> wire_capture::follow() {
  namespace asio = boost::asio;
  int const descriptor = ::dup(pcap_get_selectable_fd(state_->handle));
  if (descriptor < 0) throw unavailable_error(std::string("capture on lo: ") + std::strerror(errno));
  asio::posix::stream_descriptor readable(co_await asio::this_coro::executor, descriptor);
  for (;;) {
    auto const [ec] = co_await readable.async_wait(asio::posix::stream_descriptor::wait_read,
                                                   asio::as_tuple(asio::use_awaitable));
    if (ec) co_return;
    state_->read_captured();
  }
}

std::vector<event> wire_capture::segments(std::uint16_t server_port) {
  state_->read_captured();
  std::vector<event> found;
  segment_reader reader(server_port);
  for (captured const& one : state_->all)
    if (auto const seen = reader.read(one.headers, one.size)) found.push_back({one.at, *seen});
  if (state_->dump != nullptr && pcap_dump_flush(state_->dump) != 0)
    throw setup_error(std::string("cannot write the capture: ") + std::strerror(errno));
  pcap_stat counts{};
  if (pcap_stats(state_->handle, &counts) == 0 && counts.ps_drop != 0)
    throw unavailable_error("the capture lost " + std::to_string(counts.ps_drop) + " segments");
  return found;
}

}  // namespace hangup::lab
