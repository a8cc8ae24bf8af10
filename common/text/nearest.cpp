#include "common/text/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace hangup {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<std::string_view const> candidates) {
  constexpr std::size_t telling = 4;  // letters
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (std::string_view const candidate : candidates) {
    std::size_t const distance = edit_distance(word, candidate);
    if (distance < fewest && distance < candidate.size()) {
      fewest = distance;
      best = candidate;
    }
  }
  if (!best.empty() || word.size() < telling) return best;
  auto const part_of = std::find_if(candidates.begin(), candidates.end(), [word](std::string_view candidate) {
    return candidate.find(word) != std::string_view::npos;
  });
  return part_of != candidates.end() ? *part_of : best;
}

std::string suggestion(std::string_view word, std::span<std::string_view const> candidates) {
  if (std::string_view const close = nearest(word, candidates); !close.empty())
    return ": did you mean '" + std::string(close) + "'?";
  std::string text = ": expected one of: ";
  for (std::size_t i = 0; i < candidates.size(); ++i)
    text.append(i == 0 ? "" : ", ").append(candidates[i]);
  return text;
}

}  // namespace hangup
