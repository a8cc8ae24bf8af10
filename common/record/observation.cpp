#include "common/record/observation.hpp"

#include <spdlog/fmt/fmt.h>

#include "common/text/enum_names.hpp"

namespace hangup {

namespace {

constexpr enum_names<completion::not_available> names = {"completed", "never_completed", "not_available"};

constexpr enum_names<at_deadline::untold> findings = {"not_asked", "silent", "untold"};

std::string never_completed(observation const& seen) {
  switch (seen.found) {
    case at_deadline::not_asked: break;
    case at_deadline::silent: return "never completed: nothing to tell";
    case at_deadline::untold:
      return std::string("never completed: ") +
             (seen.op == operation::send || seen.op == operation::connect ? "writable" : "readable") +
             ", and the reactor did not tell";
  }
  return "never completed";
}

}  // namespace

std::string_view to_string(at_deadline found) {
  return name_in(findings, found);
}

at_deadline at_deadline_named(std::string_view name) {
  return value_in(findings, name).value_or(at_deadline::not_asked);
}

std::string_view to_string(completion status) {
  return name_in(names, status);
}

completion completion_named(std::string_view name) {
  return value_in(names, name).value_or(completion::not_available);
}

std::string_view outcome_name(observation const& seen) {
  if (seen.status == completion::not_available) return "n/a";
  if (!seen.completed()) return "never";
  if (!seen.error) return "ok";
  return to_string(seen.reported());
}

std::string describe(observation const& seen) {
  using milliseconds = std::chrono::duration<double, std::milli>;
  std::string text =
      seen.step == 0 ? std::string("connect: ") : fmt::format("step {} {}: ", seen.step, to_string(seen.op));
  if (!seen.completed()) {
    text +=
        seen.status == completion::never_completed ? never_completed(seen) : "not available in this style";
  } else {
    text += describe(seen.error);
    condition const id = seen.reported();
    if (seen.error && id != condition::unlisted) {
      numbered const& winsock = row_of(id).winsock;
      if (winsock.value != 0) text += fmt::format(" = Winsock {} {}", winsock.value, winsock.symbol);
    }
  }
  if (seen.transport && seen.transport != seen.error) text += "; TCP beneath: " + describe(seen.transport);
  if (seen.peer_code != 0)
    text += fmt::format(", {} {}", is_http(seen.op) ? "status" : "close code", seen.peer_code);
  if (transfers(seen.op) || is_http(seen.op) || is_websocket(seen.op))
    text += fmt::format(", {} bytes", seen.bytes);
  text += fmt::format(", {} -> {}, {:.3f} ms", to_string(seen.before), to_string(seen.after),
                      milliseconds(seen.elapsed).count());
  return text;
}

}  // namespace hangup
