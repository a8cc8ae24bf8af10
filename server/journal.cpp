#include "server/journal.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "common/platform/platform.hpp"

namespace hangup::server {

namespace asio = boost::asio;
using boost::system::error_code;

journal::journal(asio::any_io_executor executor, reporter report)
    : executor_(std::move(executor)), report_(std::move(report)) {}

void journal::record_action(std::uint64_t connection, std::string_view name, error_code const& ec,
                            std::uint64_t bytes, std::string_view detail) {
  bool const failed = ec && ec != asio::error::eof && ec != asio::error::operation_aborted;
  if (failed) counts.add_failure(name, value_of(ec));
  if (!tells()) return;
  if (noted_.empty()) asio::post(executor_, [self = shared_from_this()] { self->write_out(); });
  noted_.push_back({platform::monotonic_now(), server_action{.connection = connection,
                                                             .name = std::string(name),
                                                             .error = value_of(ec),
                                                             .bytes = bytes,
                                                             .detail = std::string(detail)}});
}

void journal::write_out() {
  for (event const& happened : std::exchange(noted_, {}))
    report_(happened);
}

}  // namespace hangup::server
