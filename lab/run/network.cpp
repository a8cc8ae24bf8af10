#include "lab/run/network.hpp"

#include <boost/asio/ip/address.hpp>
#include <string_view>

#include "common/errors/error_value.hpp"
#include "common/options/errors.hpp"
#include "common/options/host_and_port.hpp"
#include "common/platform/cell.hpp"

namespace hangup::lab {
namespace {

void expect(boost::system::error_code ec, std::string const& attempt) {
  if (ec) throw unavailable_error(attempt + ": " + describe(value_of(ec)));
}

void add_rule(std::string const& rule) {
  expect(platform::add_firewall_rule(rule), "nft add rule " + rule);
}

void set_parameter(std::string_view name, std::string_view value) {
  expect(platform::set_network_parameter(name, value), "sysctl net." + std::string(name));
}

/// Two SYNs, a second apart, and two seconds later it is given up; by default after 131 (ip-sysctl).
void send_few_syns() {
  set_parameter("ipv4/tcp_syn_retries", "1");
  auto const ec = platform::set_network_parameter("ipv4/tcp_syn_linear_timeouts", "0");
  if (ec != boost::system::errc::no_such_file_or_directory)  // before Linux 6.5
    expect(ec, "sysctl net.ipv4.tcp_syn_linear_timeouts");
}

constexpr std::string_view a_syn = "tcp flags & (syn|ack) == syn ";
constexpr std::string_view data = "tcp flags & (syn|psh) == psh ";

}  // namespace

void shape_network(network_setup wanted) {
  auto const answer = [](std::string_view to, std::string_view icmp_type) {
    add_rule(std::string(to) + "reject with icmpx type " + std::string(icmp_type));
  };
  switch (wanted) {
    case network_setup::unchanged:
    case network_setup::no_route: return;
    case network_setup::syn_dropped: send_few_syns(); return add_rule(std::string(a_syn) + "drop");
    case network_setup::backlog_full: send_few_syns(); return set_parameter("core/somaxconn", "0");
    case network_setup::syn_host_unreachable: return answer(a_syn, "host-unreachable");
    case network_setup::syn_port_unreachable: return answer(a_syn, "port-unreachable");
    case network_setup::data_host_unreachable: return answer(data, "host-unreachable");
    case network_setup::data_port_unreachable: return answer(data, "port-unreachable");
  }
}

std::string address_to_connect_to(network_setup wanted, std::string const& address) {
  if (wanted != network_setup::no_route) return address;
  std::string_view const host = address.starts_with('[') ? "[2001:db8::1]" : "192.0.2.1";
  return std::string(host) + address.substr(address.rfind(':'));
}

full_backlog::full_backlog(network_setup wanted, std::string const& address) {
  if (wanted != network_setup::backlog_full) return;
  auto const [host, port] = parse_host_and_port("connect", address);
  waiting_.connect({boost::asio::ip::make_address(host), port});
}

}  // namespace hangup::lab
