// Ends TCP in the middle of the TLS handshake, behind all that the server has to say in it.
//
// With TLS 1.3 the client's handshake has succeeded by then: it learns of the end at its first read. With
// TLS 1.2 it still waits for the server's Finished.

#include "server/strategies/strategies.hpp"

namespace hangup::server::strategies {

constinit strategy const cut_handshake{
    .about = {.name = "cut_handshake",
              .summary = "TLS: the server's part of the handshake, then close()",
              .calls = "SSL_accept(ssl) as far as it waits for the answer; shutdown(fd, SHUT_WR); close(fd)",
              .on_the_wire = "ServerHello..., FIN, RST",
              .needs_tls = true},
    .cuts_handshake = true,
    .hang_up = [](connection& peer) -> awaitable<void> {
      co_await peer.start_tls_and_stop();
      peer.shutdown_send();  // the FIN goes first, also where the client's answer lies unread already
      peer.close();
    },
};

}  // namespace hangup::server::strategies
