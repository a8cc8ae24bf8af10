#include "server/trigger.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "common/text/enum_names.hpp"
#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup::server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr enum_names<trigger_kind::after> names = {"accept", "unread", "read", "after"};
constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

/// The bytes are left where they are: closing over them is what makes a close abortive.
asio::awaitable<void> until_unread(connection& with) {
  auto const [ec] = co_await with.socket().async_wait(asio::ip::tcp::socket::wait_read, as_value);
  error_code failed = ec;
  std::size_t const unread = ec ? 0 : with.socket().available(failed);
  with.did(unread == 0 ? "client_ended_first" : "unread", failed, unread);
}

asio::awaitable<void> until_read(connection& with, std::uint64_t wanted) {
  std::array<char, std::size_t{16} * 1024> incoming;
  std::uint64_t total = 0;
  error_code ec;
  while (total < wanted && !ec) {
    auto const at_most = static_cast<std::size_t>(std::min<std::uint64_t>(incoming.size(), wanted - total));
    auto const [failed, bytes] =
        co_await with.socket().async_read_some(asio::buffer(incoming, at_most), as_value);
    ec = failed;
    total += bytes;
  }
  with.did(ec ? "client_ended_first" : "read", ec, total);
}

}  // namespace

trigger parse_trigger(std::string_view text) {
  auto const colon = text.find(':');
  std::string_view const name = text.substr(0, colon);
  auto const kind = value_in(names, name);
  if (!kind) throw std::invalid_argument("'" + std::string(name) + "'" + suggestion(name, names));

  bool const wants_argument = *kind == trigger_kind::read || *kind == trigger_kind::after;
  if (wants_argument != (colon != std::string_view::npos))
    throw std::invalid_argument("'" + std::string(text) +
                                "': expected accept, unread, read:BYTES or after:DURATION");
  trigger result{.kind = *kind};
  if (*kind == trigger_kind::read) result.bytes = parse_size(text.substr(colon + 1));
  if (*kind == trigger_kind::after) result.delay = parse_duration(text.substr(colon + 1));
  return result;
}

std::string to_string(trigger const& t) {
  std::string text(name_in(names, t.kind));
  if (t.kind == trigger_kind::read) text += ':' + size_to_string(t.bytes);
  if (t.kind == trigger_kind::after) text += ':' + hangup::to_string(t.delay);
  return text;
}

asio::awaitable<void> wait_for(trigger const& t, connection& with) {
  switch (t.kind) {
    case trigger_kind::accept: return []() -> asio::awaitable<void> { co_return; }();
    case trigger_kind::unread: return until_unread(with);
    case trigger_kind::read: return until_read(with, t.bytes);
    case trigger_kind::after: return with.pause(t.delay);
  }
  throw std::logic_error("no such trigger");
}

}  // namespace hangup::server
