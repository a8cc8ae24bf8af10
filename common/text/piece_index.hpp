#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hangup {

/// Says which of many texts a line can contain at all, in a time that hardly grows with their number: of each
/// it looks for one piece, that which the fewest others have.
class piece_index {
 public:
  static constexpr std::size_t piece_size = 6;  ///< bytes

  /// Text `number`, or the parts of it that all have to be there. A text without a part of piece_size bytes
  /// is a candidate for every line.
  void add(std::size_t number, std::span<std::string const> parts);
  /// After the last add().
  void build();

  /// The numbers of those that may be in `line`, each once, in rising order.
  std::vector<std::size_t> candidates_in(std::string_view line) const;

 private:
  std::vector<std::pair<std::size_t, std::vector<std::string>>> texts_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_piece_;
  std::vector<bool> is_begun_;  // whether any piece begins with these two bytes
  std::vector<std::size_t> short_;
};

}  // namespace hangup
