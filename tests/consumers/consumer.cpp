// Another project's program: a server and a client of this one, in one process, through its public headers.

#include <hangup/classify.hpp>
#include <hangup/error_names.hpp>
#include <hangup/run.hpp>
#include <hangup/server.hpp>
#include <iostream>

int main() {
  hangup::server::local_server const server("abortive", "read:14");
  auto const result = hangup::client::run_plan("127.0.0.1", server.port(), hangup::parse_plan("send; recv"));
  std::cout << hangup::to_string(result.ended) << ", "
            << hangup::row_of(hangup::condition::connection_reset).winsock.symbol << '\n';
  bool const as_expected = result.ended == hangup::ending::peer_reset &&
                           hangup::classify(result.seen) == result.ended &&
                           result.seen.back().failed_with(hangup::condition::connection_reset);
  return as_expected ? 0 : 1;
}
