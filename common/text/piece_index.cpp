#include "common/text/piece_index.hpp"

#include <algorithm>
#include <cstring>

namespace hangup {
namespace {

std::uint64_t piece_at(char const* text) {
  std::uint64_t piece = 0;
  std::memcpy(&piece, text, piece_index::piece_size);
  return piece;
}

std::size_t beginning_of(char const* text) {
  return static_cast<std::size_t>(static_cast<unsigned char>(text[0])) << 8U |
         static_cast<unsigned char>(text[1]);
}

template <typename Act>
void for_pieces(std::vector<std::string> const& parts, Act act) {
  for (std::string const& part : parts)
    for (std::size_t at = 0; at + piece_index::piece_size <= part.size(); ++at)
      act(part.data() + at);
}

}  // namespace

void piece_index::add(std::size_t number, std::span<std::string const> parts) {
  texts_.emplace_back(number, std::vector<std::string>(parts.begin(), parts.end()));
}

void piece_index::build() {
  is_begun_.assign(std::size_t{1} << 16U, false);
  std::unordered_map<std::uint64_t, std::size_t> count;
  for (auto const& [number, parts] : texts_)
    for_pieces(parts, [&](char const* text) { ++count[piece_at(text)]; });
  for (auto const& [number, parts] : texts_) {
    char const* rarest = nullptr;
    for_pieces(parts, [&](char const* text) {
      if (rarest == nullptr || count[piece_at(text)] < count[piece_at(rarest)]) rarest = text;
    });
    if (rarest == nullptr) {
      short_.push_back(number);
      continue;
    }
    by_piece_.emplace(piece_at(rarest), number);
    is_begun_[beginning_of(rarest)] = true;
  }
  texts_ = {};
}

std::vector<std::size_t> piece_index::candidates_in(std::string_view line) const {
  std::vector<std::size_t> found = short_;
  for (std::size_t at = 0; at + piece_size <= line.size(); ++at) {
    if (!is_begun_[beginning_of(line.data() + at)]) continue;
    auto const [first, last] = by_piece_.equal_range(piece_at(line.data() + at));
    for (auto known = first; known != last; ++known)
      found.push_back(known->second);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace hangup
