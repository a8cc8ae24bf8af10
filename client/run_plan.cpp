#include "client/run_plan.hpp"

#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "client/style.hpp"
#include "common/record/classify.hpp"

namespace hangup::client {

plan_result run_plan(std::string const& address, std::uint16_t port, plan steps,
                     std::chrono::nanoseconds step_deadline, std::string_view style) {
  auto const* const api = find_style(style);
  if (api == nullptr)
    throw std::invalid_argument("'" + std::string(style) +
                                "': expected native, sync, handlers or coroutines");
  boost::system::error_code ec;
  auto const peer = boost::asio::ip::make_address(address, ec);
  if (ec) throw std::invalid_argument("'" + address + "': expected an IPv4 or IPv6 address in numbers");

  boost::asio::io_context io(1);
  auto const tls = asks_for_tls(steps) ? client_context({}) : nullptr;
  run_options options{.endpoints = {{peer, port}}, .steps = std::move(steps), .tls = tls, .host = address};
  options.limit.operation = step_deadline;
  plan_result result;
  api->run(io.get_executor(), std::make_shared<run_options const>(std::move(options)), {},
           [&result](run_result const& ended) {
             result.seen = ended.seen;
             return then::end;
           });
  io.run();
  result.ended = classify(result.seen);
  result.tls = classify_tls(result.seen);
  result.messages = classify_messages(result.seen);
  return result;
}

}  // namespace hangup::client
