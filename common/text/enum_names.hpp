#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace hangup {

/// Whether an enumerator has the value `Value`: the compiler prints one by its name, and any other value as a
/// cast, `(hangup::ending)12`.
template <auto Value>
constexpr bool is_enumerator() {
#if defined(_MSC_VER) && !defined(__clang__)
  constexpr std::string_view signature = __FUNCSIG__;
  constexpr std::string_view before = "is_enumerator<";
#else
  constexpr std::string_view signature = __PRETTY_FUNCTION__;
  constexpr std::string_view before = "Value = ";
#endif
  return signature[signature.find(before) + before.size()] != '(';
}

/// The names of an enumeration whose values count up from 0 to `Last`, in their order. An enumerator that has
/// no name, or that was added behind `Last`, does not compile.
template <auto Last>
class enum_names {
 public:
  using value_type = decltype(Last);
  static constexpr std::size_t count = static_cast<std::size_t>(Last) + 1;
  static_assert(is_enumerator<Last>() && !is_enumerator<static_cast<value_type>(count)>(),
                "Last is not the last enumerator");

  template <typename... Names>
  requires(sizeof...(Names) == count) constexpr enum_names(Names... names) : names_{names...} {}

  constexpr std::string_view const* begin() const { return names_.data(); }
  constexpr std::string_view const* end() const { return names_.data() + count; }
  constexpr std::string_view const* data() const { return names_.data(); }
  constexpr std::size_t size() const { return count; }

 private:
  std::array<std::string_view, count> names_;
};

template <auto Last>
constexpr std::string_view name_in(enum_names<Last> const& names, decltype(Last) value) {
  auto const index = static_cast<std::size_t>(value);
  return index < names.size() ? names.data()[index] : std::string_view("?");
}

template <auto Last>
constexpr std::optional<decltype(Last)> value_in(enum_names<Last> const& names, std::string_view name) {
  auto const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<decltype(Last)>(found - names.begin());
}

/// All enumerators up to `Last`.
template <auto Last>
constexpr auto enumerators() {
  return []<std::size_t... Index>(std::index_sequence<Index...>) {
    return std::array{static_cast<decltype(Last)>(Index)...};
  }
  (std::make_index_sequence<enum_names<Last>::count>());
}

}  // namespace hangup
