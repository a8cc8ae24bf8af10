#include "common/observation.hpp"

#include <spdlog/fmt/fmt.h>

namespace hangup {

std::string_view to_string(completion how) {
  return how == completion::completed ? "completed" : "never_completed";
}

completion completion_named(std::string_view name) {
  return name == "never_completed" ? completion::never_completed : completion::completed;
}

std::string_view outcome_name(observation const& seen) {
  if (!seen.completed()) return "never";
  if (!seen.error) return "ok";
  return to_string(seen.reported());
}

std::string describe(observation const& seen) {
  using milliseconds = std::chrono::duration<double, std::milli>;
  std::string text = seen.step == 0 ? std::string("connect: ")
                                    : fmt::format("step {} {}: ", seen.step, to_string(seen.what));
  if (!seen.completed()) {
    text += "never completed";
  } else {
    text += describe(seen.error);
    condition const id = seen.reported();
    if (seen.error && id != condition::unlisted) {
      numbered const& winsock = row_of(id).winsock;
      if (winsock.value != 0) text += fmt::format(" = Winsock {} {}", winsock.value, winsock.symbol);
    }
  }
  if (transfers(seen.what)) text += fmt::format(", {} bytes", seen.bytes);
  text += fmt::format(", {} -> {}, {:.3f} ms", to_string(seen.before), to_string(seen.after),
                      milliseconds(seen.elapsed).count());
  return text;
}

}  // namespace hangup
