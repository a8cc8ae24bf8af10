#include "client/resolve.hpp"

#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "common/errors/error_value.hpp"
#include "common/options/errors.hpp"
#include "common/text/units.hpp"

namespace hangup::client {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

struct answer {
  endpoints found;
  error_code failed;
};

/// Not std::async, whose future would wait for the thread.
std::future<answer> ask_beside(std::string const& host, std::uint16_t port, look_up_function ask) {
  std::packaged_task<answer()> task([host, port, ask = std::move(ask)] {
    answer result;
    result.found = ask(host, port, result.failed);
    return result;
  });
  auto future = task.get_future();
  std::thread(std::move(task)).detach();
  return future;
}

}  // namespace

endpoints look_up(std::string const& host, std::uint16_t port, error_code& ec) {
  boost::asio::io_context io;
  endpoints found;
  for (auto const& entry :
       tcp::resolver(io).resolve(host, std::to_string(port), tcp::resolver::numeric_service, ec))
    found.push_back(entry.endpoint());
  return found;
}

endpoints resolve_within(std::string const& host, std::uint16_t port, std::chrono::nanoseconds limit,
                         look_up_function ask) {
  error_code no_address;
  auto const address = boost::asio::ip::make_address(host, no_address);
  if (!no_address) return {{address, port}};
  auto future = ask_beside(host, port, std::move(ask));
  if (future.wait_for(limit) != std::future_status::ready)
    throw setup_error("cannot resolve '" + host + "': no answer within " + to_string(limit) +
                      " (--deadline)");
  auto const [found, failed] = future.get();
  if (failed) throw setup_error("cannot resolve '" + host + "': " + describe(value_of(failed)));
  return found;
}

}  // namespace hangup::client
