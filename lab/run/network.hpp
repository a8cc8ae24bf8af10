#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "lab/catalogue/experiment.hpp"

namespace hangup::lab {

/// Makes of the network of this cell what `wanted` says: rules of its firewall (nft(8)), parameters of TCP
/// (tcp(7)). To be called before the server listens, whose backlog it may limit. Throws `unavailable_error`
/// where the system does not allow it.
void shape_network(network_setup wanted);

/// Where the client connects to, of a server that listens on `address`: with `no_route` to an address of the
/// documentation (RFC 5737, RFC 3849), with the same port.
std::string address_to_connect_to(network_setup wanted, std::string const& address);

/// With `backlog_full` a connection that the server on `address` does not accept, and that leaves no room in
/// its backlog; otherwise nothing. Throws boost::system::system_error.
class full_backlog {
 public:
  full_backlog(network_setup wanted, std::string const& address);

 private:
  boost::asio::io_context io_{1};
  boost::asio::ip::tcp::socket waiting_{io_};
};

}  // namespace hangup::lab
