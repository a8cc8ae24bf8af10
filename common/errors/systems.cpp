#include "common/errors/systems.hpp"

#include <algorithm>
#include <array>

namespace hangup {
namespace {

struct system_name {
  std::string_view name, title;
  code_space numbers;
};

constexpr std::array<std::string_view, 3> names = {"linux", "windows", "macos"};
constexpr std::array systems = {system_name{"linux", "Linux", code_space::linux_errno},
                                system_name{"windows", "Windows", code_space::windows},
                                system_name{"macos", "macOS", code_space::macos_errno}};

/// Errors of no connection, with numbers that are another system's errors of connections.
/// Sources: Linux asm-generic/errno.h, XNU bsd/sys/errno.h.
struct other_error {
  code_space system;
  int value;
  std::string_view symbol;
};

using enum code_space;
constexpr std::array others = {
    other_error{linux_errno, 35, "EDEADLK"},
    other_error{linux_errno, 36, "ENAMETOOLONG"},
    other_error{linux_errno, 49, "EUNATCH"},
    other_error{linux_errno, 50, "ENOCSI"},
    other_error{linux_errno, 51, "EL2HLT"},
    other_error{linux_errno, 52, "EBADE"},
    other_error{linux_errno, 53, "EBADR"},
    other_error{linux_errno, 54, "EXFULL"},
    other_error{linux_errno, 55, "ENOANO"},
    other_error{linux_errno, 57, "EBADSLT"},
    other_error{linux_errno, 59, "EBFONT"},
    other_error{linux_errno, 60, "ENOSTR"},
    other_error{linux_errno, 61, "ENODATA"},
    other_error{linux_errno, 64, "ENONET"},
    other_error{linux_errno, 65, "ENOPKG"},
    other_error{linux_errno, 89, "EDESTADDRREQ"},
    other_error{linux_errno, 121, "EREMOTEIO"},
    other_error{macos_errno, 11, "EDEADLK"},
    other_error{macos_errno, 59, "ETOOMANYREFS"},
    other_error{macos_errno, 64, "EHOSTDOWN"},
    other_error{macos_errno, 71, "EREMOTE"},
    other_error{macos_errno, 98, "ENOSR"},
    other_error{macos_errno, 99, "ENOSTR"},
    other_error{macos_errno, 101, "ETIME"},
    other_error{macos_errno, 102, "EOPNOTSUPP"},
    other_error{macos_errno, 103, "ENOPOLICY"},
    other_error{macos_errno, 104, "ENOTRECOVERABLE"},
    other_error{macos_errno, 105, "EOWNERDEAD"},
};

}  // namespace

std::span<std::string_view const> system_names() {
  return names;
}

std::optional<code_space> system_named(std::string_view name) {
  auto const found = std::ranges::find(systems, name, &system_name::name);
  if (found == systems.end()) return std::nullopt;
  return found->numbers;
}

std::string_view title_of_system(code_space numbers) {
  auto const found = std::ranges::find(systems, numbers, &system_name::numbers);
  return found == systems.end() ? std::string_view() : found->title;
}

std::vector<number_on_system> systems_of(int number) {
  std::vector<number_on_system> all;
  if (number == 0) return all;
  for (system_name const& system : systems) {
    error_value const error{system.numbers, number};
    if (condition const id = condition_of(error); id != condition::unlisted)
      all.push_back({.system = system.numbers, .symbol = symbol_of(error), .id = id});
  }
  for (other_error const& other : others)
    if (other.value == number) all.push_back({.system = other.system, .symbol = other.symbol});
  return all;
}

}  // namespace hangup
