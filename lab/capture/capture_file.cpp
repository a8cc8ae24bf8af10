#include "lab/capture/capture_file.hpp"

#include <pcap/pcap.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include "common/options/errors.hpp"
#include "lab/capture/pcapng.hpp"

namespace hangup::lab {
namespace {

link_type link_of(pcap_t* handle) {
  return static_cast<link_type>(pcap_datalink(handle));
}

captured_frame frame_of(link_type link, pcap_pkthdr const& header, unsigned char const* bytes) {
  // tv_usec holds nanoseconds, as asked for below.
  auto const at = std::chrono::seconds(header.ts.tv_sec) + std::chrono::nanoseconds(header.ts.tv_usec);
  return {.link = link, .bytes = {bytes, header.caplen}, .on_the_wire = header.len, .at = at};
}

std::string unknown(link_type link) {
  char const* const name = pcap_datalink_val_to_name(static_cast<int>(link));
  return "its frames are of the kind '" + std::string(name != nullptr ? name : "unknown") +
         "'; expected EN10MB, LINUX_SLL, LINUX_SLL2, NULL, LOOP or RAW";
}

struct closes_handle {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using handle = std::unique_ptr<pcap_t, closes_handle>;

}  // namespace

struct capture_file::state {
  handle source;       // of pcap
  std::ifstream file;  // of pcapng
  pcapng_reader blocks{file};
  std::optional<link_type> known, stranger;  // of its frames
  std::string problem;

  std::optional<captured_frame> next_of_blocks() {
    auto read = blocks.next();
    if (read) {
      (is_known(read->link) ? known : stranger) = read->link;
    } else {
      problem = blocks.problem();
      if (problem.empty() && !known && stranger) problem = unknown(*stranger);
    }
    return read;
  }
};

capture_file::capture_file(std::filesystem::path const& file) : state_(std::make_unique<state>()) {
  state_->file.open(file, std::ios::binary);
  constexpr int first_of_pcapng = 0x0a;
  if (state_->file.peek() == first_of_pcapng) return;
  state_->file.close();
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  state_->source.reset(
      pcap_open_offline_with_tstamp_precision(file.c_str(), PCAP_TSTAMP_PRECISION_NANO, message.data()));
  std::string const name = "explain: '" + file.string() + "': ";
  if (!state_->source) throw usage_error(name + message.data());
  if (link_type const link = link_of(state_->source.get()); !is_known(link))
    throw usage_error(name + unknown(link));
}

capture_file::~capture_file() = default;

std::string const& capture_file::problem() const {
  return state_->problem;
}

std::optional<captured_frame> capture_file::next() {
  if (!state_->source) return state_->next_of_blocks();
  pcap_pkthdr* header = nullptr;
  unsigned char const* bytes = nullptr;
  int const found = pcap_next_ex(state_->source.get(), &header, &bytes);
  if (found == 1) return frame_of(link_of(state_->source.get()), *header, bytes);
  if (found == PCAP_ERROR) state_->problem = pcap_geterr(state_->source.get());
  return std::nullopt;
}

std::string watch_interface(std::string const& name, std::chrono::nanoseconds limit,
                            std::function<void(captured_frame const&)> const& take) {
  namespace asio = boost::asio;
  constexpr int headers = 256;
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  auto const failure = [&name](std::string const& reason) {
    return unavailable_error("explain: --live " + name + ": " + reason);
  };
  handle const source(pcap_create(name.c_str(), message.data()));
  if (!source) throw failure(message.data());
  pcap_set_snaplen(source.get(), headers);
  pcap_set_immediate_mode(source.get(), 1);
  pcap_set_buffer_size(source.get(), 16 << 20);
  pcap_set_tstamp_precision(source.get(), PCAP_TSTAMP_PRECISION_NANO);
  if (int const code = pcap_activate(source.get()); code < 0)
    throw failure(pcap_statustostr(code) + std::string(": ") + pcap_geterr(source.get()));
  link_type const link = link_of(source.get());
  if (!is_known(link)) throw failure(unknown(link));
  if (pcap_setnonblock(source.get(), 1, message.data()) != 0) throw failure(message.data());

  asio::io_context io;
  asio::signal_set signals(io, SIGINT, SIGTERM);
  asio::steady_timer timer(io);
  int const descriptor = ::dup(pcap_get_selectable_fd(source.get()));
  if (descriptor < 0) throw failure(std::strerror(errno));
  asio::posix::stream_descriptor readable(io, descriptor);
  std::string problem;
  auto const stop = [&io](auto...) { io.stop(); };
  signals.async_wait(stop);
  if (limit.count() != 0) {
    timer.expires_after(limit);
    timer.async_wait(stop);
  }
  std::function<void()> const wait = [&] {
    readable.async_wait(asio::posix::stream_descriptor::wait_read, [&](boost::system::error_code ec) {
      if (ec) return;
      pcap_pkthdr* header = nullptr;
      unsigned char const* bytes = nullptr;
      int found = 0;
      while ((found = pcap_next_ex(source.get(), &header, &bytes)) == 1)
        take(frame_of(link, *header, bytes));
      if (found != PCAP_ERROR) return wait();
      problem = pcap_geterr(source.get());
      io.stop();
    });
  };
  wait();
  io.run();
  pcap_stat counts{};
  if (problem.empty() && pcap_stats(source.get(), &counts) == 0 && counts.ps_drop != 0)
    problem = "the kernel dropped " + std::to_string(counts.ps_drop) + " packets before they could be read";
  return problem;
}

}  // namespace hangup::lab
