#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace hangup {

/// The names of an enumeration whose values count up from 0, in their order.
template <std::size_t Count>
using enum_names = std::array<std::string_view, Count>;

template <typename Enum, std::size_t Count>
constexpr std::string_view name_in(enum_names<Count> const& names, Enum value) {
  auto const index = static_cast<std::size_t>(value);
  return index < Count ? names[index] : std::string_view("?");
}

template <typename Enum, std::size_t Count>
constexpr std::optional<Enum> value_in(enum_names<Count> const& names, std::string_view name) {
  auto const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace hangup
