#include "server/triggers/trigger.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "common/text/nearest.hpp"
#include "common/text/units.hpp"

namespace hangup::server {
namespace {

constexpr std::array kinds = {trigger_kind::accept, trigger_kind::unread, trigger_kind::read,
                              trigger_kind::after};

trigger_kind parse_kind(std::string_view name) {
  std::array<std::string_view, kinds.size()> names;
  std::transform(kinds.begin(), kinds.end(), names.begin(),
                 [](trigger_kind kind) { return to_string(kind); });
  auto const found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw std::invalid_argument("'" + std::string(name) + "'" + suggestion(name, names));
  return kinds[static_cast<std::size_t>(found - names.begin())];
}

}  // namespace

std::string_view to_string(trigger_kind kind) {
  switch (kind) {
    case trigger_kind::accept: return "accept";
    case trigger_kind::unread: return "unread";
    case trigger_kind::read: return "read";
    case trigger_kind::after: return "after";
  }
  return "?";
}

trigger parse_trigger(std::string_view text) {
  auto const colon = text.find(':');
  trigger result{.kind = parse_kind(text.substr(0, colon))};
  bool const wants_argument = result.kind == trigger_kind::read || result.kind == trigger_kind::after;
  if (wants_argument != (colon != std::string_view::npos))
    throw std::invalid_argument("'" + std::string(text) +
                                "': expected accept, unread, read:BYTES or after:DURATION");
  if (result.kind == trigger_kind::read) result.bytes = parse_size(text.substr(colon + 1));
  if (result.kind == trigger_kind::after) result.delay = parse_duration(text.substr(colon + 1));
  return result;
}

std::string to_string(trigger const& when) {
  std::string text(to_string(when.kind));
  if (when.kind == trigger_kind::read) text += ':' + size_to_string(when.bytes);
  if (when.kind == trigger_kind::after) text += ':' + hangup::to_string(when.delay);
  return text;
}

bool is_reached(trigger const& when, progress const& seen) {
  switch (when.kind) {
    case trigger_kind::accept: return true;
    case trigger_kind::unread: return seen.unread > 0;
    case trigger_kind::read: return seen.read >= when.bytes;
    case trigger_kind::after: return seen.delay_passed;
  }
  return false;
}

std::uint64_t may_read(trigger const& when, progress const& seen) {
  if (when.kind != trigger_kind::read) return 0;
  return when.bytes - std::min(when.bytes, seen.read);
}

}  // namespace hangup::server
