#include "lab/capture/explain_capture.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <ostream>

#include "common/options/errors.hpp"
#include "common/record/windows_rules.hpp"
#include "common/text/printable.hpp"
#include "lab/capture/capture_analysis.hpp"
#include "lab/capture/capture_file.hpp"
#include "lab/capture/capture_verdict.hpp"
#include "lab/judge/result.hpp"
#include "lab/report/ladder_text.hpp"
#include "lab/report/wrap.hpp"
#include "lab/run/packet.hpp"

namespace hangup::lab {
namespace {

namespace json = boost::json;

/// What was read, judged.
struct judged_capture {
  std::deque<connection> connections;
  std::vector<capture_verdict> verdicts;
  packet_number packets = 0, not_tcp = 0;
  std::string problem;
};

judged_capture read_capture(capture_request const& wanted) {
  capture_analysis analysis;
  judged_capture read;
  auto const take = [&analysis](captured_frame const& one) {
    analysis.add(read_frame(one.link, one.bytes, one.on_the_wire), one.at);
  };
  if (wanted.device.empty()) {
    capture_file file(wanted.file);
    while (auto const one = file.next())
      take(*one);
    if (!file.problem().empty())
      read.problem = "after packet " + std::to_string(analysis.packets()) + ": " + file.problem();
  } else {
    read.problem = watch_interface(wanted.device, wanted.limit, take);
  }
  read.connections = analysis.finish();
  read.packets = analysis.packets();
  read.not_tcp = analysis.not_tcp();
  for (connection const& one : read.connections)
    read.verdicts.push_back(judge(one));
  if (wanted.connection > read.connections.size())
    throw usage_error("--connection: '" + std::to_string(wanted.connection) + "': expected " +
                      (read.connections.empty() ? "none, for there is no TCP connection"
                                                : "1 to " + std::to_string(read.connections.size())));
  return read;
}

std::string windows_told(ending ended) {
  windows_code const code = windows_rule(ended);
  bool const is_told = ended != ending::aborted_locally && code.kind == answer::code && code.value != 0;
  return is_told ? cell_text(code) : std::string();
}

ending seen_by(side one, capture_verdict const& judged) {
  return one == side::client ? judged.client : judged.server;
}

std::string counted(std::uint64_t count, std::string const& thing) {
  return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

/// The oddities in the order of the packets that show them.
std::vector<oddity> oddities_of(connection const& one) {
  std::vector<oddity> found;
  for (std::size_t i = 0; i < oddities; ++i)
    if (one.odd[i] != 0) found.push_back(static_cast<oddity>(i));
  std::ranges::stable_sort(found, {}, [&one](oddity odd) { return one.odd[static_cast<std::size_t>(odd)]; });
  return found;
}

void write_connection(std::ostream& out, std::size_t number, connection const& one,
                      capture_verdict const& judged) {
  std::string const ends = to_string(one.ends[0]) + " -> " + to_string(one.ends[1]);
  out << wrapped(std::to_string(number) + "  ", ends + ": " + story_of(one, judged));
  if (judged.suspicion == 0) return;
  // Where there was no connection, no program on the other side heard of it.
  for (side const us : {side::client, side::server}) {
    if (us == side::server && one.established == 0) continue;
    ending const ended = seen_by(us, judged);
    std::string text = std::string(to_string(ended)) + ". Linux: " + std::string(linux_told(ended));
    if (std::string const code = windows_told(ended); !code.empty()) text += ". Windows: " + code;
    out << wrapped("   " + std::string(to_string(us)) + "   ", text);
  }
  out << wrapped("   bytes    ", std::to_string(one.of(side::client).bytes) + " from the client, " +
                                     std::to_string(one.of(side::server).bytes) + " from the server, in " +
                                     time_text(one.ended - one.begun) + ", packets #" +
                                     std::to_string(one.first) + " to #" + std::to_string(one.last));
  for (oddity const odd : oddities_of(one)) {
    auto const index = static_cast<std::size_t>(odd);
    out << wrapped("   unusual  ", std::string(to_string(one.odd_of[index])) + " (#" +
                                       std::to_string(one.odd[index]) + "): " + std::string(sentence(odd)));
  }
}

/// Its packets, in a second pass over the file: nobody keeps them for all connections.
ladder ladder_of(capture_request const& wanted, connection const& one) {
  constexpr std::size_t most = 400;
  ladder drawn{.title = {}, .client = to_string(one.ends[0]), .server = to_string(one.ends[1])};
  capture_file file(wanted.file);
  capture_analysis analysis;
  segment_reader reader(one.ends[1].port);
  while (auto const captured = file.next()) {
    frame const read = read_frame(captured->link, captured->bytes, captured->on_the_wire);
    analysis.add(read, captured->at);
    auto const place = analysis.last_place();
    auto const* const packet = std::get_if<tcp_packet>(&read);
    if (packet == nullptr || place->connection + 1 != wanted.connection) continue;
    if (drawn.arrows.size() == most) {
      drawn.missing = "only its first " + std::to_string(most) + " packets are shown";
      break;
    }
    drawn.arrows.push_back(
        {.at = captured->at - one.begun, .carried = reader.read(*packet), .packet = analysis.packets()});
  }
  for (side const us : {side::client, side::server})
    for (ladder_state const& state : inferred_states(drawn.arrows, us))
      drawn.states.push_back(state);
  std::ranges::stable_sort(drawn.states, {}, &ladder_state::at);
  return drawn;
}

json::object told(ending ended) {
  json::object all{{"ending", to_string(ended)}, {"linux", linux_told(ended)}};
  if (std::string const code = windows_told(ended); !code.empty()) all["windows"] = code;
  return all;
}

json::object to_json(std::size_t number, connection const& one, capture_verdict const& judged) {
  json::array unusual;
  for (oddity const odd : oddities_of(one)) {
    auto const index = static_cast<std::size_t>(odd);
    unusual.push_back(json::object{{"name", to_string(odd)},
                                   {"of", to_string(one.odd_of[index])},
                                   {"packet", one.odd[index]},
                                   {"text", sentence(odd)}});
  }
  json::object made{{"number", number},
                    {"client", to_string(one.ends[0])},
                    {"server", to_string(one.ends[1])},
                    {"course", to_string(judged.went)},
                    {"story", story_of(one, judged)}};
  if (judged.by) made["ended_by"] = to_string(*judged.by);
  if (judged.proof != 0) made["proof"] = judged.proof;
  made["seen_by_client"] = told(judged.client);
  made["seen_by_server"] = told(judged.server);
  made["bytes_from_client"] = one.of(side::client).bytes;
  made["bytes_from_server"] = one.of(side::server).bytes;
  made["begun_ns"] = one.begun.count();
  made["took_ns"] = (one.ended - one.begun).count();
  made["first_packet"] = one.first;
  made["last_packet"] = one.last;
  made["suspicion"] = judged.suspicion;
  made["unusual"] = std::move(unusual);
  return made;
}

/// The most suspicious first, otherwise as they came.
std::vector<std::size_t> by_suspicion(judged_capture const& read) {
  std::vector<std::size_t> order(read.verdicts.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater<>(),
                           [&read](std::size_t i) { return read.verdicts[i].suspicion; });
  return order;
}

std::string name_of(capture_request const& wanted) {
  return printable(wanted.device.empty() ? wanted.file : wanted.device);
}

}  // namespace

bool looks_like_capture(std::string const& file) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(file, none)) return false;
  std::array<char, 4> first{};
  std::ifstream(file, std::ios::binary).read(first.data(), first.size());
  using namespace std::string_view_literals;
  constexpr std::array magics = {"\xa1\xb2\xc3\xd4"sv, "\xd4\xc3\xb2\xa1"sv,  // pcap, microseconds
                                 "\xa1\xb2\x3c\x4d"sv, "\x4d\x3c\xb2\xa1"sv,  // pcap, nanoseconds
                                 "\x0a\x0d\x0d\x0a"sv};                       // pcapng
  return std::ranges::find(magics, std::string_view(first.data(), first.size())) != magics.end();
}

std::string explain_capture(std::ostream& out, capture_request const& wanted) {
  constexpr std::size_t most_in_text = 200;
  judged_capture const read = read_capture(wanted);
  if (wanted.connection != 0) {
    std::size_t const i = wanted.connection - 1;
    write_connection(out, wanted.connection, read.connections[i], read.verdicts[i]);
    if (wanted.device.empty()) write_ladder_text(out << '\n', ladder_of(wanted, read.connections[i]));
    return read.problem;
  }
  auto const order = by_suspicion(read);
  auto const suspicious = static_cast<std::size_t>(
      std::ranges::count_if(read.verdicts, [](capture_verdict const& one) { return one.suspicion != 0; }));
  out << heading{name_of(wanted) + ": " + counted(read.connections.size(), "TCP connection") + ", " +
                 counted(read.packets, "packet") + "; worth a look: " + std::to_string(suspicious)};
  for (std::size_t n = 0; n < std::min(order.size(), most_in_text); ++n)
    write_connection(out, order[n] + 1, read.connections[order[n]], read.verdicts[order[n]]);
  if (order.size() > most_in_text)
    out << "and " << order.size() - most_in_text << " more: --format json has all\n";
  return read.problem;
}

std::string explain_capture_as_json(std::ostream& out, capture_request const& wanted) {
  judged_capture const read = read_capture(wanted);
  json::object head{{"capture", name_of(wanted)}, {"packets", read.packets}, {"not_tcp", read.not_tcp}};
  if (!read.problem.empty()) head["problem"] = read.problem;
  // One connection at a time: a document of all of them would take many times what is known of them.
  std::string const text = json::serialize(head);
  out << text.substr(0, text.size() - 1) << ",\"connections\":[";
  bool first = true;
  for (std::size_t i = 0; i < read.connections.size(); ++i) {
    if (wanted.connection != 0 && wanted.connection != i + 1) continue;
    out << (first ? "\n" : ",\n") << to_json(i + 1, read.connections[i], read.verdicts[i]);
    first = false;
  }
  out << "]}\n";
  return read.problem;
}

}  // namespace hangup::lab
