#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/errors/error_names.hpp"

namespace hangup {

/// `linux`, `windows` and `macos`: those that `--on` takes.
std::span<std::string_view const> system_names();
/// Whose numbers the system of that name has. Empty when there is none.
std::optional<code_space> system_named(std::string_view name);
/// `Linux`, `Windows` or `macOS`.
std::string_view title_of_system(code_space numbers);

/// What a number is on one system.
struct number_on_system {
  code_space system = code_space::none;
  std::string_view symbol;
  condition id = condition::unlisted;  ///< `unlisted` where no connection ends with it
};

/// The systems that have `number`, those where it may tell of a connection first. Of errors that tell of no
/// connection only those are known whose numbers do so elsewhere.
std::vector<number_on_system> systems_of(int number);

}  // namespace hangup
